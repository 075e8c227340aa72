import Testing

@testable import BenchResults
@testable import BenchSweep
@testable import Pipeline

@Suite struct MachineTests {
  private func machine(_ cpuinfo: String, _ architecture: String) -> Provenance.Machine {
    var machine = Provenance.Machine(
      cpu: "", cores: 2, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil)
    machine.describe(cpuinfo: cpuinfo, architecture: architecture)
    return machine
  }

  private static let intel = """
    processor\t: 0
    vendor_id\t: GenuineIntel
    cpu family\t: 6
    model\t\t: 143
    model name\t: Intel(R) Xeon(R) Platinum 8488C
    stepping\t: 8
    flags\t\t: fpu vme hypervisor avx2

    processor\t: 1
    vendor_id\t: GenuineIntel
    cpu family\t: 6
    model\t\t: 143
    model name\t: Intel(R) Xeon(R) Platinum 8488C
    stepping\t: 8
    flags\t\t: fpu vme hypervisor avx2
    """

  private static let graviton = """
    processor\t: 0
    BogoMIPS\t: 243.75
    Features\t: fp asimd sve
    CPU implementer\t: 0x41
    CPU architecture: 8
    CPU variant\t: 0x1
    CPU part\t: 0xd40
    CPU revision\t: 1
    """

  @Test func `an x86 processor is described by family, model, stepping and flags`() {
    let intel = machine(Self.intel, "x86_64")
    #expect(intel.cpu == "Intel(R) Xeon(R) Platinum 8488C" && intel.vendor == "GenuineIntel")
    #expect(intel.family == "6" && intel.model == "143" && intel.stepping == "8")
    #expect(intel.hypervisor == "unknown" && intel.flags?.count == 12)
    let other = machine(Self.intel.replacing("avx2", with: "avx2 avx512f"), "x86_64")
    #expect(other.difference(from: intel)?.what == "the processor's flags")
    #expect(machine(Self.intel.replacing(" hypervisor", with: ""), "x86_64").hypervisor == nil)
    #expect(intel.difference(from: intel) == nil)
  }

  @Test func `an ARM processor is described by implementer, part, variant and revision`() {
    let arm = machine(Self.graviton, "aarch64")
    #expect(arm.cpu == "aarch64 implementer 0x41 part 0xd40")
    #expect(arm.vendor == "0x41" && arm.model == "0xd40" && arm.stepping == "r1p1" && arm.family == "8")
    #expect(machine(Self.graviton.replacing("0xd40", with: "0xd4f"), "aarch64").difference(from: arm) != nil)
  }

  @Test func `the order of flags does not matter`() {
    let turned = Self.intel.replacing("fpu vme hypervisor avx2", with: "avx2 hypervisor vme fpu")
    #expect(machine(turned, "x86_64").flags == machine(Self.intel, "x86_64").flags)
  }

  @Test func `this machine has an ID and equals its own model`() {
    let own = Provenance.Machine.current
    #expect(own.id.count == 12 && own.cores >= 1 && (own.processors ?? 0) >= own.cores)
    #expect(own.difference(from: own) == nil)
  }

  @Test func `of several facts that differ the first is named`() {
    func edited(_ edit: (inout Provenance.Machine) -> Void = { _ in }) -> Provenance.Machine {
      var made = machine(Self.intel, "x86_64")
      made.processors = 2
      edit(&made)
      return made
    }
    let one = edited()
    let edits: [(String, (inout Provenance.Machine) -> Void)] = [
      ("the processor", { $0.cpu = "x" }), ("the processor's vendor", { $0.vendor = "x" }),
      ("the processor's family", { $0.family = "x" }), ("the processor's model", { $0.model = "x" }),
      ("the processor's stepping", { $0.stepping = "x" }), ("the processor's flags", { $0.flags = "x" }),
      ("the hypervisor", { $0.hypervisor = "x" }), ("the number of processors", { $0.processors = 3 }),
    ]
    var other = one
    for (what, edit) in edits.reversed() {
      #expect(edited(edit).difference(from: one)?.what == what)
      edit(&other)
      #expect(other.difference(from: one)?.what == what)
    }
    #expect(edited { $0.hypervisor = nil }.difference(from: one)?.now == "none")
    // What one of the two does not know is not compared.
    let bare = edited { ($0.vendor, $0.flags, $0.processors) = (nil, nil, nil) }
    #expect(bare.difference(from: one) == nil && one.difference(from: bare) == nil)
  }

  @Test func `facts of x86 are taken before those of ARM`() {
    let both = machine(Self.graviton + "\n" + Self.intel, "x86_64")
    #expect(both.vendor == "GenuineIntel" && both.family == "6" && both.model == "143")
    #expect(
      both.cpu == "Intel(R) Xeon(R) Platinum 8488C" && both.flags == machine(Self.intel, "x86_64").flags)
    #expect(Provenance.Machine.digits("pybench").count == 12)
    let named = Provenance.Machine(
      cpu: "A", cores: 1, memoryBytes: 1, kernel: "", loadAverages: [], transparentHugePages: nil)
    #expect(named.id == Provenance.Machine.digits("pybench A"))
  }
}
