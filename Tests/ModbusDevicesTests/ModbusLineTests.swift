import AccessModel
import FieldPeers
import Foundation
import Testing

@testable import ModbusDevices

/// What the kernel may do with a write after the line was given up.
@Suite struct ModbusLineTests {
  @Test func lineOnTCP_discardsUnsentBytesWhenClosed_andAfterAResponseTimeout() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, size)
        listen(listener, 1)
        getsockname(listener, $0, &size)
      }
    }
    let port = Int(UInt16(bigEndian: address.sin_port))
    let line = try ModbusLine(
      ModbusBusSettings(
        device: "io-1", transport: .tcp(host: "127.0.0.1", port: port), responseTimeout: .milliseconds(321)))
    try withExtendedLifetime(line) {
      let client = try #require((0..<960).first { Self.peerPort(of: $0) == port })
      var discard = linger()
      size = socklen_t(MemoryLayout<linger>.size)
      #expect(getsockopt(client, SOL_SOCKET, SO_LINGER, &discard, &size) == 0)
      #expect(discard.l_onoff == 1 && discard.l_linger == 0)
      var milliseconds: UInt32 = 0
      size = socklen_t(MemoryLayout<UInt32>.size)
      #expect(getsockopt(client, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, &size) == 0)
      #expect(milliseconds == 321)
    }
  }

  @Test(.enabled(if: NetworkCable.isPossible, "needs root, ip, unshare, nsenter and GATEHOUSE_PEERS_PYTHON"))
  func raiseIntoAPulledCable_isNotObeyedWhenTheCableIsBack() throws {
    let cable = try NetworkCable()
    let port = try cable.peer.port()
    let rig = try BusRig(.tcp(host: cable.address, port: port), poll: .seconds(60))
    _ = try rig.sink.health(.online)
    try cable.pull()
    guard case .failed = try rig.sink.outcome(of: rig.perform(.raise, validFor: .milliseconds(100))) else {
      Issue.record("nobody knows whether it was written")
      return
    }
    #expect(try cable.unsent(port: port) == [])
    let mark = rig.sink.mark
    try cable.plug()
    _ = try rig.sink.health(.online, from: mark)
    #expect(try cable.peer.writes() == [])
    #expect(try rig.sink.outcome(of: rig.perform(.raise)) == .written)
    try cable.peer.write("5 0 0")
    #expect(try cable.peer.writes() == ["5 0 1", "5 0 0"])
  }

  @Test func tooManyOpenFiles_areRefused_withWhatToDo() throws {
    let settings = ModbusBusSettings(device: "io-1", transport: .tcp(host: "127.0.0.1", port: 1))
    let fault = try #require(throws: ModbusFault.self) { try ModbusLine(settings, descriptorMax: 0) }
    #expect(fault == .crowded(openMax: 0) && fault.endsConnection)
    let words = ModbusFault.crowded(openMax: ModbusLine.descriptorMax)
      .words(doing: "connecting", settings: settings)
    #expect(words.hasPrefix("cannot open: the process has 960 files and connections open"))
    #expect(words.hasSuffix("(`ss -tnp` shows who is connected), then restart the service"))
  }

  private static func peerPort(of descriptor: Int32) -> Int? {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let answer = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) }
    }
    return answer == 0 && address.sin_family == AF_INET ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }
}
