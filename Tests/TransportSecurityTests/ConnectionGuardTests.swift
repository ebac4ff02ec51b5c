import NIOCore
import NIOPosix
import Testing

@testable import TransportSecurity

@Suite struct ConnectionGuardTests {
  private func limits(_ change: (inout ConnectionLimits) -> Void) -> ConnectionLimits {
    var limits = ConnectionLimits()
    change(&limits)
    return limits
  }

  @Test func headThatNeverEnds_isCut() async throws {
    try await withRoutes(tls: nil, limits: limits { $0.requestMillisecondsMax = 200 }) { port in
      try await blocking {
        let socket = try LoopbackSocket(port: port)
        // One byte at a time keeps the line busy until it is cut; nothing is ever answered.
        #expect(throws: SocketFailed.self) {
          for byte in "GET /who HTTP/1.1\r\nX: ".utf8 { try socket.send([byte]) }
          while true { try socket.send(Array("a".utf8)); try socket.waitAMoment() }
        }
      }
    }
  }

  @Test func idleConnection_isClosed_andABusyOneStays() async throws {
    try await withRoutes(tls: nil, limits: limits { $0.idleMillisecondsMax = 300 }) { port in
      try await blocking {
        let idle = try LoopbackSocket(port: port)
        let busy = try LoopbackSocket(port: port)
        // Waiting for the idle one to end takes 300 ms, in which the busy one asks again and again.
        while try !idle.hasEnded() {
          try busy.send(Array("GET /who HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
          #expect(String(decoding: try busy.receive(), as: UTF8.self).contains("200 OK"))
        }
        try busy.send(Array("GET /who HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(String(decoding: try busy.receive(), as: UTF8.self).contains("200 OK"))
      }
    }
  }

  @Test func connectionOverTheLimit_isClosed_untilAnotherLeaves() async throws {
    try await withRoutes(tls: nil, limits: limits { $0.connectionsMax = 1 }) { port in
      try await blocking {
        let ask = Array("GET /who HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var first: LoopbackSocket? = try LoopbackSocket(port: port)
        try first?.send(ask)
        #expect(try first?.receive().isEmpty == false)
        let second = try LoopbackSocket(port: port)
        #expect(try second.receiveAll().isEmpty)
        first = nil
        while true {
          let third = try LoopbackSocket(port: port)
          try? third.send(ask)
          if try !third.receiveAllUpToAnswer().isEmpty { break }
        }
      }
    }
  }

  @Test func clientThatNeverCloses_isCutAfterTheAnswer() async throws {
    try await withRoutes(tls: nil, limits: limits { $0.lingerMillisecondsMax = 100 }) { port in
      try await blocking {
        let socket = try LoopbackSocket(port: port)
        try socket.send(Array("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
        #expect(try socket.receiveAll().contains("200 OK"))
        // Our half is still open; bytes are dropped, then the connection is gone.
        #expect(throws: SocketFailed.self) {
          while true { try socket.send([0x41]); try socket.waitAMoment() }
        }
      }
    }
  }
}

@Suite struct RefusalLogTests {
  @Test func sameRefusal_isSaidOnceAMinute_withTheCountOfTheRest() {
    let log = RefusalLog<String>()
    let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    #expect(log.note("a", at: start) == 0)
    #expect(log.note("a", at: start + .seconds(1)) == nil)
    #expect(log.note("a", at: start + .seconds(59)) == nil)
    #expect(log.note("b", at: start + .seconds(59)) == 0)
    #expect(log.note("a", at: start + .seconds(60)) == 2)
  }

  @Test func fullMemory_forgetsOldKeysOnly() {
    let log = RefusalLog<Int>(keysMax: 2)
    let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    #expect(log.note(1, at: start) == 0)
    #expect(log.note(2, at: start + .seconds(30)) == 0)
    #expect(log.note(3, at: start + .seconds(31)) == nil)
    #expect(log.note(3, at: start + .seconds(61)) == 0)
    #expect(log.note(2, at: start + .seconds(62)) == nil)
  }
}

@Suite struct OutboundQueueTests {
  @Test func smallWrites_areJoined_andLargeOnesCut() {
    var queue = OutboundQueue()
    queue.append(ByteBuffer(string: "head"), promise: nil)
    queue.append(ByteBuffer(string: "body-body"), promise: nil)
    #expect(queue.takeFlushed(bytesMax: 100) == nil)
    queue.markFlush()
    queue.append(ByteBuffer(string: "unflushed"), promise: nil)
    #expect(queue.takeFlushed(bytesMax: 8).map { String(buffer: $0.plaintext) } == "headbody")
    #expect(queue.takeFlushed(bytesMax: 8).map { String(buffer: $0.plaintext) } == "-body")
    #expect(!queue.hasFlushed)
  }
}
