/// One reload at a time, in the order in which they were asked for.
actor ReloadGate {
  private var last: Task<[String], Never>?

  func one(_ body: @escaping @Sendable () async -> [String]) async -> [String] {
    let previous = last
    let task = Task {
      _ = await previous?.value
      return await body()
    }
    last = task
    return await task.value
  }
}
