import Glibc
import Testing

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
}
