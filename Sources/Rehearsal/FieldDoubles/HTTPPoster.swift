internal import CCurl
internal import CShims
internal import Foundation

/// One kept-alive HTTP connection to post on, by libcurl; posts one at a time.
final class HTTPPoster: @unchecked Sendable {
  // Unchecked: the handle is used only on `queue`, which is serial, and freed when nothing is left on it.
  private let handle: UnsafeMutableRawPointer?
  private let queue = DispatchQueue(label: "gatehouse.rehearsal.camera")

  /// The address as it may be shown: without the secret.
  let url: String

  static let timeoutMilliseconds = 10_000

  struct Reply: Sendable {
    var status: Int
    var tookMilliseconds: Double
  }

  init(url: String, secret: CameraSecret, trustedCA: String?) {
    self.url = url
    handle = curl_easy_init()
    guard let handle else { return }
    gh_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    gh_curl_set_long(handle, CURLOPT_POST, 1)
    gh_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Self.timeoutMilliseconds)
    gh_curl_set_long(handle, CURLOPT_TCP_NODELAY, 1)
    gh_curl_set_write_function(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    if let trustedCA { gh_curl_set_string(handle, CURLOPT_CAINFO, trustedCA) }
    gh_curl_set_string(handle, CURLOPT_URL, url)
    switch secret {
    case .pathToken(let token): gh_curl_set_string(handle, CURLOPT_URL, "\(url)/\(token)")
    case .basic(let user, let password):
      gh_curl_set_string(handle, CURLOPT_USERNAME, user)
      gh_curl_set_string(handle, CURLOPT_PASSWORD, password)
    case .clientCertificate(let certificate, let key):
      gh_curl_set_string(handle, CURLOPT_SSLCERT, certificate)
      gh_curl_set_string(handle, CURLOPT_SSLKEY, key)
    }
  }

  deinit { if let handle { curl_easy_cleanup(handle) } }

  func post(_ body: CameraModel.Body) async throws(RehearsalError) -> Reply {
    let result: Result<Reply, RehearsalError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.perform(body)) }
    }
    return try result.get()
  }

  private func perform(_ body: CameraModel.Body) -> Result<Reply, RehearsalError> {
    guard let handle else { return .failure(.request(url: url, reason: "libcurl is out of memory")) }
    var headers = curl_slist_append(nil, "Content-Type: \(body.contentType)")
    headers = curl_slist_append(headers, "Expect:")
    defer { curl_slist_free_all(headers) }
    gh_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
    gh_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.bytes.count))
    let code = body.bytes.withUnsafeBytes { bytes in
      gh_curl_set_const_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress)
      return curl_easy_perform(handle)
    }
    guard code != CURLE_COULDNT_CONNECT else { return .failure(.unreachable(url: url)) }
    guard code == CURLE_OK else {
      return .failure(.request(url: url, reason: String(cString: curl_easy_strerror(code))))
    }
    var status = 0
    var microseconds: curl_off_t = 0
    gh_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    gh_curl_get_offset(handle, CURLINFO_TOTAL_TIME_T, &microseconds)
    return .success(Reply(status: status, tookMilliseconds: Double(microseconds) / 1000))
  }
}
