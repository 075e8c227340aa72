import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import Dispatch
import Synchronization

/// Shows how far a command is: a line that changes on a terminal, plain lines elsewhere, nothing when quiet.
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
    case .again: show("building a second time")
    case .warnings(let warnings): for warning in warnings { Console.warn(warning) }
    }
  }

  /// Shows what is going on.
  func show(_ text: String) {
    guard !quiet else { return }
    step.withLock { $0 = (text, .now) }
    if Console.isTerminal { Console.showProgress(text) } else { Console.note(text) }
  }

  /// Runs what shows its steps, and tells on a terminal for how long each has been under way.
  func timingSteps<Result>(_ body: () async throws -> Result) async throws -> Result {
    guard !quiet, Console.isTerminal else { return try await body() }
    let line = LiveLine(after: .seconds(2), every: .seconds(1)) { [self] in
      step.withLock { step in step.map { "\($0.text), \(Self.clock(.now - $0.since)) elapsed" } }
    }
    defer { line.end() }
    return try await body()
  }

  /// Shows a row that was just written; its first time is worth a line.
  func show(_ row: SweepRow, _ progress: SweepProgress) {
    // A failure is no progress: it is reported however quiet the run.
    if case .failed(let reason) = row.status {
      Console.warn("\(row.setting): \(reason)")
      return
    }
    let isNew = done.withLock { $0.insert(row.setting.label).inserted }
    if !quiet, isNew, !Console.isTerminal {
      let size = row.compressedBytes.map { " \($0.bytes) bytes" } ?? ""
      Console.note("\(row.setting)\(size); \(Self.parts(progress).reversed().joined(separator: ", "))")
    }
  }

  /// Runs a sweep and keeps the line of a terminal fresh meanwhile.
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

  /// The line of a terminal; what matters least stands last, for a narrow terminal cuts it there.
  static func line(_ progress: SweepProgress) -> String {
    (parts(progress) + [progress.underWay.map(\.label).joined(separator: ", ")])
      .joined(separator: " · ")
  }

  /// How long it will take, how far it is, and how long it took, in this order.
  private static func parts(_ progress: SweepProgress) -> [String] {
    // Every setting is measured once, and then those that need it again and again: the first round is not the end.
    let measured =
      progress.measured < progress.total
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

/// A line of the terminal that is shown anew from time to time.
private final class LiveLine {
  private let timer = DispatchSource.makeTimerSource(queue: .global())
  private let isOver = Flag()

  private final class Flag: Sendable {
    let value = Mutex(false)
  }

  /// - Parameter text: What to show; nil where there is nothing now.
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

  /// Ends it; what is printed from here on is followed by no line of progress.
  func end() {
    timer.cancel()
    isOver.value.withLock { $0 = true }
    Console.endProgress()
  }
}
