/// Why a token could not be issued, or a key not be used.
public enum VisitorTokenError: Error, Hashable, Sendable, CustomStringConvertible {
  case impossiblePeriod
  case impossibleUses(Int)
  case namesTooLong(Int)
  case unusableName
  case keyUnusable(file: String, cause: String)
  case signingFailed

  public var description: String {
    switch self {
    case .impossiblePeriod: "the token would end before it begins, or after 2106. Correct its dates"
    case .impossibleUses(let uses): "a token opens 1 to 255 times, not \(uses). Correct it"
    case .namesTooLong(let bytes):
      "access points and host take \(bytes) bytes of \(VisitorToken.namesBytesMax). Name fewer"
    case .unusableName: "an access point is no name of the site file, or the host has line breaks. Correct it"
    case .keyUnusable(let file, let cause):
      "the key \(file) cannot be used: \(cause). Make one with `openssl genpkey -algorithm ed25519`"
    case .signingFailed: "OpenSSL did not sign. Check its installation"
    }
  }
}
