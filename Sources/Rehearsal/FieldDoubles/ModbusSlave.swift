internal import CModbus
internal import Foundation

/// What a slave answers; called on the slave's own thread.
struct ModbusBehaviour: Sendable {
  /// False: take the request and say nothing.
  var answers: @Sendable () -> Bool
  /// The discrete inputs from address 0, asked before each answer.
  var inputs: @Sendable () -> [Bool]
  /// The holding registers from address 0, asked before each answer.
  var registers: @Sendable () -> [UInt16] = { [] }
  /// The coils from address 0, after each request; whether the request was a write.
  var coilsAfterRequest: @Sendable ([Bool], _ isWrite: Bool) -> Void
  /// How many masters are connected, whenever that changes.
  var mastersChanged: @Sendable (Int) -> Void
  /// Lets time pass; the longest wait in milliseconds until it wants to be called again, -1 for ever.
  var tick: @Sendable () -> Int32
}

/// A Modbus TCP slave on libmodbus with a thread of its own; several masters may come and go.
final class ModbusSlave: @unchecked Sendable {
  // Unchecked: only `serve()`, which runs once, on one thread, touches `context`, `mapping` and
  // `masters`; everything else is immutable, and `ended` orders the end of that thread before `stop()`
  // returns.
  private let context: OpaquePointer
  private let mapping: UnsafeMutablePointer<modbus_mapping_t>
  private let listener: Int32
  private let wake: (read: Int32, write: Int32)
  private let behaviour: ModbusBehaviour
  private let ended = DispatchSemaphore(value: 0)
  private var masters: [Int32] = []

  let port: UInt16

  static let mastersMax = 16
  static let addressesMax = 64
  /// Function codes that write coils or registers.
  private static let writes: Set<UInt8> = [5, 6, 15, 16, 22, 23]

  init(name: String, address: String, port: UInt16, behaviour: ModbusBehaviour) throws(RehearsalError) {
    func failure(_ reason: String) -> RehearsalError { .port(what: name, port: port, reason: reason) }
    guard let context = modbus_new_tcp(address, Int32(port)),
      let mapping = modbus_mapping_new(
        Int32(Self.addressesMax), Int32(Self.addressesMax), Int32(Self.addressesMax), Int32(Self.addressesMax)
      )
    else { throw failure("libmodbus is out of memory") }
    // A master that sends half a request, or an unknown function, must not hold up the others for long.
    modbus_set_indication_timeout(context, 0, 200_000)
    modbus_set_response_timeout(context, 0, 20_000)
    let listener = modbus_tcp_listen(context, Int32(Self.mastersMax))
    guard listener >= 0 else { throw failure(String(cString: modbus_strerror(errno))) }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failure(String(cString: strerror(errno))) }
    self.context = context
    self.mapping = mapping
    self.listener = listener
    self.behaviour = behaviour
    wake = (ends[0], ends[1])
    self.port = LoopbackPort.bound(to: listener)
    let thread = Thread { self.serve() }
    thread.name = name
    thread.start()
  }

  /// Closes the port and every connection; returns when the thread has ended. Call it once.
  func stop() {
    close(wake.write)
    ended.wait()
  }

  private func serve() {
    defer {
      for socket in masters + [listener, wake.read] { close(socket) }
      modbus_mapping_free(mapping)
      modbus_free(context)
      ended.signal()
    }
    while true {
      let wait = behaviour.tick()
      var polled = ([wake.read, listener] + masters).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, nfds_t(polled.count), wait) >= 0 || errno == EINTR else { return }
      if polled[0].revents != 0 { return }
      if polled[1].revents != 0 { acceptMaster() }
      for master in polled.dropFirst(2) where master.revents != 0 && !answer(master.fd) {
        close(master.fd)
        masters.removeAll { $0 == master.fd }
        behaviour.mastersChanged(masters.count)
      }
    }
  }

  private func acceptMaster() {
    let socket = accept(listener, nil, nil)
    guard socket >= 0 else { return }
    guard masters.count < Self.mastersMax else {
      close(socket)
      return
    }
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    masters.append(socket)
    behaviour.mastersChanged(masters.count)
  }

  /// False when the connection is finished.
  private func answer(_ socket: Int32) -> Bool {
    var request = [UInt8](repeating: 0, count: Int(MODBUS_TCP_MAX_ADU_LENGTH))
    modbus_set_socket(context, socket)
    let length = modbus_receive(context, &request)
    guard length > 0, behaviour.answers() else { return length >= 0 }
    for (address, isOn) in behaviour.inputs().prefix(Self.addressesMax).enumerated() {
      mapping.pointee.tab_input_bits[address] = isOn ? 1 : 0
    }
    for (address, value) in behaviour.registers().prefix(Self.addressesMax).enumerated() {
      mapping.pointee.tab_registers[address] = value
    }
    let reply = modbus_reply(context, request, length, mapping)
    let function = request[Int(modbus_get_header_length(context))]
    behaviour.coilsAfterRequest(
      (0..<Self.addressesMax).map { mapping.pointee.tab_bits[$0] != 0 }, Self.writes.contains(function))
    return reply >= 0
  }
}
