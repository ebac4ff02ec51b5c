import COpenSSL
import Testing

@testable import TransportSecurity

private let who = "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n"

@Suite struct TLSHandshakeTests {
  let pki: TestPKI
  let server: TestPKI.Identity
  let ca: TestPKI.Identity

  init() throws {
    pki = try TestPKI()
    ca = try pki.makeCA("site-ca")
    server = try pki.issue("localhost", by: ca, dnsNames: ["localhost"])
  }

  private func tls(_ verification: ServerTLS.ClientVerification = .none) throws -> ServerTLS {
    try ServerTLS(
      certificateChain: server.certificate, privateKey: server.key,
      clientCA: verification == .none ? nil : ca.certificate, clientVerification: verification)
  }

  @Test(arguments: [(TLS1_2_VERSION, "TLSv1.2"), (TLS1_3_VERSION, "TLSv1.3")])
  func eachModernVersion_serves(version: Int32, name: String) async throws {
    try await withRoutes(tls: try tls()) { port in
      try await blocking {
        let probe = try TLSProbe(port: port, .init(versionMin: version, versionMax: version))
        try probe.handshake()
        #expect(probe.version == name)
        #expect(try probe.exchange(who).hasSuffix("nobody"))
        #expect(try probe.exchange(who).hasSuffix("nobody"))
      }
    }
  }

  @Test func tls11_isRefused() async throws {
    try await withRoutes(tls: try tls()) { port in
      try await blocking {
        let probe = try TLSProbe(port: port, .init(versionMin: TLS1_1_VERSION, versionMax: TLS1_1_VERSION))
        #expect(throws: SocketFailed.self) { try probe.handshake() }
      }
    }
  }

  @Test func plainHTTP_onATLSPort_isRefused() async throws {
    try await withRoutes(tls: try tls()) { port in
      try await blocking {
        let socket = try LoopbackSocket(port: port)
        try socket.send(Array(who.utf8))
        #expect(!(try socket.receiveAll()).contains("HTTP/1.1"))
      }
    }
  }

  @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func verifiedClient_isKnownToTheRoute(version: Int32) async throws {
    let camera = try pki.issue("cam-1", by: ca, dnsNames: ["cam-1.site.example", "spare.site.example"])
    try await withRoutes(tls: try tls(.required)) { port in
      try await blocking {
        let probe = try TLSProbe(
          port: port, .init(versionMin: version, versionMax: version, identity: camera))
        try probe.handshake()
        #expect(try probe.exchange(who).hasSuffix("cam-1 cam-1.site.example spare.site.example 32"))
      }
    }
  }

  @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION], [ServerTLS.ClientVerification.optional, .required])
  func clientOfARogueCA_isRefused(version: Int32, mode: ServerTLS.ClientVerification) async throws {
    let rogue = try pki.issue("cam-1", by: try pki.makeCA("rogue-ca"), dnsNames: ["cam-1.site.example"])
    try await withRoutes(tls: try tls(mode)) { port in
      try await blocking {
        let probe = try TLSProbe(
          port: port, .init(versionMin: version, versionMax: version, identity: rogue))
        let refusal = #expect(throws: SocketFailed.self) {
          try probe.handshake()
          _ = try probe.exchange(who)
        }
        // The alert arrives: the camera's log can say why.
        #expect(refusal?.what.contains("unknown ca") == true)
      }
    }
  }

  @Test func clientWithoutCertificate_isServedOnlyWhenItIsOptional() async throws {
    for (mode, served) in [(ServerTLS.ClientVerification.optional, true), (.required, false)] {
      try await withRoutes(tls: try tls(mode)) { port in
        try await blocking {
          let probe = try TLSProbe(port: port)
          let answer = try? {
            try probe.handshake(); return try probe.exchange(who)
          }()
          #expect(answer?.hasSuffix("nobody") ?? false == served)
        }
      }
    }
  }

  @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func bytesThatArriveOneByOne_makeAHandshake(version: Int32) async throws {
    try await withRoutes(tls: try tls()) { port in
      try await blocking {
        let probe = try TLSProbe(
          port: port, .init(versionMin: version, versionMax: version, segmentBytes: 1))
        try probe.handshake()
        #expect(try probe.exchange(who).hasSuffix("nobody"))
      }
    }
  }

  @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func resumedSession_keepsTheClientsName(version: Int32) async throws {
    let camera = try pki.issue("cam-1", by: ca, dnsNames: ["cam-1.site.example"])
    let options = TLSProbe.Options(versionMin: version, versionMax: version, identity: camera)
    try await withRoutes(tls: try tls(.required)) { port in
      try await blocking {
        let first = try TLSProbe(port: port, options)
        try first.handshake()
        _ = try first.exchange(who)
        let session = try #require(first.session())
        defer { SSL_SESSION_free(session) }
        let second = try TLSProbe(port: port, options, resuming: session)
        try second.handshake()
        #expect(second.isResumed)
        #expect(try second.exchange(who).hasSuffix("cam-1 cam-1.site.example 32"))
      }
    }
  }

  @Test func renegotiation_isRefused() async throws {
    try await withRoutes(tls: try tls()) { port in
      try await blocking {
        let probe = try TLSProbe(port: port, .init(versionMax: TLS1_2_VERSION))
        try probe.handshake()
        #expect(throws: SocketFailed.self) { try probe.renegotiate() }
      }
    }
  }

  @Test func unfinishedHandshake_isCut() async throws {
    var limits = ConnectionLimits()
    limits.handshakeMillisecondsMax = 100
    limits.lingerMillisecondsMax = 100
    try await withRoutes(tls: try tls(), limits: limits) { port in
      try await blocking {
        let socket = try LoopbackSocket(port: port)
        try socket.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect(try socket.receiveAll().isEmpty)
      }
    }
  }

  @Test func reload_servesNewFilesToNewHandshakes_andKeepsRunningConnections() async throws {
    let tls = try tls()
    let renewed = try pki.issue("renewed", by: ca, dnsNames: ["localhost"])
    let (server, pki) = (server, pki)
    try await withRoutes(tls: tls) { port in
      try await blocking {
        let old = try TLSProbe(port: port)
        try old.handshake()
        #expect(old.serverName == "localhost")

        try pki.replace(server.certificate, with: renewed.certificate)
        #expect(throws: TransportSecurityError.self) { try tls.reload() }
        let between = try TLSProbe(port: port)
        try between.handshake()
        #expect(between.serverName == "localhost")

        try pki.replace(server.key, with: renewed.key)
        try tls.reload()
        let new = try TLSProbe(port: port)
        try new.handshake()
        #expect(new.serverName == "renewed")
        #expect(try old.exchange(who).hasSuffix("nobody"))
      }
    }
  }
}

extension TestPKI {
  func replace(_ path: String, with other: String) throws {
    try openssl(["enc", "-base64", "-in", other, "-out", path + ".64"])
    try openssl(["enc", "-d", "-base64", "-in", path + ".64", "-out", path])
  }
}
