internal import Dispatch

/// Runs a bus's hand-overs on a queue of their own: a card does not wait for a thread of the shared pool, on
/// which somebody may be decoding a picture.
final class SubmissionExecutor: TaskExecutor {
  private let queue: DispatchQueue

  init(name: String) { queue = DispatchQueue(label: name) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
