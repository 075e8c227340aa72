import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import ArgumentParser

/// `pybench pick`: names the setting to ship, and why.
struct PickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick",
    abstract: "Choose the setting to ship from the results of sweeps, and say why.",
    discussion: """
      Limits cut; of what is left, the best by the objective is named: the smallest archive, with --bandwidth the \
      least time to download and decode, with --downloads or --builds the least time over all of them. Several \
      results get one setting that serves them all. Exits with 2 where no setting is within the limits.

      Example: pybench pick results/cpython-3.12 --max-compress-time 60s --max-window 128MiB
      """)

  @Argument(
    help: ArgumentHelp("Folders that pybench compress wrote, or their sweep.csv.", valueName: "results"))
  var results: [String]

  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Objective") var objective: ObjectiveOptions

  @Option(help: "text for people, json for 'archive --setting', command for a shell script.")
  var format: PickFormat = .text

  func run() throws {
    let pick = try Pick(
      from: try results.map { path throws(Failure) in try Results(reading: path) },
      within: limits.limits, by: objective.objective)
    switch format {
    case .text: Console.print(PickReport(pick).text)
    case .json: Console.print(document: try PickDocument(pick).text, terminator: "")
    case .command: Console.print(document: PickScript(pick).text)
    }
  }
}

/// How a choice is written.
enum PickFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, command
}

/// What a setting has to keep to.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The most time that a build may compress for: 60s.", valueName: "time"),
    transform: Quantity.duration)
  var maxCompressTime: Duration?

  @Option(
    help: ArgumentHelp("The least original bytes restored a second: 300MB/s.", valueName: "throughput"),
    transform: Quantity.throughput)
  var minDecompressThroughput: Throughput?

  @Option(
    help: ArgumentHelp(
      "The most memory that the encoder touches, which builders must have: 512MiB.", valueName: "size"),
    transform: Quantity.bytes)
  var maxCompressMemory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "The most memory that a decoder's library says it needs, which every user must have: 128MiB.",
      valueName: "size"),
    transform: Quantity.bytes)
  var maxDecompressMemory: ByteCount?

  @Option(
    help: ArgumentHelp("The largest window that decoders take: 128MiB.", valueName: "size"),
    transform: Quantity.bytes)
  var maxWindow: ByteCount?

  @Option(
    help: ArgumentHelp(
      "The formats that consumers know, whatever encoder wrote them: zstd,gzip,xz.", valueName: "list"),
    transform: codecList)
  var codecs: [Codec]?

  @Flag(help: "Only what decoders take with their default limits.")
  var defaultDecoder = false

  /// The limits as Bench takes them.
  var limits: Limits {
    Limits(
      compressTime: maxCompressTime, decompressThroughput: minDecompressThroughput,
      compressMemory: maxCompressMemory, decompressMemory: maxDecompressMemory, window: maxWindow,
      codecs: codecs, defaultDecoder: defaultDecoder)
  }
}

/// What makes one setting better than another.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Users' download speed, in bytes: 50MB/s.", valueName: "throughput"),
    transform: Quantity.throughput)
  var bandwidth: Throughput?

  @Option(help: ArgumentHelp("How often the archive is downloaded; 1 unless given.", valueName: "n"))
  var downloads: Int?

  @Option(help: ArgumentHelp("How often it is built; 1 where --downloads is given.", valueName: "n"))
  var builds: Int?

  func validate() throws {
    for (name, count) in [("--downloads", downloads), ("--builds", builds)] {
      guard let count else { continue }
      guard (0...1_000_000_000_000).contains(count) else {
        throw ValidationError("\(name) takes a number of 0 to 10^12, not \(count).")
      }
      guard bandwidth != nil else {
        throw ValidationError("\(name) needs --bandwidth, the users' download speed: --bandwidth 50MB/s.")
      }
    }
    if downloads == 0, builds == 0 {
      throw ValidationError("--downloads 0 with --builds 0 leaves nothing to weigh.")
    }
  }

  /// The objective as Bench takes it.
  var objective: Objective {
    guard let bandwidth else { return .smallest }
    guard downloads != nil || builds != nil else { return .delivery(bandwidth: bandwidth) }
    return .lifetime(bandwidth: bandwidth, downloads: downloads ?? 1, builds: builds ?? 1)
  }
}

@Sendable private func codecList(_ text: String) throws -> [Codec] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    guard let codec = Codec(rawValue: String(name)) else {
      let all = Codec.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no codec '\(name)'; codecs are \(all)")
    }
    return codec
  }
}
