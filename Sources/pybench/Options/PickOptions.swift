import ArgumentParser
import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// The limits for settings.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Maximum size of the archive: 12MB.", valueName: "size"), transform: Quantity.bytes)
  var maxSize: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Maximum time to compress: 60s.", valueName: "time"),
    transform: Quantity.duration)
  var maxCompressTime: Duration?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Minimum speed to decompress, in original bytes per second: 300MB/s.", valueName: "throughput"),
    transform: Quantity.throughput)
  var minDecompressThroughput: Throughput?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Maximum memory that the encoder touches on the build machine: 512MiB.", valueName: "size"),
    transform: Quantity.bytes)
  var maxCompressMemory: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Maximum memory to decompress, window included, on users' machines: 128MiB.",
      valueName: "size"),
    transform: Quantity.bytes)
  var maxDecompressMemory: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Maximum window of decoders: 128MiB, or a power of two: 27.", valueName: "size"),
    transform: Quantity.window)
  var maxWindow: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Formats that users can decompress, independent of the encoder: zstd,gzip,xz. (default: all)",
      valueName: "list"),
    completion: .list(Codec.allCases.map(\.rawValue)),
    transform: { try WordList.read($0, "codec", plural: "codecs") })
  var codecs: [Codec]?

  @Option(
    help: ArgumentHelp(
      "A decoder that must accept the archive. Repeatable. default: the stock tools without options. ruzstd: zstd, "
        + "windows up to 100 MiB. 32bit: windows up to 1 GiB. xz-64MiB: xz within 64 MiB of memory.",
      valueName: decoderNames.joined(separator: "|")),
    completion: .list(decoderNames), transform: decoderProfile)
  var decoder: [DecoderProfile] = []

  @Flag(help: "Short for --decoder default.")
  var defaultDecoder = false

  func validate() throws {
    var allowed = codecs ?? Codec.allCases
    var cause = "--codecs \(list(allowed))"
    for profile in decoder {
      guard let read = profile.codecs else { continue }
      allowed.removeAll { !read.contains($0) }
      guard !allowed.isEmpty else {
        throw ValidationError(
          "--decoder \(profile.rawValue) reads only \(list(read)), which \(cause) excludes.")
      }
      cause = "--decoder \(profile.rawValue)"
    }
  }

  /// The limits as Bench takes them.
  var limits: Limits {
    Limits(
      archiveSize: maxSize, compressTime: maxCompressTime, decompressThroughput: minDecompressThroughput,
      compressMemory: maxCompressMemory, decompressMemory: maxDecompressMemory, window: maxWindow,
      codecs: codecs, decoders: (defaultDecoder ? [.default] : []) + decoder)
  }
}

struct ObjectiveOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Minimize the time to download at this speed and decode: 100Mbit/s or 50MB/s.", valueName: "throughput"),
    transform: Quantity.throughput)
  var bandwidth: Throughput?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --bandwidth or --price: number of downloads. (default: 1)", valueName: "n"),
    transform: Quantity.count)
  var downloads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --bandwidth: number of builds. (default: 1 with --downloads, otherwise builds are not counted)",
      valueName: "n"),
    transform: Quantity.count)
  var builds: Int?

  @Option(
    help: ArgumentHelp(
      "With --bandwidth: wait until the archive is decoded, or unpacked to disk. unpacked needs a sweep with "
        + "--extract.", valueName: "decoded|unpacked"))
  var until: Objective.Arrival?

  @Option(help: ArgumentHelp("Minimize the time of one operation.", valueName: "compress|decompress|extract"))
  var fastest: Operation?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Minimize the time to compress among archives at most this much larger than the smallest: 1%.",
      valueName: "percent"),
    transform: Quantity.percentage)
  var within: Percentage?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --downloads: minimize the cost of egress at this price per GB (10^9 bytes), in any currency: 0.08.",
      valueName: "price"),
    transform: Quantity.price)
  var price: Double?

  func validate() throws {
    let objectives = [
      ("--bandwidth", bandwidth != nil), ("--fastest", fastest != nil), ("--within", within != nil),
      ("--price", price != nil),
    ].filter(\.1).map(\.0)
    guard objectives.count < 2 else {
      throw ValidationError("\(Format.list(objectives)) exclude each other; give one of them.")
    }
    for (name, count) in [("--downloads", downloads), ("--builds", builds)] {
      guard let count else { continue }
      guard (0...1_000_000_000_000).contains(count) else {
        throw ValidationError("\(name) takes a number of 0 to 10^12, not \(count).")
      }
      guard bandwidth != nil || price != nil && name == "--downloads" else {
        let price = name == "--downloads" ? ", or --price, the price of a GB: --price 0.08" : ""
        throw ValidationError(
          "\(name) needs --bandwidth, the users' download speed: --bandwidth 100Mbit/s\(price).")
      }
    }
    if price != nil {
      guard let downloads else { throw ValidationError("--price needs --downloads: --downloads 1000000.") }
      guard downloads > 0 else {
        throw ValidationError("--price with --downloads 0 leaves nothing to weigh.")
      }
    }
    if until != nil, bandwidth == nil {
      throw ValidationError("--until needs --bandwidth, the users' download speed: --bandwidth 100Mbit/s.")
    }
    if downloads == 0, builds == 0 {
      throw ValidationError("--downloads 0 with --builds 0 leaves nothing to weigh.")
    }
  }

  /// The objective as Bench takes it.
  var objective: Objective {
    if let fastest { return .fastest(fastest) }
    if let within { return .cheapestBuild(within: within) }
    if let price { return .egress(price: price, downloads: downloads ?? 1) }
    guard let bandwidth else { return .smallest }
    let until = until ?? .decoded
    guard downloads != nil || builds != nil else { return .delivery(bandwidth: bandwidth, until: until) }
    return .lifetime(bandwidth: bandwidth, downloads: downloads ?? 1, builds: builds ?? 1, until: until)
  }
}

extension Objective.Arrival: ExpressibleByArgument {}
extension Operation: ExpressibleByArgument {}

private let decoderNames = DecoderProfile.allCases.map(\.rawValue)

private func list(_ codecs: [Codec]) -> String { codecs.map(\.rawValue).joined(separator: ",") }

@Sendable private func decoderProfile(_ name: String) throws -> DecoderProfile {
  guard let profile = DecoderProfile(rawValue: name) else {
    throw ValidationError(
      "there is no decoder '\(name)'\(Suggestion.text(for: name, among: decoderNames));"
        + " decoders are \(decoderNames.joined(separator: ", "))")
  }
  return profile
}
