import FieldPeers
import Foundation
import Synchronization

@testable import OSDPReaders

/// A converter on a network port with one reader behind it, on a thread of its own.
final class ConverterDouble: Sendable {
  let port: Int
  let connections = Facts<Int32>()
  private let listener: Int32
  private let reader: Mutex<ReaderDouble>

  init(_ reader: ReaderDouble) throws {
    self.reader = Mutex(reader)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 4) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [self] in serve() }.start()
  }

  func withReader<Value: Sendable>(_ body: (inout ReaderDouble) -> Value) -> Value {
    reader.withLock { body(&$0) }
  }

  /// Ends the service; a running connection ends as well.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    connections.since(0).forEach(Self.cut)
  }

  static func cut(_ connection: Int32) { shutdown(connection, Int32(SHUT_RDWR)) }

  private func serve() {
    while case let connection = accept(listener, nil, nil), connection >= 0 {
      connections.add(connection)
      var scanner = FrameScanner()
      var piece = [UInt8](repeating: 0, count: 256)
      while case let count = read(connection, &piece, piece.count), count > 0 {
        for found in scanner.add(piece.prefix(count)) {
          guard let reply = withReader({ $0.take(found.bytes) }) else { continue }
          // In two pieces, as a converter may.
          for part in [reply.prefix(3), reply.dropFirst(3)] {
            _ = Array(part).withUnsafeBytes {
              send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
          }
        }
      }
    }
    Glibc.close(listener)
  }
}
