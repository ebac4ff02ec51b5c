internal import AccessModel
internal import CCurl
internal import Glibc
internal import UplinkForwarding

/// A transfer that brought no answer, told so that an operator knows at 3 a.m. where to look.
struct ConnectionFailure {
  var code: CURLcode
  /// X509_V_... of the upstream's certificate (openssl/x509_vfy.h); 0 when the chain was sound.
  var verifyResult: Int
  var systemError: Int32
  /// Whether the TLS handshake was done.
  var isConnected: Bool
  /// Whether the connection was made for this request.
  var isNew: Bool
  /// libcurl's own words.
  var text: String
  var settings: HTTPSTransportSettings

  var receipt: UplinkReceipt {
    switch code {
    case CURLE_ABORTED_BY_CALLBACK: .retryLater(after: nil, reason: "stopped: the uplink is shutting down")
    case CURLE_PEER_FAILED_VERIFICATION: .misconfigured(reason: certificateReason)
    case CURLE_SSL_CACERT_BADFILE:
      .misconfigured(reason: "the CA file \(settings.authorityFile) cannot be read or holds no certificate")
    case CURLE_SSL_CERTPROBLEM: .misconfigured(reason: clientFilesReason)
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
      .misconfigured(reason: "the uplink's url cannot be used: \(text)")
    case _ where speaksOfOurCertificate: .misconfigured(reason: refusalReason)
    case CURLE_SSL_CONNECT_ERROR:
      .misconfigured(reason: "no TLS with \(host): \(text). Is that an HTTPS server with TLS 1.2 or later?")
    default: .retryLater(after: nil, reason: linkReason)
    }
  }

  private var host: String { settings.authority }

  private var certificateReason: String {
    // A sound chain for another name is told by words alone, whatever number comes with it.
    let isOtherName = text.contains("subject name") || text.contains("host name")
    return switch verifyResult {
    case _ where isOtherName:
      "the certificate of \(host) is for another host name: \(text). "
        + "Check the uplink's url, or the certificate"
    case 9:
      "the certificate of \(host) is not valid yet. Check this box's clock, then the certificate's dates"
    case 10:
      "the certificate of \(host) has expired. It must be renewed there; check this box's clock as well"
    case 18, 19, 20, 21:
      "the certificate of \(host) is not signed by an authority in \(settings.authorityFile). "
        + "Either this is the wrong CA file, or another server answers"
    // 1 is libcurl's "not asked": our own check found nothing, so the refusal is theirs.
    case 0, 1: refusalReason
    case 23: "the certificate of \(host) has been revoked"
    default: "the certificate of \(host) is not acceptable: \(text)"
    }
  }

  private var refusalReason: String {
    "\(host) refuses this site's client certificate (\(text)). "
      + "Check its date and who signed it, and that the server knows that authority"
  }

  private var clientFilesReason: String {
    guard let client = settings.client else { return "the client certificate cannot be used: \(text)" }
    return
      "the client certificate \(client.certificateFile) and key \(client.keyFile) cannot be used: \(text). "
      + "Check that both can be read and belong together"
  }

  /// TLS alerts that a server sends about a client certificate (RFC 8446 §6.2); the words are OpenSSL's.
  private var speaksOfOurCertificate: Bool {
    text.contains(" alert ")
      && ["certificate", "unknown ca", "access denied", "decrypt error", "handshake failure"].contains {
        text.contains($0)
      }
  }

  /// Under TLS 1.3 a server refuses our certificate after the handshake, and a reset can overtake its alert.
  private var doubt: String {
    settings.client == nil
      ? "" : ". Should that go on, check that it accepts this site's client certificate"
  }

  private var linkReason: String {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: "the name of \(host) cannot be resolved. Check the network and its DNS"
    case CURLE_OPERATION_TIMEDOUT where isConnected:
      "timed out: \(host) took the connection but did not answer in time"
    case CURLE_OPERATION_TIMEDOUT:
      "timed out: no connection to \(host) in time. Check the network and firewalls"
    case CURLE_COULDNT_CONNECT where systemError == ECONNREFUSED:
      "connection refused: nothing listens at \(host). Is the server running, and the port right?"
    case CURLE_COULDNT_CONNECT: "no connection to \(host): \(String(cString: strerror(systemError)))"
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
      "\(host) closed the connection before it answered" + (isNew ? doubt : "")
    default: "no answer from \(host): \(text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)"
    }
  }
}
