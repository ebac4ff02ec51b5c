/// What one seed did.
package struct RunReport: Sendable {
  /// Days of virtual time.
  package var days: Int
  /// Steps of the keeper.
  package var steps: Int
  /// Starts of the daemon.
  package var boots: Int
  /// Pairs of state and input that were met.
  package var coverage: Coverage
}
