import BenchCore
package import Pipeline

extension Provenance {
  /// A machine, with the facts that identify its model.
  package struct Machine: Codable, Sendable, Equatable {
    /// Identifies the machine without revealing its name: 12 hexadecimal digits.
    package var id: String
    /// The processor's name.
    package var cpu: String
    /// The processor's vendor; of ARM the implementer. nil if unknown, like the others up to `flags`.
    package var vendor: String?
    /// The processor's family; of ARM the architecture's version.
    package var family: String?
    /// The processor's model; of ARM the part. Those of different cores are joined with `+`.
    package var model: String?
    /// The processor's stepping; of ARM variant and revision, such as `r1p2`.
    package var stepping: String?
    /// 12 hexadecimal digits of a SHA-256 over the processor's feature flags.
    package var flags: String?
    /// The hypervisor by its firmware, or `unknown`; nil for a machine that is no guest.
    package var hypervisor: String?
    /// Processors that are online.
    package var processors: Int?
    /// Processors this process may use.
    package var cores: Int
    package var memoryBytes: Int
    /// Kernel name, release and architecture.
    package var kernel: String
    /// Load averages over 1, 5 and 15 minutes at the start.
    package var loadAverages: [Double]
    /// The kernel's setting for huge pages; it determines the memory of a touched page.
    package var transparentHugePages: String?

    /// Describes a machine with only a name.
    ///
    /// - Parameter id: Its ID; nil for one derived from the processor's name.
    package init(
      id: String? = nil, cpu: String, cores: Int, memoryBytes: Int, kernel: String, loadAverages: [Double],
      transparentHugePages: String?
    ) {
      self.id = id ?? Self.digits("pybench \(cpu)")
      self.cpu = cpu
      self.cores = cores
      self.memoryBytes = memoryBytes
      self.kernel = kernel
      self.loadAverages = loadAverages
      self.transparentHugePages = transparentHugePages
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let cpu = try container.decode(String.self, forKey: .cpu)
      // Versions before 0.2 wrote no ID.
      id = try container.decodeIfPresent(String.self, forKey: .id) ?? Self.digits("pybench \(cpu)")
      self.cpu = cpu
      vendor = try container.decodeIfPresent(String.self, forKey: .vendor)
      family = try container.decodeIfPresent(String.self, forKey: .family)
      model = try container.decodeIfPresent(String.self, forKey: .model)
      stepping = try container.decodeIfPresent(String.self, forKey: .stepping)
      flags = try container.decodeIfPresent(String.self, forKey: .flags)
      hypervisor = try container.decodeIfPresent(String.self, forKey: .hypervisor)
      processors = try container.decodeIfPresent(Int.self, forKey: .processors)
      cores = try container.decode(Int.self, forKey: .cores)
      memoryBytes = try container.decode(Int.self, forKey: .memoryBytes)
      kernel = try container.decode(String.self, forKey: .kernel)
      loadAverages = try container.decode([Double].self, forKey: .loadAverages)
      transparentHugePages = try container.decodeIfPresent(String.self, forKey: .transparentHugePages)
    }

    /// The first 12 hexadecimal digits of a text's SHA-256.
    package static func digits(_ text: String) -> String {
      let digest = try? Digest(of: Array(text.utf8).span.bytes)
      return String((digest?.description ?? "").prefix(12))
    }

    /// The first fact that differs from another model; nil if no fact that both have differs.
    package func difference(from other: Machine) -> Difference? {
      let facts = [
        Difference("the processor", other.cpu, cpu),
        Difference("the processor's vendor", other.vendor, vendor),
        Difference("the processor's family", other.family, family),
        Difference("the processor's model", other.model, model),
        Difference("the processor's stepping", other.stepping, stepping),
        Difference("the processor's flags", other.flags, flags),
        // nil means "no guest" only if the other facts are known too.
        Difference(
          "the hypervisor", other.vendor.map { _ in other.hypervisor ?? "none" },
          vendor.map { _ in hypervisor ?? "none" }),
        Difference(
          "the number of processors", other.processors.map { String($0) }, processors.map { String($0) }),
      ]
      return facts.lazy.compactMap { $0 }.first
    }
  }
}

extension Provenance.Machine {
  /// Sets the facts in `/proc/cpuinfo`, on x86 and on ARM.
  ///
  /// - Parameters:
  ///   - cpuinfo: The file's text.
  ///   - architecture: The output of `uname -m`; used as the name if the processor has no name.
  package mutating func describe(cpuinfo: String, architecture: String) {
    // One block for each processor; the blocks of hybrid processors differ.
    var values: [String: [String]] = [:]
    for line in cpuinfo.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map(\.trimmed)
      guard parts.count == 2, values[parts[0]]?.contains(parts[1]) != true else { continue }
      values[parts[0], default: []].append(parts[1])
    }
    func all(_ keys: String...) -> String? {
      keys.lazy.compactMap { values[$0] }.first.map { $0.sorted().joined(separator: "+") }
    }
    vendor = all("vendor_id", "CPU implementer")
    family = all("cpu family", "CPU architecture")
    model = all("model", "CPU part")
    stepping = all("stepping")
    if let variant = all("CPU variant"), let revision = all("CPU revision") {
      // The variant is hexadecimal, the revision decimal.
      let number = Int(variant.dropFirst(variant.hasPrefix("0x") ? 2 : 0), radix: 16)
      stepping = "r\(number.map { String($0) } ?? variant)p\(revision)"
    }
    let list = (values["flags"] ?? values["Features"]).map {
      Set($0.flatMap { $0.split(separator: " ") }).sorted()
    }
    flags = list.map { Self.digits($0.joined(separator: " ")) }
    hypervisor = list?.contains("hypervisor") == true ? "unknown" : nil
    let arm = zip(["implementer", "part"], [all("CPU implementer"), all("CPU part")])
      .compactMap { name, value in value.map { "\(name) \($0)" } }
    cpu = all("model name") ?? ([architecture] + arm).joined(separator: " ")
  }
}
