internal import NIOCore

/// Plaintext that waits for the socket to take more, with the promises of those who wrote it.
struct OutboundQueue {
  private var items = MarkedCircularBuffer<Item>(initialCapacity: 8)

  private struct Item {
    var buffer: ByteBuffer
    var promise: EventLoopPromise<Void>?
  }

  struct Batch {
    var plaintext: ByteBuffer
    /// Of the writes that end within this batch.
    var promises: [EventLoopPromise<Void>]
  }

  mutating func append(_ buffer: ByteBuffer, promise: EventLoopPromise<Void>?) {
    items.append(Item(buffer: buffer, promise: promise))
  }

  mutating func markFlush() { items.mark() }

  var hasFlushed: Bool { items.hasMark }

  /// The next flushed bytes, small writes joined, so that a head and its body make one record.
  mutating func takeFlushed(bytesMax: Int) -> Batch? {
    guard items.hasMark else { return nil }
    var batch = Batch(plaintext: ByteBuffer(), promises: [])
    while items.hasMark, batch.plaintext.readableBytes < bytesMax {
      let room = bytesMax - batch.plaintext.readableBytes
      let index = items.startIndex
      if items[index].buffer.readableBytes > room {
        if var part = items[index].buffer.readSlice(length: room) { batch.plaintext.writeBuffer(&part) }
      } else {
        var item = items.removeFirst()
        if batch.plaintext.readableBytes == 0 {
          batch.plaintext = item.buffer
        } else {
          batch.plaintext.writeBuffer(&item.buffer)
        }
        if let promise = item.promise { batch.promises.append(promise) }
      }
    }
    return batch
  }

  mutating func fail(_ error: any Error) {
    let dropped = items
    items = MarkedCircularBuffer(initialCapacity: 0)
    for item in dropped { item.promise?.fail(error) }
  }
}
