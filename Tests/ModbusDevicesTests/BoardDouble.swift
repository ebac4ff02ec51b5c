import FieldPeers
import Foundation

/// A board with exactly the addresses of its published map: all others answer exception 2. It keeps every
/// request as it came over the wire.
///
/// Sendable by hand: `values` is touched only with the lock held, the rest is set once.
final class BoardDouble: @unchecked Sendable {
  enum Framing { case tcp, rtu }

  /// Functions and the addresses that they reach.
  typealias Map = [UInt8: [ClosedRange<Int>]]

  /// Requests, CRC or MBAP header included.
  let frames = Facts<[UInt8]>()
  let port: Int
  private let framing: Framing
  private let map: Map
  private let listener: Int32
  private let lock = NSLock()
  private var values: [String: UInt16] = [:]

  init(_ framing: Framing, _ map: Map) throws {
    (self.framing, self.map) = (framing, map)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, size)
        listen(listener, 4)
        getsockname(listener, $0, &size)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [weak self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        while let self, self.answer(client) {}
        close(client)
      }
    }.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// What a function reads at an address; coils are written by the board's masters as well.
  func set(_ function: UInt8, _ address: Int, _ value: UInt16) {
    lock.withLock { values["\(function) \(address)"] = value }
  }

  /// The writes as `function address value`, in hexadecimal.
  var writes: [String] {
    frames.since(0).compactMap { frame in
      let body = framing == .tcp ? Array(frame.dropFirst(7)) : Array(frame.dropFirst().dropLast(2))
      guard let function = body.first, function == 5 || function == 6 else { return nil }
      return body.map { String(format: "%02X", $0) }.joined(separator: " ")
    }
  }

  @discardableResult
  func write(_ words: String) throws -> [UInt8] {
    try frames.wait(for: "write \(words)") { frame in
      frame.map { String(format: "%02X", $0) }.joined(separator: " ").contains(words) ? frame : nil
    }
  }

  private func answer(_ client: Int32) -> Bool {
    let head = framing == .tcp ? 7 : 1
    guard let frame = take(client, framing == .tcp ? 12 : 8) else { return false }
    frames.add(frame)
    let reply = reply(to: Array(frame[head..<head + 5]))
    var bytes: [UInt8]
    switch framing {
    case .tcp: bytes = [frame[0], frame[1], 0, 0, 0, UInt8(reply.count + 1), frame[6]] + reply
    case .rtu: bytes = Self.withCRC([frame[0]] + reply)
    }
    return send(client, &bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  private func reply(to request: [UInt8]) -> [UInt8] {
    let (function, address) = (request[0], Int(request[1]) << 8 | Int(request[2]))
    let word = UInt16(request[3]) << 8 | UInt16(request[4])
    let last = function >= 5 ? address : address + Int(word) - 1
    guard let ranges = map[function] else { return [function | 0x80, 1] }
    guard ranges.contains(where: { $0.contains(address) && $0.contains(last) }) else {
      return [function | 0x80, 2]
    }
    switch function {
    case 5, 6:
      let reads: UInt8 = function == 5 ? 1 : 3
      set(reads, address, function == 6 ? word : word == 0 ? 0 : 1)
      return request
    default:
      let read = lock.withLock { (address...last).map { values["\(function) \($0)"] ?? 0 } }
      guard function <= 2 else {
        return [function, UInt8(read.count * 2)] + read.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      }
      var bytes = [UInt8](repeating: 0, count: (read.count + 7) / 8)
      for (index, value) in read.enumerated() where value != 0 { bytes[index / 8] |= 1 << UInt8(index % 8) }
      return [function, UInt8(bytes.count)] + bytes
    }
  }

  private func take(_ client: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let taken = recv(client, &bytes, count, Int32(MSG_WAITALL))
    return taken == count ? bytes : nil
  }

  /// CRC-16 of Modbus over Serial Line V1.02 §2.5.1.2, low byte first.
  static func withCRC(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt16 = 0xFFFF
    for byte in bytes {
      crc ^= UInt16(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
    return bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
  }
}
