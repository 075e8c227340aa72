import BenchCore
package import BenchResults
import FoundationEssentials
import Glibc
package import Pipeline

extension Provenance.Machine {
  /// The machine that this runs on.
  package static let current = measured()

  /// - Parameter read: Returns the text of a file of the system; nil if there is none.
  static func measured(read: (String) -> String? = SystemFile.text) -> Provenance.Machine {
    var name = utsname()
    uname(&name)
    let text = { (bytes: UnsafeRawBufferPointer) in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let architecture = withUnsafeBytes(of: &name.machine, text)
    var machine = Provenance.Machine(
      cpu: architecture, cores: Processors.available.count,
      memoryBytes: Int(ProcessInfo.processInfo.physicalMemory),
      kernel: [
        withUnsafeBytes(of: &name.sysname, text), withUnsafeBytes(of: &name.release, text), architecture,
      ]
      .joined(separator: " "),
      loadAverages: (read("/proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap {
        Double($0)
      },
      transparentHugePages: (read("/sys/kernel/mm/transparent_hugepage/enabled") ?? "").split(
        separator: " "
      )
      .first { $0.hasPrefix("[") }.map { String($0.drop { $0 == "[" }.prefix { $0 != "]" }) })
    machine.describe(cpuinfo: (read("/proc/cpuinfo") ?? ""), architecture: architecture)
    machine.processors = sysconf(CInt(_SC_NPROCESSORS_ONLN))
    let firmware = ["sys_vendor", "product_name"].map {
      (read("/sys/class/dmi/id/\($0)") ?? "").trimmed
    }
    .filter { !$0.isEmpty }.joined(separator: " ")
    if machine.hypervisor != nil, !firmware.isEmpty { machine.hypervisor = firmware }
    // machine-id(5) must not be published, so it is hashed. Containers may share one, so the processor is hashed
    // too. Without a machine-id, the host's name is used.
    let own = (read("/etc/machine-id") ?? "").trimmed
    let facts = [
      own.isEmpty ? withUnsafeBytes(of: &name.nodename, text) : own, machine.cpu, machine.vendor,
      machine.family,
      machine.model, machine.stepping, machine.processors.map { String($0) },
    ]
    machine.id = digits("pybench " + facts.map { $0 ?? "" }.joined(separator: " "))
    return machine
  }
}

extension Provenance {
  /// Describes a sweep that is about to start.
  ///
  /// - Parameters:
  ///   - name: The results' name.
  ///   - prepared: The tree's tar.
  ///   - plan: The settings and how to measure them.
  ///   - argv: The command line.
  ///   - engine: The cluster or CI job that started it.
  package init(
    name: String, _ prepared: PreparedTar, _ plan: SweepPlan, argv: [String], engine: String? = nil
  ) {
    self.init(
      pybench: PyBenchVersion.current, argv: argv,
      tree: Tree(
        name: name, path: prepared.source?.path, sha256: prepared.treeDigest),
      pipeline: prepared.record,
      tar: Tar(prepared.tar, path: prepared.file),
      libraries: Dictionary(
        (EncoderLibrary.allCases.map(\.libraryVersion) + [Pipeline.Tar.libraryVersion]).map { version in
          let parts = version.split(separator: " ").map(String.init)
          return (parts[0], parts.last ?? "")
        }
      ) { first, _ in first },
      machine: .current,
      method: Method(
        rounds: plan.budget.rounds, minTimeSeconds: plan.budget.minTime.inSeconds, jobs: plan.jobs,
        seed: plan.seed,
        sizesOnly: plan.sizesOnly),
      started: Self.now, ended: nil, engine: engine, shard: plan.shard,
      settings: plan.whole.settings.map(\.name))
    let main = prepared.record?.options.order ?? .path
    for (order, tar) in prepared.tars where order != main {
      otherTars = (otherTars ?? [:]).merging([order.rawValue: Tar(tar, path: nil)]) { $1 }
    }
  }

  /// The time in UTC, ISO 8601.
  package static var now: String { Date().formatted(.iso8601) }
}

extension Provenance.Tar {
  fileprivate init(_ tar: Pipeline.Tar, path: String?) {
    self.init(sha256: tar.digest.description, bytes: tar.bytes.size.bytes, path: path)
  }
}
