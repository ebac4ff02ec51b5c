import AccessModel
import CardFormats
import OSDPReaders
import UHPPOTEControllers
import VisitorTokens

/// What the readers of a site need: their lines and controllers, the formats of their cards, and where their
/// inputs belong.
struct ReaderSupplies: Hashable, Sendable {
  var lines: [OSDPBusSettings] = []
  var controllers: [UHPPOTESettings] = []
  /// For the controllers that are to keep cards.
  var cardChoices: [DeviceID: BoardCardChoice] = [:]
  var formats: [DeviceID: CardFormatSet] = [:]
  /// The site's input point at each wired input of a reader.
  var inputs: [DeviceID: [WiredInput]] = [:]
  /// Keys that sign visitors' codes, and the site that they name.
  var visitorKeys = VisitorKeys()
  var siteMark: SiteMark?
  /// Hashes PINs; nil at a site without.
  var pinHash: Pseudonym?

  struct WiredInput: Hashable, Sendable {
    var number: Int
    var point: InputPointID
    var isInverted: Bool
  }
}
