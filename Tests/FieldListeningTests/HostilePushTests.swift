import FieldListening
import Synchronization
import Testing
import TransportSecurity

/// Too much, too slow, too often, or nothing that was ever HTTP.
@Suite(.timeLimit(.minutes(1))) struct HostilePushTests {
  private func limits(_ change: (inout FieldLimits) -> Void) -> FieldLimits {
    var limits = FieldLimits()
    change(&limits)
    return limits
  }

  @Test func announcedBodyOverTheLimit_isRefused_beforeItIsSent() async throws {
    try await Door().open { door async throws in
      let head = "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nHost: box\r\nContent-Length: 1001\r\n\r\n"
      #expect(try await door.status(head) == 413)
      #expect(door.requests.withLock { $0.isEmpty })
    }
  }

  @Test func streamedBodyOverTheLimit_isCut() async throws {
    try await Door().open { door async throws in
      let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
      let head = "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n"
      #expect(try await door.status(head, chunk, chunk, "1\r\nx\r\n") == 413)
      #expect(door.requests.withLock { $0.isEmpty })
    }
  }

  @Test func bodyWithoutALength_isRefused() async throws {
    try await Door().open { door async throws in
      let head = "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nHost: box\r\n\r\n"
      #expect(try await door.status(head) == 411)
    }
  }

  @Test func bodyThatDoesNotCome_isGivenUp() async throws {
    let limits = limits { $0.connections.requestMillisecondsMax = 200 }
    try await Door(limits: limits).open { door async throws in
      let head = "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nHost: box\r\nContent-Length: 10\r\n\r\nhalf"
      #expect(try await door.status(head) == 408)
      #expect(door.requests.withLock { $0.isEmpty })
    }
  }

  @Test func allBodiesTogether_areBounded() async throws {
    let limits = limits { $0.bodyBytesHeldMax = 100 }
    try await Door(limits: limits).open { door async throws in
      let answer = try await door.ask(push(body: String(repeating: "x", count: 200)))
      #expect(answer.hasPrefix("HTTP/1.1 503 "))
      #expect(answer.lowercased().contains("retry-after: 1\r\n"))
      // What was held is let go.
      #expect(try await door.status(push(body: String(repeating: "x", count: 90))) == 200)
    }
  }

  @Test func rate_isASecondsWorth_andComesBackWithTime() async throws {
    try await Door(ratePerSecondMax: 2).open { door async throws in
      for _ in 1...2 { #expect(try await door.status(push()) == 200) }
      let answer = try await door.ask(push())
      #expect(answer.hasPrefix("HTTP/1.1 429 "))
      #expect(answer.lowercased().contains("retry-after: 1\r\n"))
      door.pass(seconds: 1)
      #expect(try await door.status(push()) == 200)
      #expect(door.listener.counters.refused[.rate] == 1)
    }
  }

  @Test func wrongSecret_costsNothingOfTheDevicesRate() async throws {
    try await Door(ratePerSecondMax: 1).open { door async throws in
      for _ in 1...5 { #expect(try await door.status(push("/field/v1/cam-1/guess")) == 401) }
      #expect(try await door.status(push()) == 200)
    }
  }

  @Test(arguments: [
    "\r\n\r\n", "hello\r\n\r\n", "POST /field/v1/cam-1/s3cret\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}",
    "POST / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
    "POST /field/v1/cam-1/s3cret HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func whatIsNotHTTP_neverReachesAHandler(text: String) async throws {
    let limits = limits { $0.connections.requestMillisecondsMax = 300 }
    try await Door(limits: limits).open { door async throws in
      let answer = (try? await door.ask(text)) ?? ""
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
      #expect(door.requests.withLock { $0.isEmpty })
      #expect(try await door.status(push()) == 200)
    }
  }

  @Test func headWithoutEnd_isCut() async throws {
    try await Door().open { door async throws in
      let field = "X-Junk: " + String(repeating: "j", count: 1000) + "\r\n"
      let head = "POST /field/v1/cam-1/s3cret HTTP/1.1\r\n" + String(repeating: field, count: 40)
      let answer = (try? await door.ask(head)) ?? ""
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
      #expect(door.requests.withLock { $0.isEmpty })
    }
  }

  @Test func connectionsOverTheLimit_areClosedOnArrival() async throws {
    let limits = limits { $0.connections.connectionsMax = 0 }
    try await Door(limits: limits).open { door async throws in
      #expect(((try? await door.ask(push())) ?? "").isEmpty)
      #expect(door.listener.counters.refused[.connections] == 1)
    }
  }

  @Test func oneAddress_hasItsShareOfConnections_andGetsItBack() async throws {
    let limits = limits {
      $0.connections.connectionsPerPeerMax = 1
      $0.connections.requestMillisecondsMax = 500
    }
    try await Door(limits: limits).open { door async throws in
      for _ in 1...3 {
        #expect(try await door.status(push()) == 200)
        while door.listener.counters.connectionsOpen > 0 { await Task.yield() }
      }
      async let slow = door.status(push(body: "half").replacing("Length: 4", with: "Length: 5"))
      while door.listener.counters.connectionsOpen == 0 { await Task.yield() }
      #expect(((try? await door.ask(push())) ?? "").isEmpty)
      #expect(door.listener.counters.refused[.connections] == 1)
      _ = try? await slow
    }
  }

  @Test func refusals_areLoggedWithDeviceAndReason_neverWithASecret() async throws {
    try await Door().open { door async throws in
      _ = try await door.ask(push("/field/v1/cam-1/hunter2"))
      _ = try await door.ask(push("/field/v1/cam-1/hunter3"))
      #expect(door.log.all.count == 1, "one a minute")
      let line = try #require(door.log.all.first)
      #expect(line.contains("cam-1") && line.contains("wrong_secret") && line.contains("127.0.0.1"))
      #expect(!line.contains("hunter") && !line.contains("s3cret"))
    }
  }
}
