/// What one body may cost.
public enum CameraLimits {
  public static let bodyBytesMax = 16 << 20
  public static let depthMax = 64
  /// Elements, attributes and JSON values together.
  public static let nodesMax = 20_000
  public static let attributesPerElementMax = 64
  public static let numberBytesMax = 64
  /// Names of XML elements and attributes.
  public static let nameBytesMax = 256
  /// Raw bytes of a value that are looked at; a picture is taken whole.
  public static let textBytesMax = 4096
  /// A longer value is never the one that a path picks among several.
  public static let filterBytesMax = 256
  public static let partsMax = 32
  public static let partHeaderBytesMax = 8192
  /// RFC 2046 §5.1.1.
  public static let boundaryBytesMax = 70
  public static let readsMax = 32
  /// Larger pictures are left out and noted.
  public static let imageBytesMax = 4 << 20
  public static let imagesPerReadMax = 8
  public static let notesPerReadMax = 8
  /// Words about the vehicle and its country, in Unicode scalars.
  public static let wordScalarsMax = 64
  public static let trackScalarsMax = 128
}
