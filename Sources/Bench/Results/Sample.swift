import BenchCore
package import Pipeline

/// What was timed.
package enum Operation: String, Sendable, CaseIterable {
  case compress, decompress, extract
}

/// One timed run: a row of `samples.csv`.
package struct Sample: Sendable, Equatable {
  /// Name of the tree; empty in results of versions before 0.2.
  package var tree: String
  /// Id of the machine; nil in results of versions before 0.2.
  package var machine: String?
  package var setting: Setting
  /// What was timed.
  package var operation: Operation
  /// The number of the run among those of its setting and operation, from 1.
  package var round: Int
  /// Times that elapsed during the run.
  package var passed: ElapsedTimes
  /// Number of settings measured at once, this one included; the maximum of start and end.
  package var concurrency: Int

  package init(
    tree: String = "", machine: String? = nil, setting: Setting, operation: Operation, round: Int,
    passed: ElapsedTimes, concurrency: Int
  ) {
    self.tree = tree
    self.machine = machine
    self.setting = setting
    self.operation = operation
    self.round = round
    self.passed = passed
    self.concurrency = concurrency
  }

  /// Time of the run on an idle core, see `isProcessorTime`.
  package var time: Duration { isProcessorTime ? passed.cpu : passed.wall }

  /// Whether `time` is processor time (one thread, as in every decoder) or wall time.
  package var isProcessorTime: Bool { Self.isProcessorTime(operation, threads: setting.threads) }

  /// Whether processor time is the time of an operation on an idle core.
  ///
  /// This is true if one thread computes, because it waits for nothing. Several threads exist to reduce wall
  /// time. Unpacking waits for the file system, mostly in calls whose time the kernel counts for other threads
  /// or not at all, so its processor time lacks a part of a user's wait.
  static func isProcessorTime(_ operation: Operation, threads: Int) -> Bool {
    switch operation {
    case .compress: threads == 1
    case .decompress: true
    case .extract: false
    }
  }

  /// The part of the wall time in which the run had a processor; it counts for the budget.
  package var spent: Double { passed.wall.inSeconds * (1 - min(disturbance, 1)) }

  /// Share of the wall time in which the work waited for a processor that others used.
  ///
  /// A codec only waits for its processor, so for a single thread it is wall time minus processor time. Stolen
  /// time is added if the kernel counts it as processor time. Several threads also wait for each other; for them
  /// it is the stolen time per processor.
  package var disturbance: Double {
    let wall = passed.wall.inSeconds
    guard wall > 0, operation != .extract else { return 0 }
    let stolen = passed.stolen.inSeconds
    if setting.threads == 1 { return max(wall - passed.cpu.inSeconds, stolen) / wall }
    // Decoders have one thread, but stolen time is the sum over all processors.
    guard operation == .compress else { return max(wall - passed.cpu.inSeconds, 0) / wall }
    return stolen / Double(max(min(setting.threads, passed.processors ?? setting.threads), 1)) / wall
  }

  /// The share above which a run counts as disturbed.
  package static let disturbanceLimit = 0.02

  /// Whether others took more of its processor than the limit.
  package var isNoisy: Bool { disturbance > Self.disturbanceLimit }
}

/// The columns of `samples.csv`.
package enum SampleTable {
  package static let columns: [Column<Sample>] = [
    Column("tree", .string, "name of the tree") { $0.tree },
    Column("machine", .string, "id of the machine, as in the provenance; empty where it is not known") {
      $0.machine
    },
    Column("order", .string, "order of the tar's entries: path or kind") { $0.setting.order.rawValue },
    Column("setting", .string, "label of the setting") { $0.setting.label },
    Column("direction", .string, "compress, decompress or extract") { $0.operation.rawValue },
    Column("round", .integer, "number of the run, from 1") { String($0.round) },
    Column("wall_s", .number, unit: "seconds", "wall time") { CSV.nanoseconds($0.passed.wall) },
    Column("cpu_s", .number, unit: "seconds", "processor time of all the codec's threads") {
      CSV.nanoseconds($0.passed.cpu)
    },
    Column(
      "steal_s", .number, unit: "seconds", "time the hypervisor took from its processors, in clock ticks"
    ) {
      CSV.nanoseconds($0.passed.stolen)
    },
    Column("processors", .integer, "processors that the run might use; empty where it is not known") {
      $0.passed.processors.map { String($0) }
    },
    Column("concurrency", .integer, "the most settings under way at its start or end, with this one") {
      String($0.concurrency)
    },
    Column("noisy", .boolean, "whether others had its processor for more than 2 % of the wall time") {
      String($0.isNoisy)
    },
  ]

  static func row(from cells: [String: String]) throws(CellError) -> Sample {
    let reader = CellReader(cells)
    let operation = try reader.text("direction")
    guard let operation = Operation(rawValue: operation) else {
      throw CellError(column: "direction", problem: "'\(operation)' is not a direction")
    }
    return Sample(
      tree: reader.optional("tree") ?? "", machine: reader.optional("machine"),
      setting: try reader.setting(), operation: operation,
      round: try reader.required("round", reader.integer),
      passed: ElapsedTimes(
        wall: try reader.required("wall_s", reader.duration),
        cpu: try reader.required("cpu_s", reader.duration),
        stolen: try reader.required("steal_s", reader.duration),
        processors: try reader.integer("processors")),
      concurrency: try reader.required("concurrency", reader.integer))
  }
}
