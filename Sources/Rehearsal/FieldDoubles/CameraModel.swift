internal import AccessModel

/// Whose bodies a camera double writes.
public enum CameraModel: String, Sendable, CaseIterable {
  /// ISAPI `EventNotificationAlert` in multipart/form-data with a JPEG.
  case hikvision
  /// License Plate Verifier's push event, JSON.
  case axis
  /// The agent's `alpr_group`, JSON.
  case openalpr

  /// A request body and its `Content-Type`.
  public struct Body: Sendable {
    public var contentType: String
    public var bytes: [UInt8]
  }

  /// The profile that reads its bodies, a folder below `DeviceProfiles/camera`.
  public var profile: String {
    switch self {
    case .hikvision: "hikvision-isapi-anpr"
    case .axis: "axis-license-plate-verifier"
    case .openalpr: "openalpr-agent"
    }
  }

  /// What this camera posts for a sighting.
  public func body(of sighting: Sighting) -> Body {
    switch self {
    case .hikvision: Self.multipart(Self.hikvisionXML(sighting), image: TinyJPEG.grey())
    case .axis: Body(contentType: "application/json", bytes: Array(Self.axisJSON(sighting).utf8))
    case .openalpr: Body(contentType: "application/json", bytes: Array(Self.openALPRJSON(sighting).utf8))
    }
  }

  /// The identifier that the camera sends with a sighting.
  public func identifier(of sighting: Sighting) -> String {
    switch self {
    case .hikvision: "rehearsal-\(sighting.track)-\(sighting.capturedAt.milliseconds)"
    case .axis: "\(sighting.track)"
    case .openalpr: "rehearsal-\(sighting.track)"
    }
  }

  /// The XML alone, as some firmwares post it.
  /// - Parameter identifier: the event's UUID; nil makes one from track and time.
  public static func hikvisionXML(_ sighting: Sighting, identifier: String? = nil) -> String {
    let identifier = identifier ?? hikvision.identifier(of: sighting)
    let direction: String
    switch sighting.direction {
    case .approaching: direction = "forward"
    case .receding: direction = "reverse"
    case .unknown: direction = "unknown"
    }
    let percent = Int((sighting.confidence * 100).rounded())
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
      <ipAddress>192.0.2.11</ipAddress>
      <portNo>80</portNo>
      <protocol>HTTP</protocol>
      <macAddress>02:00:5e:00:53:01</macAddress>
      <channelID>1</channelID>
      <dateTime>\(shanghaiTime(sighting.capturedAt))</dateTime>
      <activePostCount>1</activePostCount>
      <eventType>ANPR</eventType>
      <eventState>active</eventState>
      <eventDescription>ANPR</eventDescription>
      <channelName>Rehearsal</channelName>
      <ANPR>
      <country>0</country>
      <licensePlate>\(escapedXML(sighting.plate))</licensePlate>
      <line>\(sighting.laneNumber)</line>
      <direction>\(direction)</direction>
      <confidenceLevel>\(percent)</confidenceLevel>
      <plateType>unknown</plateType>
      <plateColor>blue</plateColor>
      <vehicleType>vehicle</vehicleType>
      <vehicleInfo><index>\(sighting.track)</index><color>white</color></vehicleInfo>
      <pictureInfoList>
      <pictureInfo><fileName>licensePlatePicture.jpg</fileName><type>licensePlatePicture</type></pictureInfo>
      </pictureInfoList>
      <originalLicensePlate>\(escapedXML(sighting.plate))</originalLicensePlate>
      </ANPR>
      <UUID>\(identifier)</UUID>
      <picNum>1</picNum>
      <isDataRetransmission>\(sighting.isReplay)</isDataRetransmission>
      </EventNotificationAlert>
      """
  }

  private static func multipart(_ xml: String, image: [UInt8]) -> Body {
    let boundary = "boundary-of-a-camera"
    func head(_ name: String, _ file: String, _ type: String, _ length: Int) -> String {
      """
      --\(boundary)\r
      Content-Disposition: form-data; name="\(name)"; filename="\(file)"\r
      Content-Type: \(type)\r
      Content-Length: \(length)\r
      \r\n
      """
    }
    var bytes = Array(head("anpr.xml", "anpr.xml", "text/xml", xml.utf8.count).utf8)
    bytes += xml.utf8
    bytes += "\r\n".utf8
    bytes += head("licensePlatePicture.jpg", "licensePlatePicture.jpg", "image/jpeg", image.count).utf8
    bytes += image
    bytes += "\r\n--\(boundary)--\r\n".utf8
    return Body(contentType: "multipart/form-data; boundary=\(boundary)", bytes: bytes)
  }

  private static func axisJSON(_ sighting: Sighting) -> String {
    let direction: String
    switch sighting.direction {
    case .approaching: direction = "in"
    case .receding: direction = "out"
    case .unknown: direction = "unknown"
    }
    return """
      {"packetCounter":"\(sighting.track)","capture_timestamp":"\(sighting.capturedAt.milliseconds)",\
      "plateText":\(quotedJSON(sighting.plate)),"plateUTF8":\(quotedJSON(sighting.plate)),\
      "plateCountry":"","plateConfidence":"\(sighting.confidence)",\
      "carMoveDirection":"\(direction)","carState":"\(sighting.phase.rawValue)",\
      "carID":"\(axis.identifier(of: sighting))",\
      "sensorProviderID":"rehearsal","imageType":"plate","plateImageSize":"0"}
      """
  }

  private static func openALPRJSON(_ sighting: Sighting) -> String {
    let degrees: Double
    switch sighting.direction {
    case .approaching, .unknown: degrees = 180
    case .receding: degrees = 0
    }
    let (moment, percent) = (sighting.capturedAt.milliseconds, sighting.confidence * 100)
    let plate = quotedJSON(sighting.plate)
    return """
      {"data_type":"alpr_group","version":2,"agent_type":"alprd","agent_uid":"rehearsal","camera_id":1,\
      "best_uuid":"\(openalpr.identifier(of: sighting))","best_plate_number":\(plate),\
      "best_confidence":\(percent),"epoch_start":\(moment - 200),"epoch_end":\(moment),\
      "travel_direction":\(degrees),"is_parked":false,\
      "candidates":[{"plate":\(plate),"confidence":\(percent),"matches_template":0}],\
      "best_plate":{"plate":\(plate),"confidence":\(percent),"region":"","matches_template":0},\
      "vehicle":{"color":[{"name":"white","confidence":80.5}]}}
      """
  }

  /// A camera at +08:00 writes its own local time.
  private static func shanghaiTime(_ time: CivilTime) -> String {
    (time + .seconds(8 * 3600)).description.dropLast() + "+08:00"
  }

  private static func escapedXML(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }

  private static func quotedJSON(_ text: String) -> String {
    var json = JSONWriter(reserving: text.utf8.count + 2)
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
