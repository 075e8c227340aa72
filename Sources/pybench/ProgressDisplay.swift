import Bench
import Foundation
import Pipeline
import Synchronization

/// Shows how far a command is: a line that changes on a terminal, plain lines elsewhere, nothing when quiet.
final class ProgressDisplay: Sendable {
  private let quiet: Bool
  private let done = Mutex<Set<String>>([])
  private let step = Mutex<(text: String, since: ContinuousClock.Instant)?>(nil)

  init(quiet: Bool) { self.quiet = quiet }

  /// Shows that a stage of the pipeline begins.
  func show(stage: StageRow.Stage) {
    let text =
      switch stage {
      case .tree, .selected: "reading the tree"
      case .stripped: "stripping"
      case .tar: "making the tar"
      }
    show(text)
  }

  /// Shows that a step of a release begins.
  func show(step: Release.Step) {
    switch step {
    case .stage(let stage): show(stage: stage)
    case .compressing(let packing): show("compressing with \(packing)")
    case .verifying: show("reading it back")
    case .again: show("building it once more")
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
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + .seconds(2), repeating: .seconds(1))
    timer.setEventHandler { [self] in
      // What is printed at the end must not be followed by one more line of progress.
      step.withLock { step in
        guard let step else { return }
        Console.showProgress("\(step.text), \(Self.clock(.now - step.since)) elapsed")
      }
    }
    timer.resume()
    defer {
      timer.cancel()
      step.withLock { $0 = nil }
      Console.endProgress()
    }
    return try await body()
  }

  /// Shows a row that was just written; its first time is worth a line.
  func show(_ row: SweepRow, _ progress: SweepProgress) {
    guard !quiet else { return }
    let isNew = done.withLock { $0.insert(row.setting.label).inserted }
    if case .failed(let reason) = row.status {
      Console.warn("\(row.setting): \(reason)")
    } else if isNew, !Console.isTerminal {
      let size = row.compressedBytes.map { " \($0.bytes) bytes" } ?? ""
      Console.note("\(row.setting)\(size); \(Self.summary(progress))")
    }
  }

  /// Runs a sweep and keeps the line of a terminal fresh meanwhile.
  func following<Result, Problem: Error>(
    _ sweep: Sweep, _ body: () throws(Problem) -> Result
  ) throws(Problem) -> Result {
    guard !quiet, Console.isTerminal else { return try body() }
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now(), repeating: .milliseconds(500))
    let isOver = Mutex(false)
    timer.setEventHandler {
      // As above: a handler that is under way when the sweep ends must not print after its table.
      isOver.withLock { isOver in
        guard !isOver else { return }
        let progress = sweep.progress
        let labels = progress.underWay.map(\.label).joined(separator: ", ")
        Console.showProgress("\(Self.summary(progress)) · \(labels)")
      }
    }
    timer.resume()
    defer {
      timer.cancel()
      isOver.withLock { $0 = true }
      Console.endProgress()
    }
    return try body()
  }

  private static func summary(_ progress: SweepProgress) -> String {
    let rounds = progress.measured == progress.total ? ", further rounds" : ""
    return "\(progress.measured)/\(progress.total) settings measured\(rounds), "
      + "\(clock(progress.elapsed)) elapsed, ETA \(clock(progress.remaining))"
  }

  private static func clock(_ time: Duration) -> String {
    let seconds = Int(time.inSeconds.rounded())
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, seconds % 60)
      : String(format: "%d:%02d", minutes, seconds % 60)
  }
}
