import Glibc
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

/// A machine by the files of its kernel.
@Suite struct MachineInfoTests {
  private static let files = [
    "/proc/loadavg": "0.50 0.25 1.75 2/345 6789\n",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "/proc/cpuinfo":
      "vendor_id\t: V\ncpu family\t: 6\nmodel\t\t: 7\nmodel name\t: A CPU\nstepping\t: 8\nflags\t\t: a hypervisor\n",
    "/sys/class/dmi/id/sys_vendor": " Maker \n", "/sys/class/dmi/id/product_name": "Box 1\n",
    "/etc/machine-id": "0123456789abcdef\n",
  ]

  private func machine(_ changes: [String: String?] = [:]) -> Provenance.Machine {
    .measured { path in
      if let changed = changes[path] { return changed }
      return Self.files[path]
    }
  }

  @Test func `load, huge pages, processor and firmware are read`() {
    let machine = machine()
    #expect(machine.loadAverages == [0.5, 0.25, 1.75])
    #expect(machine.transparentHugePages == "madvise")
    #expect(machine.cpu == "A CPU" && machine.vendor == "V" && machine.hypervisor == "Maker Box 1")
    #expect(machine.cores == Processors.available.count && machine.memoryBytes > 1 << 20)
    #expect(machine.kernel.hasPrefix("Linux ") && machine.kernel.split(separator: " ").count == 3)
    #expect(machine.processors == sysconf(CInt(_SC_NPROCESSORS_ONLN)))
  }

  @Test func `what is missing is not guessed`() {
    let bare = Provenance.Machine.measured { _ in nil }
    #expect(bare.loadAverages.isEmpty && bare.transparentHugePages == nil && bare.hypervisor == nil)
    #expect(!bare.cpu.isEmpty && bare.vendor == nil)
    #expect(machine(["/sys/class/dmi/id/sys_vendor": nil]).hypervisor == "Box 1")
    #expect(
      machine(["/sys/class/dmi/id/sys_vendor": " \n", "/sys/class/dmi/id/product_name": nil]).hypervisor
        == "unknown")
    // Firmware alone makes no guest.
    let host = Self.files["/proc/cpuinfo"]?.replacing(" hypervisor", with: "")
    #expect(machine(["/proc/cpuinfo": host]).hypervisor == nil)
    #expect(
      machine(["/sys/kernel/mm/transparent_hugepage/enabled": "always never"]).transparentHugePages == nil)
  }

  @Test func `an id is the same for the same machine, and does not give it away`() {
    let id = machine().id
    let facts = [
      "0123456789abcdef", "A CPU", "V", "6", "7", "8", String(sysconf(CInt(_SC_NPROCESSORS_ONLN))),
    ]
    #expect(id == Provenance.Machine.digits("pybench " + facts.joined(separator: " ")))
    #expect(machine(["/proc/loadavg": "9 9 9"]).id == id)
    #expect(machine(["/etc/machine-id": "another"]).id != id)
    var name = utsname()
    uname(&name)
    let host = withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    for none in [nil, "", " \n"] as [String?] {
      #expect(machine(["/etc/machine-id": none]).id == machine(["/etc/machine-id": host]).id)
    }
  }

  @Test func `a sweep that is about to start is described by its tars, its plan and the libraries`()
    async throws
  {
    let folder = try TestFolder()
    for name in ["a", "b.py", "c"] { try folder.file("tree/" + name, text: name) }
    let source = SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none))
    let prepared = try await PreparedTar(source, orders: [.path, .kind])
    var plan = SweepPlan(
      grid: try Grid("zstd-1,gzip-1"), budget: Budget(rounds: 3, minTime: .milliseconds(1500)), jobs: 2,
      seed: 9,
      sizesOnly: true, extract: false)
    let whole = Provenance(name: "n", prepared, plan, argv: ["a", "b"])
    #expect(whole.tree == .init(name: "n", path: source.path, sha256: prepared.treeDigest))
    #expect(whole.tar == .init(sha256: prepared.tar.digest.description, bytes: prepared.tar.bytes.size.bytes))
    let kind = try #require(prepared.tars[.kind])
    #expect(whole.otherTars == ["kind": .init(sha256: kind.digest.description, bytes: kind.bytes.size.bytes)])
    #expect(whole.pipeline == prepared.record && whole.machines == [.current])
    #expect(
      whole.method == .init(rounds: 3, minTimeSeconds: 1.5, jobs: 2, seed: 9, sizesOnly: true))
    #expect(whole.argv == ["a", "b"] && whole.ended == nil && whole.shard == nil)
    #expect(whole.runs[0].settings == ["zstd-1", "gzip-1"] && whole.runs[0].engine == nil)
    let names = EncoderLibrary.allCases.map(\.libraryVersion) + [Tar.libraryVersion]
    #expect(Set(whole.libraries.map { $0.value.isEmpty ? $0.key : "\($0.key) \($0.value)" }) == Set(names))
    #expect(whole.libraries["libarchive"]?.first?.isNumber == true && whole.started.utf8.count == 20)
    plan.shard = Shard(1, of: 2)
    plan.grid = Grid([plan.grid.settings[1]])
    let one = try await PreparedTar(source)
    let shard = Provenance(name: "n", one, plan, argv: [], engine: "job 1")
    #expect(shard.shard == Shard(1, of: 2) && shard.runs[0].settings == ["zstd-1", "gzip-1"])
    #expect(shard.runs[0].engine == "job 1" && shard.otherTars == nil)
  }
}
