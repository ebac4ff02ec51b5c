/// What can go wrong; a run takes a set of them, and a shrunk one as few as it can.
package enum FaultKind: String, CaseIterable, Sendable {
  /// A character read as its look-alike.
  case misread
  /// A camera sends a message twice, late, in another order, or again after an outage.
  case duplicate, late, replay
  /// A camera's clock is wrong for a while, or it sends none.
  case cameraClock, untimed
  /// A loop sticks occupied, sticks clear, or cannot be read.
  case loop
  /// A boom stalls between its limits, bounces, or is forced.
  case stall, bounce, forced
  /// A board or reader stops answering.
  case boardDrop, readerDrop
  /// A command is lost, late or of unknown fate.
  case command
  /// Vehicles that follow too closely, turn back or pull a trailer.
  case driver
  /// People who guess, prop doors open, force them, or act under duress.
  case people
  /// Operators who open, lock down, name what is not there.
  case operators
  case fire, holds
  /// New editions, lists that grow stale, settings that are applied again.
  case lists, reload
  /// The civil clock steps or leaps.
  case clock
  /// The uplink flaps, loses receipts, refuses.
  case link
  /// The journal's disk is full, or fails.
  case disk
  /// Power goes between two instructions of the shell.
  case powerCut
}
