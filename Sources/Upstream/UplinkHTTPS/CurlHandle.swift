internal import AccessModel
internal import CCurl
internal import CShims
internal import Glibc
internal import UplinkForwarding

/// One libcurl easy handle with its connection; used by one thread at a time (it is not Sendable).
final class CurlHandle {
  private let handle: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>
  private let answer = AnswerBody()
  private let stopping: StopFlag
  private let settings: HTTPSTransportSettings

  /// A connection is closed and made anew after this, so that renewed certificates come into use.
  static let connectionAgeSecondsMax = 3600

  init(settings: HTTPSTransportSettings, stopping: StopFlag) throws(UplinkHTTPSError) {
    guard Self.isLibraryReady, let handle = curl_easy_init() else {
      throw .libcurl(operation: "start", reason: "no memory or no TLS library")
    }
    self.settings = settings
    self.stopping = stopping
    self.handle = handle
    headers = curl_slist_append(
      curl_slist_append(nil, "Content-Type: application/cloudevents-batch+json; charset=utf-8"), "Expect:")
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try configureRequest()
    try configureSecurity()
    try configureLimits()
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headers)
    errorText.deallocate()
  }

  /// Once for the process. With NOSIGNAL libcurl leaves SIGPIPE to us: a peer that hangs up must not end
  /// the daemon.
  private static let isLibraryReady: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  }()

  /// Blocks until the answer is there, a limit is reached, or the stop flag is raised.
  func post(_ body: [UInt8]) -> UplinkReceipt {
    answer.clear()
    errorText.pointee = 0
    let code = body.withUnsafeBytes { bytes in
      gh_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      gh_curl_set_const_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress)
      defer { gh_curl_set_const_pointer(handle, CURLOPT_POSTFIELDS, nil) }
      return curl_easy_perform(handle)
    }
    let status = long(CURLINFO_RESPONSE_CODE)
    // A refusal may come, and the connection end, before the body is through; a body past our limit is
    // cut by us.
    if code == CURLE_OK || code == CURLE_WRITE_ERROR || (status >= 300 && code != CURLE_ABORTED_BY_CALLBACK) {
      return HTTPAnswer(
        status: status, retryAfterSeconds: offset(CURLINFO_RETRY_AFTER),
        location: string(CURLINFO_REDIRECT_URL),
        body: answer.kept
      ).receipt
    }
    return ConnectionFailure(
      code: code, verifyResult: long(CURLINFO_SSL_VERIFYRESULT), systemError: Int32(long(CURLINFO_OS_ERRNO)),
      isConnected: offset(CURLINFO_PRETRANSFER_TIME_T) > 0, isNew: long(CURLINFO_NUM_CONNECTS) > 0,
      text: String(cString: errorText), settings: settings
    ).receipt
  }

  private func configureRequest() throws(UplinkHTTPSError) {
    try set("use the address", gh_curl_set_string(handle, CURLOPT_URL, settings.url))
    try set("post", gh_curl_set_long(handle, CURLOPT_POST, 1))
    try set("set headers", gh_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    try set("set its name", gh_curl_set_string(handle, CURLOPT_USERAGENT, "gatehouse"))
    try set("speak HTTP/1.1", gh_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
    try set("stay on this server", gh_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
    // The site file says where events go; a proxy in the environment must not divert them.
    try set("ignore proxies", gh_curl_set_string(handle, CURLOPT_PROXY, ""))
    try set("report errors", gh_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
    try set(
      "keep the answer",
      gh_curl_set_write_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let part = UnsafeRawBufferPointer(start: bytes, count: size &* count)
        return Unmanaged<AnswerBody>.fromOpaque(context).takeUnretainedValue().take(part)
      })
    try set(
      "keep the answer",
      gh_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque()))
  }

  private func configureSecurity() throws(UplinkHTTPSError) {
    try set("allow https only", gh_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "https"))
    try set(
      "ask for TLS 1.2", gh_curl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2))
    try set("verify the certificate", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1))
    try set("verify the host name", gh_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2))
    try set("use the CA file", gh_curl_set_string(handle, CURLOPT_CAINFO, settings.authorityFile))
    // The default folder would let every public authority vouch for the upstream.
    try set("use no other CA", gh_curl_set_string(handle, CURLOPT_CAPATH, nil))
    // Neither old authorities nor a resumed session may outlive files that were replaced.
    try set("read the CA file anew", gh_curl_set_long(handle, CURLOPT_CA_CACHE_TIMEOUT, 0))
    try set("verify every connection", gh_curl_set_long(handle, CURLOPT_SSL_SESSIONID_CACHE, 0))
    if let client = settings.client {
      try set("use our certificate", gh_curl_set_string(handle, CURLOPT_SSLCERT, client.certificateFile))
      try set("use our key", gh_curl_set_string(handle, CURLOPT_SSLKEY, client.keyFile))
    }
  }

  private func configureLimits() throws(UplinkHTTPSError) {
    func milliseconds(_ span: Span) -> Int { Int(max(span.milliseconds, 1)) }
    try set("use no signals", gh_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
    // A name server that does not answer must not hold up the end of the daemon.
    try set("leave resolving behind", gh_curl_set_long(handle, CURLOPT_QUICK_EXIT, 1))
    try set(
      "limit connecting",
      gh_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectTimeout)))
    try set(
      "limit a request", gh_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds(settings.requestTimeout)))
    try set("notice a stall", gh_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1))
    try set(
      "notice a stall",
      gh_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, max(milliseconds(settings.stallTimeout) / 1000, 1)))
    try set("keep the connection alive", gh_curl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1))
    try set("keep one connection", gh_curl_set_long(handle, CURLOPT_MAXCONNECTS, 1))
    try set(
      "renew the connection", gh_curl_set_long(handle, CURLOPT_MAXLIFETIME_CONN, Self.connectionAgeSecondsMax)
    )
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

  private func set(_ operation: String, _ code: CURLcode) throws(UplinkHTTPSError) {
    guard code == CURLE_OK else {
      throw .libcurl(operation: operation, reason: String(cString: curl_easy_strerror(code)))
    }
  }

  private func long(_ info: CURLINFO) -> Int {
    var value = 0
    return gh_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
  }

  private func offset(_ info: CURLINFO) -> Int64 {
    var value: curl_off_t = 0
    return gh_curl_get_offset(handle, info, &value) == CURLE_OK ? Int64(value) : 0
  }

  private func string(_ info: CURLINFO) -> String? {
    var value: UnsafePointer<CChar>?
    return gh_curl_get_string(handle, info, &value) == CURLE_OK ? value.map { String(cString: $0) } : nil
  }
}
