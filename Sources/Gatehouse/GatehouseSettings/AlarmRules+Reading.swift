internal import AccessModel
internal import FieldContract

extension AlarmRules {
  init(reading section: YAMLSection) {
    let rules = AlarmRules()
    let again = section.seconds("escalate_after_seconds", default: 300, in: 0...86_400)
    self.init(
      escalateAfter: again > .zero ? again : nil,
      shelveMax: section.hours("shelve_hours_max", default: 12, in: 1...168),
      floodCount: section.integer("flood_count", default: rules.floodCount, in: 2...1000),
      floodSpan: section.seconds("flood_seconds", default: 60, in: 10...3600),
      hitLapse: section.seconds("hit_lapse_seconds", default: 3600, in: 60...86_400))
    section.finishWithAdvice()
  }
}
