internal import CModbus
internal import Foundation
internal import Synchronization

/// A Modbus TCP slave for one master after the other; answers at once and counts.
final class BenchSlave: Sendable {
  let port: Int
  private let listener: Int32
  private let answered = Atomic(0)

  /// Requests answered so far.
  var count: Int { answered.load(ordering: .relaxed) }

  init?() {
    guard let context = modbus_new_tcp("127.0.0.1", 0), let mapping = modbus_mapping_new(64, 64, 64, 64)
    else {
      return nil
    }
    listener = modbus_tcp_listen(context, 4)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    withUnsafeMutablePointer(to: &address) { pointer in
      _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    let handles = Handles(context: context, mapping: mapping)
    Thread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        // EINVAL: the listener was shut down. Else a connection died before it was taken.
        guard client >= 0 || errno != EINVAL && errno != EBADF else { break }
        guard client >= 0 else { continue }
        var one: Int32 = 1
        setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        modbus_set_socket(handles.context, client)
        var request = [UInt8](repeating: 0, count: Int(MODBUS_TCP_MAX_ADU_LENGTH))
        while case let length = modbus_receive(handles.context, &request), length >= 0 {
          guard length > 0 else { continue }
          modbus_reply(handles.context, request, length, handles.mapping)
          self?.answered.add(1, ordering: .relaxed)
        }
        close(client)
      }
      modbus_mapping_free(handles.mapping)
      modbus_free(handles.context)
    }.start()
  }

  /// Ends the thread once its master is gone.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Unchecked: the slave's thread alone uses them after the start.
  private struct Handles: @unchecked Sendable {
    let context: OpaquePointer
    let mapping: UnsafeMutablePointer<modbus_mapping_t>
  }
}
