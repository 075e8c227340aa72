import BenchCore
package import Pipeline
package import BenchResults
import FoundationEssentials
import Glibc

extension Provenance.Machine {
  /// A name for this machine that tells it apart and does not give it away: 12 hexadecimal digits of a SHA-256.
  ///
  /// machine-id(5) must not leave the machine as it is. Containers may share one, so the processor's model counts too.
  package static var currentID: String {
    let text = "pybench \((SystemFile.text("/etc/machine-id") ?? "").trimmed) \(current.cpu)"
    let digest = try? Digest(of: Array(text.utf8).span.bytes)
    return String((digest?.description ?? "").prefix(12))
  }

  /// The machine that this runs on.
  package static var current: Provenance.Machine {
    let model = SystemFile.lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }
    var name = utsname()
    uname(&name)
    let text = { (bytes: UnsafeRawBufferPointer) in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let architecture = withUnsafeBytes(of: &name.machine, text)
    return Provenance.Machine(
      cpu: model?.split(separator: ":").last.map(\.trimmed) ?? architecture,
      cores: Processors.available.count, memoryBytes: Int(ProcessInfo.processInfo.physicalMemory),
      kernel: [
        withUnsafeBytes(of: &name.sysname, text), withUnsafeBytes(of: &name.release, text), architecture,
      ]
      .joined(separator: " "),
      loadAverages: (SystemFile.text("/proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap {
        Double($0)
      },
      transparentHugePages: (SystemFile.text("/sys/kernel/mm/transparent_hugepage/enabled") ?? "").split(
        separator: " "
      )
      .first { $0.hasPrefix("[") }.map { String($0.drop { $0 == "[" }.prefix { $0 != "]" }) })
  }
}

extension Provenance {
  /// Describes a sweep that is about to start.
  ///
  /// - Parameters:
  ///   - name: The results' name.
  ///   - prepared: The tree, taken to its tar.
  ///   - plan: What is to be done.
  ///   - argv: The command line.
  package init(name: String, _ prepared: PreparedTar, _ plan: SweepPlan, argv: [String]) {
    self.init(
      pybench: PyBenchVersion.current, argv: argv,
      tree: Tree(
        name: name, path: prepared.source.path, sha256: prepared.tar.treeDigest.description),
      pipeline: prepared.record,
      tar: Tar(sha256: prepared.tar.digest.description, bytes: prepared.tar.bytes.size.bytes),
      libraries: Dictionary(
        (EncoderLibrary.allCases.map(\.libraryVersion) + [Pipeline.Tar.libraryVersion]).map { version in
          let parts = version.split(separator: " ", maxSplits: 1).map(String.init)
          return (parts[0], parts.last ?? "")
        }
      ) { first, _ in first },
      machine: .current,
      method: Method(
        rounds: plan.budget.rounds, minTimeSeconds: plan.budget.minTime.inSeconds, jobs: plan.jobs,
        seed: plan.seed,
        sizesOnly: plan.sizesOnly),
      started: Self.now, ended: nil)
  }

  /// The time in UTC, ISO 8601.
  package static var now: String { Date().formatted(.iso8601) }
}
