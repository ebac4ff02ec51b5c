import AccessModel
import FieldListening
import Synchronization
import Testing

/// What a device gets for what it sends.
@Suite(.timeLimit(.minutes(1))) struct PushTests {
  @Test func push_withItsToken_reachesItsHandler_whoseAnswerGoesBack() async throws {
    try await Door().open { door async throws in
      let answer = try await door.ask(push(headers: ["Content-Type: text/xml"]))
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nOK"))
      let request = try #require(door.requests.withLock { $0.first })
      #expect(request.device == "cam-1")
      #expect(request.contentType == "text/xml")
      #expect(request.body == Array("hello".utf8))
    }
  }

  @Test func oneConnection_carriesManyPushes_inOrder() async throws {
    try await Door().open { door async throws in
      let answer = try await door.ask(
        push(body: "1", isLast: false), push(body: "2", isLast: false), push(body: "3"))
      #expect(answer.split(separator: "HTTP/1.1 200 OK").count == 3)
      #expect(
        door.requests.withLock { $0.map { String(decoding: $0.body, as: UTF8.self) } } == ["1", "2", "3"])
    }
  }

  @Test func chunkedBody_arrivesWhole() async throws {
    try await Door().open { door async throws in
      let body = "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
      #expect(try await door.status(push(headers: ["Transfer-Encoding: chunked"], body: body)) == 200)
      #expect(door.requests.withLock { $0.first?.body } == Array("hello".utf8))
    }
  }

  @Test func largeBody_isHandledToo() async throws {
    let body = String(repeating: "x", count: 300_000)
    try await Door(bodyBytesMax: 1 << 20).open { door async throws in
      #expect(try await door.status(push(body: body)) == 200)
      #expect(door.requests.withLock { $0.first?.body.count } == 300_000)
    }
  }

  @Test(arguments: [
    ("/", "404"), ("/field/v1/", "404"), ("/field/v1/cam-2/s3cret", "404"), ("/field/v2/cam-1/s3cret", "404"),
    ("/field/v1/cam-1", "401"), ("/field/v1/cam-1/", "401"), ("/field/v1/cam-1/S3cret", "401"),
    ("/field/v1/cam-1/s3cret2", "401"), ("/field/v1/cam-1/s3cre", "401"),
    ("/field/v1/cam-1/%73%33cret", "200"),
  ])
  func path_decides(path: String, status: String) async throws {
    try await Door().open { door async throws in
      #expect(try await "\(door.status(push(path)))" == status)
      #expect(door.requests.withLock { $0.isEmpty } == (status != "200"))
    }
  }

  @Test(
    arguments: [
      ("Basic Y2FtZXJhOnBhc3M=", "200"), ("basic Y2FtZXJhOnBhc3M=", "200"), ("Basic Y2FtZXJhOnBhc3R=", "401"),
      ("Basic Y2FtZXJh", "401"), ("Basic !!!", "401"), ("Bearer Y2FtZXJhOnBhc3M=", "401"), (nil, "401"),
    ] as [(String?, String)])
  func basicCredentials_decide(header: String?, status: String) async throws {
    try await Door(secret: .basic(user: "camera", password: Array("pass".utf8))).open { door async throws in
      let headers = header.map { ["Authorization: \($0)"] } ?? []
      let answer = try await door.ask(push("/field/v1/cam-1", headers: headers))
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
      #expect(answer.lowercased().contains("www-authenticate: basic") == (status == "401"))
    }
  }

  @Test func certificateDevice_withoutTLS_isRefused() async throws {
    try await Door(secret: .clientCertificate(name: "cam-1.example")).open { door async throws in
      #expect(try await door.status(push("/field/v1/cam-1")) == 403)
    }
  }

  @Test func anotherMethod_isToldHowToPush() async throws {
    try await Door().open { door async throws in
      let answer = try await door.ask(push(method: "GET", body: ""))
      #expect(answer.hasPrefix("HTTP/1.1 405 "))
      #expect(answer.lowercased().contains("allow: post\r\n"))
      #expect(answer.contains("POST the event"))
    }
  }

  @Test func handlerThatIsBusy_sendsTheDeviceAway_withATime() async throws {
    let busy = PushAnswer(status: 503, body: Array("come again".utf8), retryAfterSeconds: 7)
    try await Door(answer: busy).open { door async throws in
      let answer = try await door.ask(push())
      #expect(answer.hasPrefix("HTTP/1.1 503 "))
      #expect(answer.lowercased().contains("retry-after: 7\r\n"))
    }
  }

  @Test func replacedDevices_countFromTheNextRequestOn() async throws {
    try await Door().open { door async throws in
      #expect(try await door.status(push()) == 200)
      door.listener.replace(devices: [])
      #expect(try await door.status(push()) == 404)
    }
  }
}
