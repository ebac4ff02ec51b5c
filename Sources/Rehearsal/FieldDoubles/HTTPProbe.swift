internal import CCurl
internal import CShims
internal import Foundation

/// Asks an address once whether it is well.
public enum HTTPProbe {
  static let timeoutMilliseconds = 2000

  /// The status of a GET; nil when nobody answers.
  public static func status(of url: String) async -> Int? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: ask(url)) }
    }
  }

  /// The body of a GET; throws when nobody answers or the status is not 200.
  public static func text(of url: String) async throws(RehearsalError) -> String {
    let bytes: [UInt8]? = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let body = Body()
        continuation.resume(returning: ask(url, into: body) == 200 ? body.bytes : nil)
      }
    }
    guard let bytes else { throw .request(url: url, reason: "no answer") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What libcurl's callback appends to.
  private final class Body {
    var bytes: [UInt8] = []
  }

  private static func ask(_ url: String, into body: Body? = nil) -> Int? {
    guard let handle = curl_easy_init() else { return nil }
    defer { curl_easy_cleanup(handle) }
    gh_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    gh_curl_set_long(handle, CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
    gh_curl_set_string(handle, CURLOPT_URL, url)
    gh_curl_set_pointer(handle, CURLOPT_WRITEDATA, body.map { Unmanaged.passUnretained($0).toOpaque() })
    gh_curl_set_write_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      if let bytes, let context {
        let body = Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
        body.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
      }
      return size * count
    }
    guard curl_easy_perform(handle) == CURLE_OK else { return nil }
    var status = 0
    gh_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return status
  }
}
