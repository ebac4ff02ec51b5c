/// The keys of one session and what both sides prove with them (OSDP 2.2 §D.4).
struct SessionKeys: Sendable {
  let encryption: [UInt8]
  let firstMAC: [UInt8]
  let lastMAC: [UInt8]
  private let panelRandom: [UInt8]

  static let randomBytes = 8

  /// `panelRandom` is RND.A, 8 bytes.
  init(_ base: OSDPBaseKey, panelRandom: [UInt8]) {
    precondition(panelRandom.count == Self.randomBytes)
    func derived(_ label: UInt8) -> [UInt8] {
      let seed = [0x01, label] + panelRandom.prefix(6) + [UInt8](repeating: 0, count: 8)
      return AES128.encrypted(seed, key: base.bytes)
    }
    encryption = derived(0x82)
    firstMAC = derived(0x01)
    lastMAC = derived(0x02)
    self.panelRandom = panelRandom
  }

  init(encryption: [UInt8], firstMAC: [UInt8], lastMAC: [UInt8]) {
    (self.encryption, self.firstMAC, self.lastMAC) = (encryption, firstMAC, lastMAC)
    panelRandom = [UInt8](repeating: 0, count: Self.randomBytes)
  }

  /// What the reader proves; `readerRandom` is RND.B, 8 bytes.
  func clientCryptogram(readerRandom: [UInt8]) -> [UInt8] {
    AES128.encrypted(panelRandom + readerRandom, key: encryption)
  }

  /// What the panel proves.
  func serverCryptogram(readerRandom: [UInt8]) -> [UInt8] {
    AES128.encrypted(readerRandom + panelRandom, key: encryption)
  }

  /// The MAC from which both sides roll on (R-MAC I).
  func initialMAC(serverCryptogram: [UInt8]) -> [UInt8] {
    AES128.encrypted(AES128.encrypted(serverCryptogram, key: firstMAC), key: lastMAC)
  }
}
