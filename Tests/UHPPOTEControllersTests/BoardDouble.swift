import AccessModel
import FieldContract
import Foundation
import Synchronization

@testable import UHPPOTEControllers

/// A board on the loopback, with the faults that a test asks for.
final class BoardDouble: Sendable {
  struct Event {
    var kind: UInt8 = 1
    var isGranted = true
    var door: UInt8 = 1
    var direction: UInt8 = 1
    var card: UInt32
    var secondsAgo: Int64 = 0
    var reason: UInt8 = 1
  }

  struct Slot: Equatable {
    var card: BoardCard?
    var isDeleted = false
  }

  struct State {
    var events: [UInt32: Event] = [:]
    var storedIndex: UInt32 = 0
    var slots: [Slot] = []
    var holds: [UInt8: (mode: UInt8, seconds: UInt8)] = [1: (3, 3), 2: (3, 3), 3: (3, 3), 4: (3, 3)]
    var listener: [UInt8] = [0, 0, 0, 0, 0, 0]
    var doorIsOpen = [UInt8](repeating: 0, count: 4)
    var clockOffset: Int64 = 0
    var serialShown: UInt32?
    var isMute = false
    var answersTwice = false
    /// Goes before each answer.
    var garbage: [[UInt8]] = []
    /// Answers left before the board falls silent.
    var answersLeft = Int.max
    var requests: [BoardMessage] = []
  }

  static let zone = LocalZone(name: "UTC")

  let serial: UInt32
  let port: UInt16
  private let socket: Int32
  private let state = Mutex(State())
  let requests = Facts<BoardMessage>()

  init(serial: UInt32 = 405_419_896) throws {
    self.serial = serial
    let socket = Foundation.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    self.socket = socket
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(socket, raw, length) == 0 && getsockname(socket, raw, &length) == 0
      }
    }
    guard bound else { throw UHPPOTEError.socket("double", code: errno) }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(socket) }

  func start() {
    // Weak between datagrams, so that the double ends with its test.
    let socket = socket
    Thread { [weak self] in
      var buffer = [UInt8](repeating: 0, count: 256)
      while self != nil {
        var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, 20) > 0 else { continue }
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &sender) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            recvfrom(socket, &buffer, buffer.count, 0, $0, &length)
          }
        }
        guard count > 0, let self else { continue }
        self.take(Array(buffer.prefix(count)), from: sender)
      }
    }.start()
  }

  func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    state.withLock { state in body(&state) }
  }

  /// Adds events behind the newest one and answers its index.
  @discardableResult
  func add(_ events: Event...) -> UInt32 {
    change { state in
      for event in events { state.events[(state.events.keys.max() ?? 0) + 1] = event }
      return state.events.keys.max() ?? 0
    }
  }

  private func take(_ datagram: [UInt8], from sender: sockaddr_in) {
    guard let request = BoardMessage(datagram: datagram), request.serial == serial || request.serial == 0
    else {
      return
    }
    let answers: [[UInt8]] = change { state in
      guard !state.isMute, state.answersLeft > 0 else { return [] }
      state.answersLeft -= 1
      var answer = self.answer(to: request, &state)
      if let shown = state.serialShown { answer[word: 4] = shown }
      return state.garbage + [answer.bytes] + (state.answersTwice ? [answer.bytes] : [])
    }
    for answer in answers { send(answer, to: sender) }
    requests.add(request)
  }

  func send(_ bytes: [UInt8], to address: sockaddr_in) {
    _ = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// As the board tells its listener.
  func statusMessage() -> BoardMessage {
    change { state in
      var message = BoardMessage(.status, serial: serial)
      status(&message, state)
      return message
    }
  }

  private static func now(_ offset: Int64) -> CivilTime.Fields {
    ControllerRig.civil(plus: offset).fields
  }

  private func status(_ message: inout BoardMessage, _ state: State) {
    message[word: 8] = state.events.keys.max() ?? 0
    for (index, isOpen) in state.doorIsOpen.enumerated() { message[byte: 28 + index] = isOpen }
    let now = Self.now(state.clockOffset)
    message.setDecimal(now.hour, at: 37)
    message.setDecimal(now.minute, at: 38)
    message.setDecimal(now.second, at: 39)
    message.setDecimal(now.year % 100, at: 51)
    message.setDecimal(now.month, at: 52)
    message.setDecimal(now.day, at: 53)
  }

  private func answer(to request: BoardMessage, _ state: inout State) -> BoardMessage {
    var answer = BoardMessage(request.function, serial: serial)
    let word = request[word: 8]
    switch request.function {
    case .status: status(&answer, state)
    case .eventIndex: answer[word: 8] = state.storedIndex
    case .setEventIndex:
      state.storedIndex = word
      answer[byte: 8] = 1
    case .event:
      let oldest = state.events.keys.min() ?? 0
      let newest = state.events.keys.max() ?? 0
      let index = word == 0 ? oldest : word == .max ? newest : word
      answer[word: 8] = index
      if let event = state.events[index] { fill(&answer, event, state) } else { answer[byte: 12] = 0xFF }
    case .door: (answer[byte: 8], answer[byte: 9], answer[byte: 10]) = hold(request[byte: 8], state)
    case .setDoor:
      state.holds[request[byte: 8]] = (request[byte: 9], request[byte: 10])
      (answer[byte: 8], answer[byte: 9], answer[byte: 10]) = hold(request[byte: 8], state)
    case .listener: for (index, byte) in state.listener.enumerated() { answer[byte: 8 + index] = byte }
    case .setListener:
      state.listener = (8..<14).map { request[byte: $0] }
      answer[byte: 8] = 1
    case .setTime:
      if let fields = request.fields(at: 8), let time = CivilTime(fields) {
        state.clockOffset = (time - ControllerRig.civil(plus: 0)).milliseconds / 1000
        answer.setFields(fields, at: 8)
      }
    case .putCard:
      state.slots.removeAll { $0.card?.number == word }
      state.slots.append(Slot(card: BoardCard(request)))
      answer[byte: 8] = 1
    case .deleteCard:
      for index in state.slots.indices where state.slots[index].card?.number == word {
        state.slots[index] = Slot(isDeleted: true)
      }
      answer[byte: 8] = 1
    case .card: fill(&answer, state.slots.first { $0.card?.number == word }?.card)
    case .cardCount: answer[word: 8] = UInt32(state.slots.count { !$0.isDeleted })
    case .cardAtIndex:
      let slot = state.slots.indices.contains(Int(word) - 1) ? state.slots[Int(word) - 1] : nil
      fill(&answer, slot?.card)
      if slot?.isDeleted == true { answer[word: 8] = .max }
    case .openDoor: answer[byte: 8] = 1
    case .device:
      for index in 0..<6 { answer[byte: 20 + index] = UInt8(index) }
      (answer[byte: 26], answer[byte: 27]) = (0x08, 0x92)
    case .getTime: answer.setFields(Self.now(state.clockOffset), at: 8)
    }
    return answer
  }

  private func hold(_ door: UInt8, _ state: State) -> (UInt8, UInt8, UInt8) {
    (door, state.holds[door]?.mode ?? 0, state.holds[door]?.seconds ?? 0)
  }

  private func fill(_ message: inout BoardMessage, _ event: Event, _ state: State) {
    message[byte: 12] = event.kind
    message[byte: 13] = event.isGranted ? 1 : 0
    message[byte: 14] = event.door
    message[byte: 15] = event.direction
    message[word: 16] = event.card
    message.setFields(Self.now(state.clockOffset - event.secondsAgo), at: 20)
    message[byte: 27] = event.reason
  }

  private func fill(_ message: inout BoardMessage, _ card: BoardCard?) {
    guard let card else { return }
    let source = card.request(serial: serial)
    for index in 8..<28 { message[byte: index] = source[byte: index] }
  }
}
