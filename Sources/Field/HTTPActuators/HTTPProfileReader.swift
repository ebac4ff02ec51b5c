internal import AccessModel
internal import FieldContract

/// Turns a profile's YAML into requests; wrong keys are reported, never guessed.
struct HTTPProfileReader {
  let document: YAMLDocument

  private enum Timing: String, CaseIterable { case device, gatehouse }

  func profile() throws(DocumentError) -> HTTPProfile {
    let root = document.root
    let name = root.requiredString("name", hint: "Say what operators call this device")
    let contentType = root.string("content_type", default: "application/xml") ?? ""
    if contentType.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) {
      root.report("content_type", "is no header value", hint: "Write one line of plain text")
    }
    let success = successRule(root)
    let pulse = root.integer("pulse_milliseconds", default: 500, in: 20...10_000)
    let probe = root.section("probe").flatMap(request)
    if let probe, probe.method != .get {
      root.report("probe", "a probe changes nothing", hint: "Write `method: GET`")
    }
    var requests: [HTTPProfile.Verb: RequestTemplate] = [:]
    let list = root.sectionOrEmpty("requests")
    for verb in HTTPProfile.Verb.allCases { requests[verb] = list.section(verb.rawValue).flatMap(request) }
    list.finish()
    if requests[.raise] == nil, requests[.release] == nil {
      root.missing("requests.raise", hint: "Write `raise` for a barrier, `release` for a door")
    }
    if let release = requests[.release], release.isTimedByUs, requests[.secure] == nil {
      list.missing("secure", hint: "A release that the device does not end needs it")
    }
    root.finish()
    try document.finish()
    return HTTPProfile(
      name: name ?? "", contentType: contentType, success: success, requests: requests, probe: probe,
      pulse: .milliseconds(Int64(pulse)))
  }

  private func successRule(_ root: YAMLSection) -> SuccessRule {
    let section = root.sectionOrEmpty("success")
    defer { section.finish() }
    var statuses: Set<Int> = []
    for word in section.words("statuses", countMax: 20) {
      if let status = Int(word.text), (200...299).contains(status) {
        statuses.insert(status)
      } else {
        section.report(
          line: word.line, "`\(word.text.prefix(20))` is no status of success", hint: "200...299")
      }
    }
    let element = section.string("element")
    let values = Set(section.strings("values", countMax: 20))
    if element != nil, values.isEmpty { section.missing("values", hint: "Write what it says on success") }
    return SuccessRule(statuses: statuses.isEmpty ? [200] : statuses, element: element, values: values)
  }

  private func request(_ section: YAMLSection) -> RequestTemplate? {
    defer { section.finish() }
    let method = section.choice("method", default: RequestTemplate.Method.put)
    let path = section.requiredString("path", hint: "Write the path, such as /ISAPI/...")
    let body = section.string("body", default: "") ?? ""
    let isRepeatable = section.bool("repeatable", default: true)
    let timing = section.choice("timed_by", default: Timing.device)
    if let path, !path.hasPrefix("/") || path.utf8.contains(where: { $0 <= 0x20 || $0 > 0x7E }) {
      section.report("path", "is no path", hint: "Begin with / and write blanks as %20")
    }
    if body.utf8.count > HTTPProfile.bodyBytesMax {
      section.report("body", "is larger than \(HTTPProfile.bodyBytesMax) bytes", hint: "Shorten it")
    }
    return path.map {
      RequestTemplate(
        method: method, path: $0, body: body, isRepeatable: isRepeatable, isTimedByUs: timing == .gatehouse)
    }
  }
}
