/// What one request of a terminal may cost.
public enum TerminalLimits {
  public static let bodyBytesMax = 4 << 20
  public static let queryBytesMax = 4096
  public static let depthMax = 32
  /// JSON values of one document.
  public static let nodesMax = 10_000
  /// Keys of one JSON object.
  public static let membersMax = 512
  public static let numberBytesMax = 40
  public static let partsMax = 32
  /// RFC 2046 §5.1.1.
  public static let boundaryBytesMax = 70
  /// Reports of one request: terminals send their memory in batches.
  public static let reportsMax = 512
  public static let lineBytesMax = 4096
  /// Words that a terminal wrote, in Unicode scalars.
  public static let wordScalarsMax = 64
}
