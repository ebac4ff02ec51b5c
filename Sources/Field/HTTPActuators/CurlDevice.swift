internal import AccessModel
internal import CCurl
internal import CShims
internal import Glibc

/// One libcurl easy handle with its connection; used by one thread at a time (it is not Sendable).
final class CurlDevice {
  private let handle: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<curl_slist>?
  private let answer = BoundedBody()
  private let settings: HTTPDeviceSettings
  private let stopping: StopFlag

  /// A connection is closed and made anew after this.
  static let connectionAgeSecondsMax = 600
  /// CURLAUTH_DIGEST (curl.h), a macro that Swift does not see.
  private static let digest = 1 << 1

  init(_ settings: HTTPDeviceSettings, contentType: String, stopping: StopFlag) throws(HTTPActuatorError) {
    guard Self.isLibraryReady, let handle = curl_easy_init() else {
      throw .libcurl(operation: "start", reason: "no memory or no TLS library")
    }
    self.handle = handle
    self.settings = settings
    self.stopping = stopping
    headers = curl_slist_append(curl_slist_append(nil, "Content-Type: \(contentType)"), "Expect:")
    try configureRequest()
    try configureSecurity()
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headers)
  }

  /// Once for the process. With NOSIGNAL libcurl leaves SIGPIPE to us.
  private static let isLibraryReady: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  }()

  /// Blocks until the answer is there, a limit is reached, or the stop flag is raised.
  func send(_ request: RequestTemplate, atMost span: Span) -> HTTPSchedule.Reply {
    answer.clear()
    let total = Int(max(span.milliseconds, 1))
    let connect = min(Int(settings.connectTimeout.milliseconds), total)
    gh_curl_set_long(handle, CURLOPT_TIMEOUT_MS, total)
    gh_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, connect)
    gh_curl_set_string(handle, CURLOPT_URL, settings.base + request.path)
    let body = Array(request.body.utf8)
    let code = body.withUnsafeBytes { bytes in
      switch request.method {
      case .get: gh_curl_set_long(handle, CURLOPT_HTTPGET, 1)
      case .put, .post:
        gh_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        gh_curl_set_const_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(headers))
      }
      gh_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
      defer { gh_curl_set_const_pointer(handle, CURLOPT_POSTFIELDS, nil) }
      return curl_easy_perform(handle)
    }
    let status = long(CURLINFO_RESPONSE_CODE)
    guard code != CURLE_OK else { return .answered(status: status, body: answer.kept) }
    return failure(code)
  }

  /// From now on the stop flag is not looked at: what is sent last is the end of a release.
  func mayFinish() { gh_curl_set_long(handle, CURLOPT_NOPROGRESS, 1) }

  /// Before the request was sent nothing can have moved.
  private func failure(_ code: CURLcode) -> HTTPSchedule.Reply {
    var moment: curl_off_t = 0
    let isSent = gh_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &moment) == CURLE_OK && moment > 0
    let words =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST: "its name cannot be resolved; check the network and its DNS"
      case CURLE_COULDNT_CONNECT: "nothing listens there; check power, cable, address and port"
      case CURLE_OPERATION_TIMEDOUT:
        isSent
          ? "no answer in time; check the device" : "no connection in time; check power, cable and address"
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        "its certificate is not the one that is trusted; check the CA file or the pinned key"
      case CURLE_SSL_CONNECT_ERROR: "no TLS with it; check the port"
      case CURLE_WRITE_ERROR:
        "its answer is larger than \(BoundedBody.bytesMax) bytes; check who answers there"
      case CURLE_ABORTED_BY_CALLBACK: "the driver is stopping"
      default: "\(String(cString: curl_easy_strerror(code))); check the device"
      }
    return isSent ? .unknown(words) : .unsent(words)
  }

  private func configureRequest() throws(HTTPActuatorError) {
    try set("set headers", gh_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    try set("set its name", gh_curl_set_string(handle, CURLOPT_USERAGENT, "gatehouse"))
    try set("speak HTTP/1.1", gh_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
    try set("stay on this device", gh_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
    try set("ignore proxies", gh_curl_set_string(handle, CURLOPT_PROXY, ""))
    try set("use no signals", gh_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
    try set("leave resolving behind", gh_curl_set_long(handle, CURLOPT_QUICK_EXIT, 1))
    try set("keep one connection", gh_curl_set_long(handle, CURLOPT_MAXCONNECTS, 1))
    try set(
      "renew the connection", gh_curl_set_long(handle, CURLOPT_MAXLIFETIME_CONN, Self.connectionAgeSecondsMax)
    )
    try set(
      "keep the answer",
      gh_curl_set_write_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let part = UnsafeRawBufferPointer(start: bytes, count: size &* count)
        return Unmanaged<BoundedBody>.fromOpaque(context).takeUnretainedValue().take(part)
      })
    try set(
      "keep the answer",
      gh_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque()))
    try set("be stopped", gh_curl_set_long(handle, CURLOPT_NOPROGRESS, 0))
    try set(
      "be stopped",
      gh_curl_set_progress_function(handle) { context, _, _, _, _ in
        guard let context else { return 1 }
        return Unmanaged<StopFlag>.fromOpaque(context).takeUnretainedValue().isRaised ? 1 : 0
      })
    try set(
      "be stopped",
      gh_curl_set_pointer(handle, CURLOPT_XFERINFODATA, Unmanaged.passUnretained(stopping).toOpaque()))
  }

  private func configureSecurity() throws(HTTPActuatorError) {
    // Digest only: a device that offers Basic as well, or an impostor, never gets the password.
    try set("authenticate", gh_curl_set_long(handle, CURLOPT_HTTPAUTH, Self.digest))
    try set("authenticate", gh_curl_set_string(handle, CURLOPT_USERNAME, settings.credentials.user))
    try set("authenticate", gh_curl_set_string(handle, CURLOPT_PASSWORD, settings.credentials.password))
    switch settings.trust {
    case .plain:
      try set("allow http only", gh_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http"))
      return
    case .authorities(let file):
      try set("use the CA file", gh_curl_set_string(handle, CURLOPT_CAINFO, file))
      try set("use no other CA", gh_curl_set_string(handle, CURLOPT_CAPATH, nil))
      try set("verify the certificate", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1))
      try set("verify the host name", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2))
    case .publicKey(let sha256):
      // The key is all that is believed: such a device signs itself, for a name that nobody uses.
      try set("pin the key", gh_curl_set_string(handle, CURLOPT_PINNEDPUBLICKEY, "sha256//\(sha256)"))
      try set("trust the key", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0))
      try set("trust the key", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0))
    }
    try set("allow https only", gh_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "https"))
    try set("ask for TLS 1.2", gh_curl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2))
    try set("verify every connection", gh_curl_set_long(handle, CURLOPT_SSL_SESSIONID_CACHE, 0))
  }

  private func set(_ operation: String, _ code: CURLcode) throws(HTTPActuatorError) {
    guard code == CURLE_OK else {
      throw .libcurl(operation: operation, reason: String(cString: curl_easy_strerror(code)))
    }
  }

  private func long(_ info: CURLINFO) -> Int {
    var value = 0
    return gh_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
  }
}

/// The body of an answer, up to a limit; a larger one ends the transfer.
final class BoundedBody {
  private(set) var kept: [UInt8] = []

  static let bytesMax = 64 << 10

  func clear() { kept.removeAll(keepingCapacity: true) }

  /// What libcurl's write callback answers: fewer bytes than offered ends the transfer.
  func take(_ part: UnsafeRawBufferPointer) -> Int {
    guard kept.count + part.count <= Self.bytesMax else { return 0 }
    kept.append(contentsOf: part)
    return part.count
  }
}
