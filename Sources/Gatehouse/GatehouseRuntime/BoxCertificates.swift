import AccessModel
import COpenSSL
import Foundation
import GatehouseSettings

/// When the certificates that the site file names end.
enum BoxCertificates {
  private static let fileBytesMax = 1 << 20
  private static let certificatesMax = 512

  static func read(of site: Site) -> [BoxReadings.Certificate] {
    let tls = site.fieldListener.tls
    let identities = [
      ("uplink.certificate", site.uplink?.certificateFile),
      ("field_listener.tls.certificate", tls?.certificateFile),
    ].map { name, file in (name, file.flatMap { ends(in: $0).min() }) }
    // A chain is as good as its first to end; of several authorities one is enough.
    let authorities = [
      ("uplink.ca", site.uplink?.caFile), ("field_listener.tls.client_ca", tls?.clientCAFile),
    ].map { name, file in (name, file.flatMap { ends(in: $0).max() }) }
    return (identities + authorities).compactMap { name, end in
      end.map { BoxReadings.Certificate(name: name, endsAt: $0) }
    }
  }

  /// `notAfter` of each certificate of a PEM file; none of a file that is not there or is no PEM.
  static func ends(in file: String) -> [CivilTime] {
    guard let handle = FileHandle(forReadingAtPath: file) else { return [] }
    defer { try? handle.close() }
    guard let bytes = try? handle.read(upToCount: fileBytesMax) else { return [] }
    return bytes.withUnsafeBytes { bytes in
      guard let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return [] }
      defer {
        BIO_free(memory)
        // The end of the file is an error of PEM's reader.
        ERR_clear_error()
      }
      var ends: [CivilTime] = []
      while ends.count < certificatesMax, let certificate = PEM_read_bio_X509(memory, nil, nil, nil) {
        defer { X509_free(certificate) }
        var time = tm()
        guard ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1 else { continue }
        ends.append(CivilTime(milliseconds: Int64(timegm(&time)).multipliedReportingOverflow(by: 1000).0))
      }
      return ends
    }
  }
}
