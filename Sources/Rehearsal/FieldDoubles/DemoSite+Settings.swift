extension DemoSite {
  /// `site.yaml`; what becomes of a stranger at the exit is `deny` or `refer`.
  func settings(strangersAtExit: String) -> String {
    """
    # Written by `gatesim site`; every secret here is a throw-away.
    site:
      id: rehearsal
      name: Rehearsal checkpoint
      pseudonym_key: pseudonym.key
    device_profiles: \(deviceProfiles)
    journal:
      folder: \(folder)/journal
    field_listener:
      address: 127.0.0.1
      port: \(ports.field)
      tls:
        certificate: \(pki.file("field.crt"))
        key: \(pki.file("field.key"))
        client_ca: \(pki.file("field-ca.crt"))
    console:
      address: 127.0.0.1
      port: \(ports.console)
      control_socket: \(controlSocket)
    uplink:
      url: https://127.0.0.1:\(ports.upstream)/events
      ca: \(pki.file("upstream-ca.crt"))
      certificate: \(pki.file("uplink.crt"))
      key: \(pki.file("uplink.key"))
      request_timeout_seconds: 5
      backoff_seconds_max: 2
    watch:
      certificate_days_min: \(ThrowawayPKI.daysLeftMin)
    buses:
      - id: io-north
        tcp: {host: 127.0.0.1, port: \(ports.northBarrier)}
      - id: io-south
        tcp: {host: 127.0.0.1, port: \(ports.southBarrier)}
    \(compound.map(bus) ?? "")
    cameras:
      - id: cam-north-in
        profile: hikvision-isapi-anpr
        secret:
          path_token: cam-north-in.token
        time_zone: Asia/Shanghai
      - id: cam-south-out
        profile: openalpr-agent
        secret:
          client_certificate: camera.rehearsal.example
    lists:
    \(["residents", "stolen"].map(list).joined(separator: "\n"))
    \(lanes(strangersAtExit: strangersAtExit))
    \(compound.map { "\(doors($0))\n\(holds)" } ?? "")

    """
  }

  private func lanes(strangersAtExit: String) -> String {
    """
    lanes:
      - id: north
        name: North lane
        barrier: \(barrier("north"))
        access_points:
          - id: north-in
            direction: entry
            cameras: [{camera: cam-north-in}]
            memberships: [residents]
            watchlists: [stolen]
            when_unknown: refer
      - id: south
        name: South lane
        barrier: \(barrier("south"))
        access_points:
          - id: south-out
            direction: exit
            cameras: [{camera: cam-south-out}]
            memberships: [residents]
            watchlists: [stolen]
            when_unknown: \(strangersAtExit)
    """
  }

  private func list(_ name: String) -> String {
    """
      - id: \(name)
        file: lists/\(name).json
        public_key: \(pki.file("issuer.pem"))
    """
  }

  private func barrier(_ lane: String) -> String {
    "{id: \(lane)-boom, bus: io-\(lane), unit: 1, profile: generic-two-relay, close_delay_seconds: 1}"
  }
}
