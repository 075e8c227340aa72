import Foundation
import Testing
import TestSupport

/// Mutated inputs for every reader.
///
/// `PYBENCH_MUTATED_INPUTS` sets how many, `PYBENCH_MUTATED_SEED` which, and `PYBENCH_MUTATED_ONLY=tar:17` runs a single
/// one. An input that crashes the tests is left as `pybench-mutated-KIND.PID` in the folder of temporary files.
@Suite struct MutatedInputTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed = environment["PYBENCH_MUTATED_SEED"].flatMap { UInt64($0) } ?? 1
  /// How many inputs there are of all kinds; nil for a sample.
  private static let count = environment["PYBENCH_MUTATED_INPUTS"].flatMap { Int($0) }

  /// The numbers of a kind's inputs.
  private static func indices(of kind: InputKind) -> Range<Int> {
    if let only = environment["PYBENCH_MUTATED_ONLY"] {
      let parts = only.split(separator: ":")
      guard parts.count == 2, parts[0] == kind.rawValue, let index = Int(parts[1]) else { return 0..<0 }
      return index..<index + 1
    }
    return 0..<((count ?? 2200) / InputKind.allCases.count)
  }

  @Test(arguments: InputKind.allCases)
  func `a mutated input is read consistently or rejected with a reason`(_ kind: InputKind) async throws {
    let reader = try MutatedInputReader(kind)
    let note =
      NSTemporaryDirectory() + "pybench-mutated-\(kind.rawValue).\(ProcessInfo.processInfo.processIdentifier)"
    var (rejected, slowest, total, failures) = (0, 0.0, 0.0, 0)
    let indices = Self.indices(of: kind)
    for index in indices where failures < 5 {
      let input = try reader.input(index, seed: Self.seed)
      try Data(input).write(to: URL(fileURLWithPath: note))
      let begin = clock()
      let outcome = await reader.read(input, index)
      let seconds = Double(clock() - begin) / Double(CLOCKS_PER_SEC)
      (slowest, total) = (max(slowest, seconds), total + seconds)
      var problem: String?
      switch outcome {
      case .accepted: break
      case .rejected: rejected += 1
      case .wrong(let reason): problem = reason
      }
      if seconds > 5 { problem = "it took \(seconds) s of processor time" }
      guard let problem else { continue }
      failures += 1
      let kept = note + "-\(index)"
      try Data(input).write(to: URL(fileURLWithPath: kept))
      Issue.record(
        """
        \(kind.rawValue):\(index), seed \(Self.seed), kept as \(kept): \(problem)
        \(Data(input).base64EncodedString().prefix(400))
        """)
    }
    try? FileManager.default.removeItem(atPath: note)
    // Only the manifest is never an error, because its archive can be read.
    #expect(indices.count < 100 || rejected > 0 || kind == .manifest, "no input was rejected")
    guard Self.count != nil else { return }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #expect(usage.ru_maxrss < 1 << 20, "more than 1 GiB of memory was touched")
    let line =
      "mutated: \(kind.rawValue): \(indices.count) inputs, \(rejected) rejected, \(failures) failures, "
      + "\(Int(total)) s, at most \(Int(slowest * 1000)) ms\n"
    FileHandle.standardError.write(Data(line.utf8))
  }
}
