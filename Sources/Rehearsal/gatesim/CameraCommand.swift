import AccessModel
public import ArgumentParser
public import FieldDoubles

/// `gatesim camera`.
struct CameraCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "camera",
    abstract: "Post a plate as a real camera does, and again until the gateway takes it.",
    discussion: """
      Prove who you are as the site file says for the camera, by one of:
        --token TOKEN                              path_token
        --user NAME --password WORD                basic
        --certificate FILE --key FILE              client_certificate

      Examples:
        gatesim camera --url http://127.0.0.1:8460 --id cam-1 --token SECRET --plate ABC123
        gatesim camera --url http://127.0.0.1:8460 --id cam-1 --token SECRET --plate ABC123 --frames 3
        gatesim camera ... --plate ABC123 --age-seconds 60      a late read: recorded, opens nothing
      Exits 0 when every frame was taken.
      """)

  @Option(help: "Scheme, host and port of the field listener.")
  var url: String

  @Option(help: "The camera's id in the site file.")
  var id: String

  @Option(help: "Whose bodies to post: \(CameraModel.allCases.map(\.rawValue).joined(separator: ", ")).")
  var model = CameraModel.hikvision

  @Option(help: "The plate to show.")
  var plate: String

  @Option(help: "Frames of the same passage, 200 ms apart.")
  var frames = 1

  @Option(help: "How old the picture is.")
  var ageSeconds: Int64 = 0

  @Option(help: "Which way the vehicle moves: approaching, receding, unknown.")
  var direction = "approaching"

  @Option(help: "Path token.")
  var token: String?

  @Option(help: "User name for Basic authentication.")
  var user: String?

  @Option(help: "Password for Basic authentication.")
  var password: String?

  @Option(help: "Client certificate, PEM.")
  var certificate: String?

  @Option(help: "Key of the client certificate, PEM.")
  var key: String?

  @Option(help: "Authority that signed the listener's certificate, PEM.")
  var ca: String?

  @Option(help: "Give up after this many seconds.")
  var giveUpSeconds: Int64 = 10

  func validate() throws {
    _ = try secret()
    guard TravelDirection(rawValue: direction) != nil else {
      throw ValidationError("--direction must be approaching, receding or unknown")
    }
    guard (1...1000).contains(frames) else { throw ValidationError("--frames must be 1 to 1000") }
  }

  func run() async throws {
    let camera = CameraDouble(id: id, model: model, base: url, secret: try secret(), trustedCA: ca)
    let narrator = Narrator()
    let track = Int(CivilTime.now().milliseconds / 1000 % 1_000_000)
    for frame in 1...frames {
      if frame > 1 { try await Task.sleep(for: .milliseconds(200)) }
      let sighting = Sighting(
        plate: plate, capturedAt: .now() + .seconds(-ageSeconds), track: track,
        phase: frame == 1 ? .new : .update, direction: TravelDirection(rawValue: direction) ?? .unknown)
      let delivery = try await camera.deliver(sighting, within: .seconds(giveUpSeconds))
      narrator.say(
        "posted",
        "\(plate) frame \(frame): \(delivery.status) after \(delivery.attempts) attempts, "
          + "\(Narrator.text(delivery.tookMilliseconds)) ms")
    }
  }

  private func secret() throws -> CameraSecret {
    switch (token, user, password, certificate, key) {
    case (let token?, nil, nil, nil, nil): return .pathToken(token)
    case (nil, let user?, let password?, nil, nil): return .basic(user: user, password: password)
    case (nil, nil, nil, let certificate?, let key?):
      return .clientCertificate(certificate: certificate, key: key)
    default:
      throw ValidationError("give --token, or --user and --password, or --certificate and --key")
    }
  }
}

extension CameraModel: ExpressibleByArgument {}
