import Foundation
import TestSupport

@testable import BenchCore
@testable import BenchDecide
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
@testable import Pipeline
@testable import pybench

/// Reads inputs of one kind as the commands do, writes all that they would write, and looks for contradictions.
struct MutatedInputReader {
  enum Outcome {
    case accepted, rejected
    /// What is wrong.
    case wrong(String)
  }

  /// A contradiction in what was read.
  private struct Contradiction: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  private let kind: InputKind
  private let sound: SoundInputs
  private let folder: TestFolder
  /// What is mutated.
  private let originals: [[UInt8]]
  private let limits = GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096))

  init(_ kind: InputKind) throws {
    self.kind = kind
    sound = try SoundInputs.get()
    folder = try sound.copy()
    let manifest = try folder.bytes("a.tar.zst.json")
    switch kind {
    case .baseline, .manifest:
      let old = String(decoding: manifest, as: UTF8.self).replacing(
        "\"schema_version\": 2", with: "\"schema_version\": 1")
      originals = [manifest, Array(old.utf8)]
    case .sweep, .samples, .stages, .dataPackage: originals = [try folder.bytes("results/t/" + kind.rawValue)]
    case .history: originals = [try folder.bytes("history.jsonl")]
    case .tar: originals = sound.tars
    case .zstd: originals = [try folder.bytes("a.tar.zst")]
    case .gzip: originals = [try SoundInputs.compressed(sound.tars[0], with: .gzip)]
    case .xz: originals = [try SoundInputs.compressed(sound.tars[0], with: .xz)]
    }
  }

  /// An input; of compressed archives, every second one is sound but for the tar in it.
  func input(_ index: Int, seed: UInt64) throws -> [UInt8] {
    var mutator = Mutator(seed: seed, kind.rawValue, index)
    if let codec = Codec(rawValue: kind.rawValue), index % 2 == 1 {
      let tar = sound.tars[index / 2 % sound.tars.count]
      return try SoundInputs.compressed(mutator.mutated(tar, as: .tar), with: codec)
    }
    return mutator.mutated(originals[index % originals.count], as: kind.form)
  }

  /// Reads an input. Every tenth is written in all forms, the others in one of them.
  func read(_ input: [UInt8], _ index: Int) async -> Outcome {
    do {
      switch kind {
      case .baseline: try await baseline(input)
      case .manifest: try manifest(input, index)
      case .sweep, .samples, .stages, .dataPackage: try results(input, index)
      case .history: try history(input)
      case .tar, .zstd, .gzip, .xz: try archive(input, index)
      }
      return .accepted
    } catch let failure as Failure {
      // The archive beside a broken manifest can be read.
      if kind == .manifest { return .wrong(failure.description) }
      return failure.reason.isEmpty || failure.description.contains("\n")
        ? .wrong("a message without a reason, or of several lines: \(failure)") : .rejected
    } catch {
      return .wrong((error as? Contradiction)?.reason ?? String(describing: error))
    }
  }

  // MARK: Manifests

  private func baseline(_ input: [UInt8]) async throws {
    let path = try folder.file("base.json", input)
    let base = try Manifest(reading: path, as: .baseline)
    try checkReadsBack(base)
    let check = Check(
      subject: .archive(folder.at("a.tar.zst")), baseline: path, encoding: nil, limits: limits, update: false,
      strict: false)
    let result = try await check.run()
    _ = (CheckText.text(result), CheckMarkdown.text(result), try CheckJSON.text(result))
    guard !result.failed else { return }
    let growth = (sound.truth.compressedBytes - base.compressedBytes).bytes
    let share = Double(growth) / Double(base.compressedBytes.bytes)
    guard growth <= 4096 || share <= 0.005 else {
      throw Contradiction("it passes with a growth of \(growth) bytes")
    }
    for entry in base.entries where entry.kind == .elf && entry.digest != nil {
      guard sound.truth.entries.contains(where: { $0.path == entry.path || $0.digest == entry.digest }) else {
        throw Contradiction("it passes without \(entry.path)")
      }
    }
  }

  private func manifest(_ input: [UInt8], _ index: Int) throws {
    let archive = folder.at("a.tar.zst")
    try folder.file("a.tar.zst.json", input)
    let made = try Manifest(of: archive) { _ in }
    try show(made, index)
    _ = try JSONText.line(HistoryRecord(made, release: nil, date: 0))
    try checkReadsBack(made)
    guard facts(made) == facts(sound.truth) else { throw Contradiction("it describes another archive") }
  }

  /// What an archive says by itself.
  private func facts(_ manifest: Manifest) -> Manifest {
    var facts = sound.truth
    facts.compressedBytes = manifest.compressedBytes
    facts.archiveSHA256 = manifest.archiveSHA256
    facts.tarBytes = manifest.tarBytes
    facts.tarSHA256 = manifest.tarSHA256
    facts.findings = manifest.findings
    facts.entries = manifest.entries
    for index in facts.entries.indices { facts.entries[index].unstrippedBytes = nil }
    return facts
  }

  /// What is read is also written, for example with `--update`.
  private func checkReadsBack(_ manifest: Manifest) throws {
    let text = Data(try manifest.text().utf8)
    let again: Manifest
    do {
      again = try Manifest(json: text, from: "what was written", as: .baseline)
    } catch {
      throw Contradiction(error.description)
    }
    guard facts(again) == facts(manifest) else {
      throw Contradiction("what was written reads back otherwise")
    }
  }

  private func show(_ manifest: Manifest, _ index: Int) throws {
    let forms: [() throws -> String] = [
      { InspectText.text(manifest, of: "a") }, { InspectMarkdown.text(manifest, of: "a") },
      { try InspectJSON.text(manifest, of: "a") },
    ]
    for form in some(of: forms, index) { _ = try form() }
  }

  /// One of several ways to use an input, or all of them.
  private func some<Way>(of ways: [Way], _ index: Int) -> [Way] {
    index % 10 == 0 ? ways : [ways[index / originals.count % ways.count]]
  }

  // MARK: Archives

  private func archive(_ input: [UInt8], _ index: Int) throws {
    let path = try folder.file("mutated", input)
    if index % 8 == 3, let codec = Codec(rawValue: kind.rawValue) { try unpack(input, codec) }
    let limit = ByteCount.mebibytes(8)
    let made = try Manifest(decoding: try MappedFile(copyOf: path), named: path, maxUnpacked: limit)
    try show(made, index)
    try checkReadsBack(made)
    guard made.compressedBytes == ByteCount(input.count) else {
      throw Contradiction("its size is not that of the file")
    }
    guard kind == .tar || made.tarBytes <= limit else {
      throw Contradiction("it unpacks to more than the limit")
    }
    if made.tarSHA256 == sound.truth.tarSHA256 {
      let (own, other) = (made.entries.map(unshared), sound.truth.entries.map(unshared))
      guard own == other else { throw Contradiction("the same tar has other entries") }
    }
  }

  private func unshared(_ entry: ManifestEntry) -> ManifestEntry {
    var entry = entry
    entry.compressedBytes = .zero
    return entry
  }

  /// Nothing may be written beside the folder.
  private func unpack(_ input: [UInt8], _ codec: Codec) throws {
    try folder.folder("out/in")
    let before = try folder.names("out") + folder.names()
    defer { _ = try? Shell.run("chmod -R u+rwX out; rm -rf out", in: folder.path) }
    do throws(Failure) {
      try codec.extract(input.span.bytes, into: folder.at("out/in"))
    } catch {
      guard !error.reason.isEmpty else { throw Contradiction("a failure without a reason") }
    }
    guard try folder.names("out") + folder.names() == before else {
      throw Contradiction("something was unpacked beside the folder")
    }
  }

  // MARK: Results

  private func results(_ input: [UInt8], _ index: Int) throws {
    let isThorough = index % 10 == 0
    try folder.file("results/t/" + kind.rawValue, input)
    let path = folder.at("results/t")
    // Each of these must only end with a failure.
    attempt { () throws(Failure) in
      let kept = try ResultsFolder("t", in: folder.at("results"), outside: nil, existing: .resume)
      _ = try kept.recorded
    }
    attempt { () throws(Failure) in
      let merge = try Merge([path], Merge.Options(partial: true))
      _ = try DataPackage.text(merge.provenance)
      _ = CSV.table(merge.rows, SweepTable.columns) + CSV.table(merge.samples, SampleTable.columns)
    }
    if kind == .sweep, isThorough {
      attempt { () throws(Failure) in try report(Results(reading: path + "/sweep.csv")) }
    }
    let results = try Results(reading: path)
    try decide(results, index)
    if isThorough { try report(results) }
    let table = Array(CSV.table(results.rows, SweepTable.columns).utf8)
    let again = try Results.table(table, named: "what was written", SweepTable.row)
    guard again.map(\.setting) == results.rows.map(\.setting),
      again.map(\.compressedBytes) == results.rows.map(\.compressedBytes),
      again.map(\.status) == results.rows.map(\.status)
    else { throw Contradiction("what was written reads back otherwise") }
  }

  private func attempt(_ body: () throws(Failure) -> Void) { try? body() }

  /// What `report` and the end of a sweep write.
  private func report(_ results: Results) throws(Failure) {
    let report = Report(of: [results])
    _ = (try report.html(), report.markdown(), report.svg(), report.csv())
    _ = SweepAnswer.text(results, command: "pybench")
  }

  /// What `pick` writes.
  private func decide(_ results: Results, _ index: Int) throws(Failure) {
    let objectives: [Objective] = [
      .smallest, .delivery(bandwidth: Throughput(megabitsPerSecond: 100)), .fastest(.decompress),
      .lifetime(bandwidth: Throughput(megabitsPerSecond: 100), downloads: 1_000_000, builds: 10),
      .cheapestBuild(within: Percentage(1)), .egress(price: 0.08, downloads: 1_000_000),
    ]
    for objective in some(of: objectives, index) {
      attempt { () throws(Failure) in
        let pick = try Pick(
          from: [results], within: Limits(decompressMemory: .mebibytes(64)), by: objective,
          against: results.rows.first?.setting)
        _ = (PickReport(pick).text, try PickDocument(pick).text, PickScript(pick).text)
      }
    }
  }

  // MARK: History

  private func history(_ input: [UInt8]) throws {
    let path = try folder.file("history.jsonl", input)
    let history = try History(reading: path)
    guard history.problems.allSatisfy({ !$0.reason.isEmpty }) else {
      throw Contradiction("a problem without a reason")
    }
    guard let latest = history.records.last else { return }
    let chart = HistoryText.chart(history, of: path)
    _ = (HistoryText.text(history), chart.standalone, chart.page, try HistoryJSON.text(history))
    let metrics = HistoryMetrics(latest)
    _ = (try JSONText.document(metrics.github), try JSONText.document(metrics.bencher))
    try folder.file("again.jsonl")
    for record in history.records { try History.append(record, to: folder.at("again.jsonl")) }
    guard try History(reading: folder.at("again.jsonl")).records == history.records else {
      throw Contradiction("what was written reads back otherwise")
    }
  }
}
