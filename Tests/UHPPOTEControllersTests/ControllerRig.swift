import AccessModel
import FieldContract
import Foundation

@testable import UHPPOTEControllers

/// A controller and its board; stopped when the test lets go of it.
final class ControllerRig {
  let board: BoardDouble
  let sink = ReportSink()
  let controller: UHPPOTEController
  private var number: UInt64 = 0

  static func now() -> Now {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Now(
      moment: Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)),
      civil: civil(plus: 0))
  }

  static func civil(plus seconds: Int64) -> CivilTime {
    CivilTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) + .seconds(seconds)
  }

  static func endpoint(_ port: UInt16) -> BoardEndpoint {
    BoardEndpoint(address: [127, 0, 0, 1], port: port)
  }

  init(
    board: BoardDouble? = nil, setsClock: Bool = false, listener: BoardEndpoint? = nil,
    isBroadcast: Bool = false,
    poll: Span = .milliseconds(20), responseTimeout: Span = .milliseconds(150)
  ) throws {
    self.board = try board ?? BoardDouble()
    let endpoint = Self.endpoint(self.board.port)
    controller = try UHPPOTEController(
      settings: UHPPOTESettings(
        device: "board-1", serial: self.board.serial,
        reach: isBroadcast ? .broadcast(endpoint) : .address(endpoint),
        doors: [.init(door: "main", number: 1), .init(door: "side", number: 2)],
        inputs: [
          .init(point: "main-contact", source: .doorContact(1)),
          .init(point: "side-closed", source: .doorContact(2), isInverted: true),
        ],
        timeZone: "UTC", setsClock: setsClock, listener: listener, poll: poll,
        responseTimeout: responseTimeout),
      sink: sink, clock: Self.now, jitter: { 0 })
    self.board.start()
    controller.start()
  }

  deinit { controller.stop() }

  @discardableResult
  func perform(_ action: DoorAction, door: DoorID = "main", validFor span: Span = .seconds(5)) -> UInt64 {
    number += 1
    controller.perform(
      DoorCommand(number: number, door: door, action: action, validUntil: Self.now().moment + span))
    return number
  }

  /// Requests of these kinds that came to the board, in order.
  func writes(_ functions: BoardFunction...) -> [BoardMessage] {
    board.requests.since(0).filter { functions.contains($0.function) }
  }
}
