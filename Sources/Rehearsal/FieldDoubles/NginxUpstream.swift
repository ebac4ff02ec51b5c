internal import Foundation

/// nginx as the upstream: TLS with client certificates, every batch answered 204.
public final class NginxUpstream: Sendable {
  private let run: DaemonRun

  /// Starts it in the foreground with a prefix of its own; the port must be free.
  public init(folder: String, port: UInt16, pki: ThrowawayPKI) throws(RehearsalError) {
    try SiteFolder.create(folder)
    try SiteFolder.write(
      """
      daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
      events { worker_connections 64; }
      http {
        access_log off; client_max_body_size 64m; keepalive_requests 1000000;
        client_body_temp_path \(folder)/body; client_body_buffer_size 8m;
        proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fastcgi;
        uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
        server {
          listen 127.0.0.1:\(port) ssl;
          ssl_certificate \(pki.file("upstream.crt")); ssl_certificate_key \(pki.file("upstream.key"));
          ssl_client_certificate \(pki.file("upstream-ca.crt")); ssl_verify_client on;
          ssl_protocols TLSv1.2 TLSv1.3;
          location / { return 204; }
        }
      }
      """, to: "\(folder)/nginx.conf")
    run = try DaemonRun(
      "/usr/sbin/nginx", ["-p", folder, "-e", "\(folder)/error.log", "-c", "\(folder)/nginx.conf"],
      logFile: "\(folder)/nginx.log")
  }

  public func stop() { run.kill() }
}
