internal import Foundation

/// A list file as its issuer wrote it, before anything in a row is believed.
struct ListDocument: Decodable {
  let list: String
  let version: String
  let issuedAt: String
  let issuer: String
  let entries: [ListRow]

  private enum CodingKeys: String, CodingKey {
    case list, version
    case issuedAt = "issued_at"
    case issuer, entries
  }
}

/// One row; decoding it never fails, because one bad row must not take the others with it.
struct ListRow: Decodable {
  enum Field: String, CodingKey, CaseIterable {
    case id, plate, country, purpose, action, authority, reference
    case validFrom = "valid_from"
    case validUntil = "valid_until"
    case make, colour
    case verifiersMin = "verifiers_min"
  }

  private(set) var texts: [Field: String] = [:]
  /// Fields that are there but are not text.
  private(set) var misshapen: Set<Field> = []
  private(set) var isObject = true

  init(from decoder: any Decoder) {
    guard let row = try? decoder.container(keyedBy: Field.self) else {
      isObject = false
      return
    }
    for field in Field.allCases where row.contains(field) {
      if let text = try? row.decode(String.self, forKey: field) {
        texts[field] = text
      } else if field == .verifiersMin, let number = try? row.decode(Int.self, forKey: field) {
        texts[field] = "\(number)"
      } else if (try? row.decodeNil(forKey: field)) != true {
        misshapen.insert(field)
      }
    }
  }
}
