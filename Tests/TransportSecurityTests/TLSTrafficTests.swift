import COpenSSL
import Glibc
import Testing

@testable import TransportSecurity

@Suite struct TLSTrafficTests {
  let pki: TestPKI
  let tls: ServerTLS

  init() throws {
    pki = try TestPKI()
    let server = try pki.makeCA("localhost")
    tls = try ServerTLS(
      certificateChain: server.certificate, privateKey: server.key, clientCA: nil, clientVerification: .none)
  }

  @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func largeBody_comesBackWhole(version: Int32) async throws {
    try await withRoutes(tls: tls) { port in
      try await blocking {
        let probe = try TLSProbe(port: port, .init(versionMin: version, versionMax: version))
        try probe.handshake()
        let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        try probe.write(Array("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n".utf8))
        var back: [UInt8] = []
        // The echo is chunked; written and read in turns, for neither side buffers it all.
        for start in stride(from: 0, to: body.count, by: 1 << 16) {
          try probe.write(Array(body[start..<min(start + 1 << 16, body.count)]))
          back += try probe.read()
        }
        while !back.suffix(5).elementsEqual("0\r\n\r\n".utf8) { back += try probe.read() }
        #expect(dechunked(back) == body)
      }
    }
  }

  @Test func requestFollowedByCloseNotify_isAnswered() async throws {
    try await withRoutes(tls: tls) { port in
      try await blocking {
        let probe = try TLSProbe(port: port)
        try probe.handshake()
        try probe.write(Array("GET /stream/4 HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        try probe.endSending()
        probe.socket.endSending()
        var bytesRead = 0
        while case let bytes = try probe.read(), !bytes.isEmpty { bytesRead += bytes.count }
        #expect(bytesRead > 4 << 20)
      }
    }
  }

  @Test func twoThousandConnections_leaveNoDescriptorBehind() async throws {
    try await withRoutes(tls: tls) { port in
      #expect(descriptors(ofPort: port) == 1)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<16 {
          group.addTask {
            try await blocking {
              for round in 0..<125 {
                let probe = try TLSProbe(
                  port: port, .init(versionMax: round % 2 == 0 ? TLS1_3_VERSION : TLS1_2_VERSION))
                try probe.handshake()
                let answer = try probe.exchange("GET /who HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.hasSuffix("nobody"))
                if round % 3 == 0 { try probe.endSending() }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      // The last few are closed by the server's loops a moment later.
      while descriptors(ofPort: port) > 1 { await Task.yield() }
    }
  }
}

/// Sockets of this process that are bound to the server's port: its listener and what it accepted.
private func descriptors(ofPort port: Int) -> Int {
  (0..<Int32(4096)).count { descriptor in
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return result == 0 && address.sin_port == in_port_t(UInt16(port).bigEndian)
  }
}

private func dechunked(_ answer: [UInt8]) -> [UInt8] {
  var body: [UInt8] = []
  var index = (answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound) ?? answer.endIndex
  while index < answer.endIndex {
    guard let line = answer[index...].firstIndex(of: 0x0D) else { break }
    let count = Int(String(decoding: answer[index..<line], as: UTF8.self), radix: 16) ?? 0
    guard count > 0 else { break }
    body += answer[(line + 2)..<min(line + 2 + count, answer.endIndex)]
    index = line + 2 + count + 2
  }
  return body
}
