/// The grammar that a plate fits; `none` is kept and flagged, never dropped.
public enum PlateGrammar: String, Hashable, Sendable, CaseIterable {
  /// Seven characters, blue or yellow: 粤B12345.
  case chinaStandard = "china_standard"
  /// Eight characters, small new-energy vehicle: 粤BD12345.
  case chinaNewEnergySmall = "china_new_energy_small"
  /// Eight characters, large new-energy vehicle: 粤B12345D.
  case chinaNewEnergyLarge = "china_new_energy_large"
  /// 警 at the end.
  case chinaPolice = "china_police"
  /// 学 at the end.
  case chinaLearner = "china_learner"
  /// 挂 at the end.
  case chinaTrailer = "china_trailer"
  /// 港 at the end.
  case chinaHongKong = "china_hong_kong"
  /// 澳 at the end.
  case chinaMacau = "china_macau"
  /// 领 at the end.
  case chinaConsulate = "china_consulate"
  /// 使 at the beginning (old) or the end.
  case chinaEmbassy = "china_embassy"
  /// 应急 at the end.
  case chinaEmergency = "china_emergency"
  /// 民 at the beginning.
  case chinaCivilAviation = "china_civil_aviation"
  /// WJ and a province.
  case chinaArmedPolice = "china_armed_police"
  /// Two letters and five digits; told from a Latin plate by the country alone.
  case chinaMilitary = "china_military"
  /// Two to ten Latin letters and digits, one digit at least.
  case latin
  case none

  /// Whether the plate says by itself that it was issued in mainland China.
  public var isChinese: Bool {
    switch self {
    case .latin, .none: false
    case .chinaStandard, .chinaNewEnergySmall, .chinaNewEnergyLarge, .chinaPolice, .chinaLearner,
      .chinaTrailer, .chinaHongKong, .chinaMacau, .chinaConsulate, .chinaEmbassy, .chinaEmergency,
      .chinaCivilAviation, .chinaArmedPolice, .chinaMilitary:
      true
    }
  }
}
