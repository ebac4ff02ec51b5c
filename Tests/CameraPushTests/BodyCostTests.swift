import AccessModel
import CameraPush
import Foundation
import Testing

/// What a body costs follows from its length, not from how often a profile asks for the same value.
@Suite struct BodyCostTests {
  /// Several times what a debug build needs, a fraction of what reading such values again and again takes.
  static let secondsMax = 2.0

  let openalpr: CameraDecoder
  let axis: CameraDecoder

  init() throws {
    openalpr = try Bench.decoder("openalpr-agent")
    axis = try Bench.decoder("axis-vapix-lpr")
  }

  /// A frame with `records` plates; every record asks for `epoch_time` and `data_type` of the frame.
  private func frame(records: Int, epoch: String, key: String) -> [UInt8] {
    let plates = (0..<records).map { "{\"plate\":\"A\($0)\"}" }.joined(separator: ",")
    return Array(
      "{\"\(key)\":0,\"data_type\":\"alpr_results\",\"epoch_time\":\"\(epoch)\",\"results\":[\(plates)]}".utf8
    )
  }

  /// Reads in a body, and the processor seconds of this thread: what others do on the machine does not count.
  private func cost(_ decoder: CameraDecoder, _ body: [UInt8], contentType: String? = nil)
    -> (reads: Int?, seconds: Double)
  {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    let reads = try? decoder.reads(body, contentType: contentType).count
    return (reads, now() - start)
  }

  @Test func longEscapedValuesAndNames_areNotReadForEachRecord() {
    let escapes = String(repeating: "\\t", count: 2 << 20)
    let read = cost(openalpr, frame(records: 32, epoch: escapes, key: escapes))
    #expect(read.reads == 32)
    #expect(read.seconds < Self.secondsMax)
  }

  @Test func longValuesThatAPathChoosesAmong_arePassedOver() {
    let item = "<SimpleItem Name='\(String(repeating: "&lt;", count: 4096))' Value='x'/>"
    let plate = "<SimpleItem Name='text' Value='4471KLM'/>"
    let items = String(repeating: item, count: 128) + plate
    let body =
      "<NotificationMessage><Message><Message><Data>\(items)</Data></Message></Message></NotificationMessage>"
    let read = cost(axis, Array(body.utf8))
    #expect(read.reads == 1)
    #expect(read.seconds < Self.secondsMax)
  }

  @Test func aConditionOnTheWholeDocument_isAskedOnce() {
    let keys = (0..<8000).map { "\"k\($0)\":0," }.joined()
    let records = String(repeating: "{},", count: 8000) + "{}"
    let body = "{\(keys)\"results\":[\(records)],\"data_type\":\"alpr_results\"}"
    let read = cost(openalpr, Array(body.utf8))
    #expect(read.reads == 0)
    #expect(read.seconds < Self.secondsMax)
  }

  @Test func aBoundaryThatNearlyFitsEverywhere_isFoundMissingAtOnce() {
    let dashes = String(repeating: "-", count: 34)
    let body = [UInt8](repeating: UInt8(ascii: "-"), count: 1 << 20)
    let read = cost(openalpr, body, contentType: "multipart/form-data; boundary=\(dashes)x\(dashes)")
    #expect(read.reads == nil)
    #expect(read.seconds < Self.secondsMax)
  }

  @Test func theNamesOfAnElement_areBounded() {
    let name = String(repeating: "n", count: CameraLimits.nameBytesMax + 1)
    let error = #expect(throws: CameraDecodingError.self) { try axis.decode("<a \(name)='1'/>") }
    #expect(error?.cause == .tooLarge("256 bytes of a name"))
    #expect(error?.offset == 3)
  }
}
