import FieldListening
import Synchronization
import Testing

/// Devices whose requests go elsewhere than to their own address alone.
@Suite(.timeLimit(.minutes(1))) struct PlaceTests {
  @Test(arguments: [
    ("/field/v1/cam-1/s3cret/dao?session=1", 200, "/dao", "session=1"),
    ("/field/v1/cam-1/s3cret", 200, "", ""), ("/field/v1/cam-1/s3cret/a/b", 200, "/a/b", ""),
    ("/field/v1/cam-1/dao", 401, nil, nil), ("/field/v1/cam-1//dao", 401, nil, nil),
    ("/field/v1/cam-1/s3cre/t", 401, nil, nil),
  ])
  func appendedPath_reachesTheHandler_withoutTheToken(
    path: String, status: Int, appended: String?, query: String?
  ) async throws {
    try await Door(place: .prefix).open { door async throws in
      #expect(try await door.status(push(path)) == status)
      let request = door.requests.withLock { $0.first }
      #expect(request?.path == appended)
      #expect(request?.query == query)
    }
  }

  @Test func appendedPath_withBasicCredentials_isAllThatFollowsTheDevice() async throws {
    let secret = PushSecret.basic(user: "camera", password: Array("pass".utf8))
    try await Door(secret: secret, place: .prefix).open { door async throws in
      let headers = ["Authorization: Basic Y2FtZXJhOnBhc3M="]
      #expect(try await door.status(push("/field/v1/cam-1/dao", headers: headers)) == 200)
      #expect(door.requests.withLock { $0.first?.path } == "/dao")
      #expect(try await door.status(push("/field/v1/cam-1/dao")) == 401)
    }
  }

  @Test(arguments: [
    ("GET", "/iclock/cdata?SN=AB12&options=all", 200), ("POST", "/iclock/cdata?table=rtlog&SN=AB12", 200),
    ("GET", "/iclock/cdata?SN=AB13", 404), ("GET", "/iclock/cdata", 404),
    ("GET", "/iclock/cdata?SN=AB13&SN=AB12", 404), ("GET", "/iclock/cdata?XSN=AB12", 404),
    ("PUT", "/iclock/cdata?SN=AB12", 405), ("POST", "/field/v1/cam-1", 404),
    ("GET", "/field/v1/cam-1?SN=AB12", 405),
  ])
  func serialNumber_namesTheDevice(method: String, path: String, status: Int) async throws {
    try await Door(secret: .unproven, place: .serial("AB12")).open { door async throws in
      #expect(try await door.status(push(path, method: method)) == status)
      let request = door.requests.withLock { $0.first }
      #expect(request?.path == (status == 200 ? "/iclock/cdata" : nil))
      #expect(request?.method == (status == 200 ? method : nil))
    }
  }

  @Test func getWithoutLength_isTaken_whereItMayBe() async throws {
    try await Door(secret: .unproven, place: .serial("AB12")).open { door async throws in
      let text = "GET /iclock/getrequest?SN=AB12 HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n"
      #expect(try await door.status(text) == 200)
      #expect(door.requests.withLock { $0.first?.body } == [])
    }
  }

  @Test func serialNumber_isNoProof_whereTheSiteWantsOne() async throws {
    let secret = PushSecret.basic(user: "camera", password: Array("pass".utf8))
    try await Door(secret: secret, place: .serial("AB12")).open { door async throws in
      #expect(try await door.status(push("/iclock/cdata?SN=AB12")) == 401)
      let headers = ["Authorization: Basic Y2FtZXJhOnBhc3M="]
      #expect(try await door.status(push("/iclock/cdata?SN=AB12", headers: headers)) == 200)
    }
  }
}
