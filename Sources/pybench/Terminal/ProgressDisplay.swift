import BenchCore
import BenchResults
import BenchSweep
import Dispatch
import Pipeline
import Synchronization

/// Shows progress: a changing line on a terminal, plain lines elsewhere, nothing with `--quiet`.
final class ProgressDisplay: Sendable {
  private let quiet: Bool
  private let done = Mutex<Set<String>>([])
  private let step = Mutex<(text: String, since: ContinuousClock.Instant)?>(nil)

  init(quiet: Bool) { self.quiet = quiet }

  /// Shows that a stage of the pipeline begins.
  func show(stage: Stage.Name) {
    let text =
      switch stage {
      case .tree, .selected: "reading the tree"
      case .stripped: "stripping"
      case .tar: "writing the tar"
      }
    show(text)
  }

  /// Shows that a step of a release begins.
  func show(step: Release.Step) {
    switch step {
    case .stage(let stage): show(stage: stage)
    case .compressing(let encoding): show("compressing with \(encoding)")
    case .verifying: show("verifying")
    case .attributing: show("attributing bytes to entries")
    case .again: show("building a second time")
    case .warnings(let warnings): for warning in warnings { Console.warn(warning) }
    }
  }

  /// Shows the current step.
  func show(_ text: String) {
    guard !quiet else { return }
    step.withLock { $0 = (text, .now) }
    if Console.isTerminal { Console.showProgress(text) } else { Console.note(text) }
  }

  /// Runs `body`, and shows on a terminal how long each step has been running.
  func timingSteps<Result>(_ body: () async throws -> Result) async throws -> Result {
    guard !quiet, Console.isTerminal else { return try await body() }
    let line = LiveLine(after: .seconds(2), every: .seconds(1)) { [self] in
      step.withLock { step in step.map { "\($0.text), \(Self.clock(.now - $0.since)) elapsed" } }
    }
    defer { line.end() }
    return try await body()
  }

  /// Shows a row that was just written; only the first one of a setting gets a line.
  func show(_ row: SweepRow, _ progress: SweepProgress) {
    // A failure is reported even with --quiet.
    if case .failed(let reason) = row.status {
      Console.warn("\(row.setting): \(reason)")
      return
    }
    let isNew = done.withLock { $0.insert(row.setting.name).inserted }
    if !quiet, isNew, !Console.isTerminal {
      let size = row.compressedBytes.map { " \($0.bytes) bytes" } ?? ""
      Console.note("\(row.setting)\(size); \(Self.parts(progress).reversed().joined(separator: ", "))")
    }
  }

  /// Runs a sweep and updates the terminal's line during it.
  func following<Result, Problem: Error>(
    _ sweep: Sweep, _ body: () throws(Problem) -> Result
  ) throws(Problem) -> Result {
    guard !quiet, Console.isTerminal else { return try body() }
    let line = LiveLine(after: .seconds(0), every: .milliseconds(500)) {
      Self.line(sweep.progress)
    }
    defer { line.end() }
    return try body()
  }

  /// The line of a terminal. The least important part comes last, because a narrow terminal cuts it.
  static func line(_ progress: SweepProgress) -> String {
    (parts(progress) + [progress.underWay.map(underWay).joined(separator: ", ")])
      .joined(separator: " · ")
  }

  /// A setting that is being measured; after some seconds with the share of the tar that is compressed.
  private static func underWay(_ visit: SweepProgress.Visit) -> String {
    guard visit.passed > .seconds(3), visit.share > 0, visit.share < 1 else { return visit.setting.name }
    return "\(visit.setting.name) \(Int(100 * visit.share))%"
  }

  /// Remaining time, progress and elapsed time, in this order.
  private static func parts(_ progress: SweepProgress) -> [String] {
    // After the first round, settings that need more runs are measured again.
    let measured =
      progress.measured < progress.total || progress.remaining == .zero
      ? "\(progress.measured)/\(progress.total) settings" : "timing all \(progress.total) again"
    return ["ETA \(clock(progress.remaining))", measured, "\(clock(progress.elapsed)) elapsed"]
  }

  private static func clock(_ time: Duration) -> String {
    let seconds = Int(time.inSeconds.rounded())
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }
}

/// A line of the terminal that is updated periodically.
private final class LiveLine {
  private let timer = DispatchSource.makeTimerSource(queue: .global())
  private let isOver = Flag()

  private final class Flag: Sendable {
    let value = Mutex(false)
  }

  /// - Parameter text: Returns the text to show; nil for none.
  init(
    after delay: DispatchTimeInterval, every interval: DispatchTimeInterval,
    _ text: @escaping () -> String?
  ) {
    timer.schedule(deadline: .now() + delay, repeating: interval)
    timer.setEventHandler { [isOver] in
      isOver.value.withLock { isOver in
        if !isOver, let text = text() { Console.showProgress(text) }
      }
    }
    timer.resume()
  }

  /// Ends the updates. No line of progress follows later output.
  func end() {
    timer.cancel()
    isOver.value.withLock { $0 = true }
    Console.endProgress()
  }
}
