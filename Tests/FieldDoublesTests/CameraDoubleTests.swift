import AccessModel
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Synchronization
import Testing

@testable import FieldDoubles

/// Answers with the given statuses, one after the other, the last one for ever; keeps what was posted.
private final class ScriptedGateway: Sendable {
  struct Post: Sendable {
    var path: String
    var contentType: String
    var authorization: String
    var body: [UInt8]
  }

  let posts = Watched<[Post]>([])
  private let port = Watched<Int?>(nil)
  private let serving: Task<Void, any Error>

  init(_ statuses: [HTTPResponse.Status]) async throws {
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { [posts] request, _ in
        var request = request
        let body = Array(try await request.collectBody(upTo: 1 << 20).readableBytesView)
        let count = posts.update { posts in
          posts.append(
            Post(
              path: request.uri.path, contentType: request.headers[.contentType] ?? "",
              authorization: request.headers[.authorization] ?? "", body: body))
          return posts.count
        }
        return Response(status: statuses[min(count, statuses.count) - 1])
      },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { [port] channel in port.update { $0 = channel.localAddress?.port } },
      logger: Logger(label: "gateway", factory: { _ in SwiftLogNoOpLogHandler() }))
    serving = Task { try await application.run() }
  }

  func base() async throws -> String {
    "http://127.0.0.1:\(try await port.first("the gateway", within: .seconds(5)) { $0 })"
  }

  func stop() { serving.cancel() }
}

@Suite struct CameraDoubleTests {
  @Test func camera_comesAgain_untilItIsTaken() async throws {
    let gateway = try await ScriptedGateway([.serviceUnavailable, .tooManyRequests, .ok])
    defer { gateway.stop() }
    let camera = CameraDouble(
      id: "cam-1", model: .hikvision, base: try await gateway.base(), secret: .pathToken("secret"))
    let delivery = try await camera.deliver(Sighting(plate: "京A12345"))
    #expect(delivery.status == 200)
    #expect(delivery.attempts == 3)
    let posts = gateway.posts.value
    #expect(posts.map(\.path) == Array(repeating: "/field/v1/cam-1/secret", count: 3))
    #expect(Set(posts.map(\.body)).count == 1)
  }

  @Test func cameraThatIsNeverTaken_saysWhy_withoutItsSecret() async throws {
    let gateway = try await ScriptedGateway([.unauthorized])
    defer { gateway.stop() }
    let camera = CameraDouble(
      id: "cam-1", model: .openalpr, base: try await gateway.base(), secret: .pathToken("secret"))
    let error = await #expect(throws: RehearsalError.self) {
      try await camera.deliver(Sighting(plate: "A1"), within: .milliseconds(200))
    }
    let text = try #require(error?.description)
    #expect(text.contains("answered 401"))
    #expect(!text.contains("secret"))
  }

  @Test func basicSecret_goesIntoTheHeader_notThePath() async throws {
    let gateway = try await ScriptedGateway([.ok])
    defer { gateway.stop() }
    let camera = CameraDouble(
      id: "cam-1", model: .axis, base: try await gateway.base(), secret: .basic(user: "u", password: "p"))
    _ = try await camera.post(Sighting(plate: "A1"))
    #expect(gateway.posts.value.first?.path == "/field/v1/cam-1")
    #expect(gateway.posts.value.first?.authorization == "Basic dTpw")
  }

  @Test func terminal_postsTheCodeThatItScanned() async throws {
    let gateway = try await ScriptedGateway([.ok])
    defer { gateway.stop() }
    let terminal = TerminalDouble(id: "term-1", base: try await gateway.base(), secret: .pathToken("secret"))
    #expect(try await terminal.scan("GH1.AAAA") == 200)
    let post = try #require(gateway.posts.value.first)
    #expect(post.path == "/field/v1/term-1/secret" && post.contentType == "application/json")
    #expect(FlatJSON.fields(of: Data(post.body))?["AccessControllerEvent.QRCodeInfo"] == "GH1.AAAA")
  }

  @Test(arguments: CameraModel.allCases)
  func body_holdsThePlate_andIsWhatItsTypeSays(_ model: CameraModel) throws {
    let body = model.body(
      of: Sighting(plate: "京A<\"1", capturedAt: CivilTime(milliseconds: 1_700_000_000_123)))
    switch model {
    case .hikvision:
      let text = String(decoding: body.bytes, as: UTF8.self)
      #expect(text.contains("<licensePlate>京A&lt;\"1</licensePlate>"))
      #expect(text.contains("<dateTime>2023-11-15T06:13:20.123+08:00</dateTime>"))
      #expect(body.contentType.hasPrefix("multipart/form-data; boundary="))
    case .axis:
      let fields = try #require(FlatJSON.fields(of: Data(body.bytes)))
      #expect(fields["plateUTF8"] == "京A<\"1")
      #expect(fields["capture_timestamp"] == "1700000000123")
    case .openalpr:
      let fields = try #require(FlatJSON.fields(of: Data(body.bytes)))
      #expect(fields["best_plate_number"] == "京A<\"1")
      #expect(fields["epoch_end"] == "1700000000123")
    }
  }

  @Test func load_postsDistinctPlates_andCountsWhatWasTaken() async throws {
    let gateway = try await ScriptedGateway([.serviceUnavailable, .ok])
    defer { gateway.stop() }
    let target = try #require(LoadPlan.Target("\(try await gateway.base())/field/v1/cam-1/token"))
    let report = try await LoadGenerator.run(LoadPlan(targets: [target], senders: 4, duration: .seconds(1)))
    #expect(report.refused == [503: 1])
    #expect(report.accepted > 10)
    #expect(report.latenciesMicroseconds.count == report.accepted)
    let posts = gateway.posts.value
    #expect(posts.count == report.accepted + 1)
    #expect(Set(posts.map(\.body)).count == posts.count)
    #expect(posts.allSatisfy { $0.path == "/field/v1/cam-1/token" && $0.contentType == "application/xml" })
  }
}
