import BenchCore
import BenchResults
import Pipeline

/// A step of the waterfall, the archive included.
struct WaterfallStep: Sendable {
  let name: String
  let bytes: ByteCount
  /// Files; nil for the archive.
  let files: Int?
  /// How the bytes differ from the step before: `−64.1 %`; nil for the first.
  let change: String?
  /// Share of the first step's bytes.
  let share: Double?
  /// Whether it is the archive, the last step.
  let isArchive: Bool

  /// The steps of a result, from the tree to its smallest archive.
  static func list(_ subject: ReportSubject) -> [WaterfallStep] {
    var steps: [WaterfallStep] = []
    let first = subject.results.stages.first?.bytes ?? subject.tarBytes ?? .zero
    func add(_ name: String, _ bytes: ByteCount, files: Int?, isArchive: Bool = false) {
      steps.append(
        WaterfallStep(
          name: name, bytes: bytes, files: files,
          change: steps.last.flatMap { Format.relativeChange(from: $0.bytes, to: bytes) },
          share: first.bytes > 0 ? Double(bytes.bytes) / Double(first.bytes) : nil,
          isArchive: isArchive))
    }
    for row in subject.results.stages {
      add(row.name.rawValue, row.bytes, files: row.files)
    }
    if steps.isEmpty, let size = subject.tarBytes { add(Stage.Name.tar.rawValue, size, files: nil) }
    if let best = subject.smallest, let size = best.compressedBytes {
      add(best.setting.name, size, files: nil, isArchive: true)
    }
    return steps
  }
}

/// The waterfall: size after each step, and the removed part.
struct StagesChart {
  /// Maximum MB of all steps and results, for a common scale.
  let most: Double

  init(for subjects: [ReportSubject]) {
    most = subjects.flatMap { WaterfallStep.list($0).map(\.bytes.megabytes) }.reduce(0, max)
  }

  func drawing(of subject: ReportSubject, _ frame: ChartFrame) -> Drawing {
    let steps = WaterfallStep.list(subject)
    let left = frame.isNarrow ? 92.0 : 112.0
    // The rest is for the notes of the bars.
    let x = Scale(.linear, domain: 0...max(most, 1e-6), from: left, to: frame.width.rawValue - 136)
    return frame.drawing(height: 34 + Double(steps.count) * 32) { svg in
      for (index, step) in steps.enumerated() {
        let y = 30 + Double(index) * 32
        let end = x.position(step.bytes.megabytes)
        let before = index > 0 ? max(x.position(steps[index - 1].bytes.megabytes), end) : end
        let note = [Format.size(step.bytes), step.change].compactMap { $0 }
        svg.text("", step.name, at: (left - 8, y + 16), anchor: "end")
        svg.rectangle("gone", Box(x: end, y: y, width: before - end, height: 23))
        svg.rectangle(
          step.isArchive ? "packed" : "kept", Box(x: left, y: y, width: max(end - left, 1), height: 23),
          title: ([step.name] + note + (step.files.map { [Format.count($0, "file")] } ?? [])).joined(
            separator: "; "))
        svg.text("name", note.joined(separator: "  "), at: (before + 7, y + 16))
      }
    }
  }
}
