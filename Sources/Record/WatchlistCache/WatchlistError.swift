/// Why a whole list file was refused; the edition loaded before stays in use.
public enum WatchlistError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(file: String, cause: String)
  case tooLarge(file: String, limit: String)
  case keyUnusable(file: String, cause: String)
  /// The signature is not this issuer's over exactly these bytes.
  case notSigned(file: String, signature: String, cause: String)
  case malformed(file: String, cause: String)
  /// A genuine file, of another list.
  case otherList(file: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .unreadable(let file, let cause):
      "cannot read \(file): \(cause). Check the path in the site file and that the daemon's user may read it"
    case .tooLarge(let file, let limit):
      "list \(file) is over the limit of \(limit). Ask its issuer to split it into several lists"
    case .keyUnusable(let file, let cause):
      "cannot use public key \(file): \(cause). It must be an Ed25519 public key in PEM, as"
        + " `openssl pkey -in key.pem -pubout` writes it"
    case .notSigned(let file, let signature, let cause):
      "list \(file) is not vouched for by \(signature): \(cause). "
        + "Fetch both again from the issuer; do not use"
        + " the list before they agree"
    case .malformed(let file, let cause):
      "list \(file) is signed but not a list: \(cause). Report it to its issuer"
    case .otherList(let file, let found, let expected):
      "file \(file) holds list '\(found)', not '\(expected)'. Correct the path in the site file"
    }
  }
}
