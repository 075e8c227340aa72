import BenchCore
package import Pipeline

extension Provenance {
  /// A machine, described well enough to say whether another is of the same model.
  package struct Machine: Codable, Sendable, Equatable {
    /// A name that tells it apart and does not give it away: 12 hexadecimal digits.
    package var id: String
    /// The processor's name.
    package var cpu: String
    /// The processor's vendor; of ARM the implementer. nil if it is not known, as all up to `hypervisor`.
    package var vendor: String?
    /// The processor's family; of ARM the architecture's version.
    package var family: String?
    /// The processor's model; of ARM the part. Several kinds of cores have a `+` between.
    package var model: String?
    /// The processor's stepping; of ARM variant and revision, such as `r1p2`.
    package var stepping: String?
    /// 12 hexadecimal digits of a SHA-256 of what the processor can do, as the kernel lists it.
    package var flags: String?
    /// What runs it as a guest, by its firmware, or `unknown`; nil if nothing does.
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
    /// - Parameter id: Its id; nil for one that follows from the processor's name.
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
      // Versions before 0.2 wrote none.
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

    /// What makes it another model than `other`; nil if nothing does that both know.
    package func difference(from other: Machine) -> Difference? {
      let facts = [
        Difference("the processor", other.cpu, cpu),
        Difference("the processor's vendor", other.vendor, vendor),
        Difference("the processor's family", other.family, family),
        Difference("the processor's model", other.model, model),
        Difference("the processor's stepping", other.stepping, stepping),
        Difference("the processor's flags", other.flags, flags),
        // Only a machine that is well described says with a nil that it is no guest.
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
  /// Fills in what `/proc/cpuinfo` says of the processor, on x86 and on ARM.
  ///
  /// - Parameters:
  ///   - cpuinfo: The file's text.
  ///   - architecture: What `uname -m` says; the name of a processor that has none.
  package mutating func describe(cpuinfo: String, architecture: String) {
    // One block for each processor; some hybrid ones differ.
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
      // The variant is hexadecimal, the revision is not.
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
