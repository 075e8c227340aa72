import Testing
import TestSupport

@testable import BenchCore
@testable import BenchGate
@testable import BenchResults
@testable import Pipeline

@Suite struct CheckTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Checks a small tree against a sweep of these rows.
  private func check(
    against rows: [SweepRow], strict: Bool = false, order: EntryOrder = .path,
    encoding: ArchiveEncoding? = nil
  ) async throws -> CheckResult {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let baseline = try folder.file(
      "sweep.csv",
      text: CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined())
    let choice = SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none, order: order))
    return try await Check(
      subject: .tree(choice), baseline: baseline, encoding: encoding,
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)),
      update: false, strict: strict
    ).run()
  }

  private func row(_ label: String, bytes: Int) throws -> SweepRow {
    let setting = try Setting(label: label)
    var row = SweepRow(
      tree: "t", setting: setting, status: .ok, originalBytes: ByteCount(20_480),
      libraryVersion: setting.encoder.libraryVersion)
    row.compressedBytes = ByteCount(bytes)
    return row
  }

  @Test func `a failed row is not compared, even with a size`() async throws {
    var failed = try row("gzip-1", bytes: 5)
    failed.status = .failed("compressing twice gave different bytes")
    let result = try await check(against: [try row("zstd-1", bytes: 400), failed])
    #expect(result.sizes.map(\.setting) == ["zstd-1"])
    #expect(result.outcome == .passed)
    await #expect(throws: Failure.self) { try await check(against: [failed]) }
  }

  @Test func `a sweep with another library is a difference, and an error when strict`() async throws {
    var old = try row("zstd-1", bytes: 400)
    old.libraryVersion = "libzstd 0.8.0"
    let result = try await check(against: [old])
    let now = EncoderLibrary.libzstd.libraryVersion
    #expect(result.differences == [Difference(what: "library", baseline: "libzstd 0.8.0", now: now)])
    let failure = await #expect(throws: Failure.self) { try await check(against: [old], strict: true) }
    #expect(failure?.reason.contains("library was libzstd 0.8.0, is \(now)") == true, "\(failure as Any)")
    _ = try await check(against: [try row("zstd-1", bytes: 400)], strict: true)
  }

  @Test func `of a sweep in several orders that of the tree counts`() async throws {
    var kind = try row("zstd-1", bytes: 500)
    kind.setting.order = .kind
    let rows = [try row("zstd-1", bytes: 400), kind]
    #expect(try await check(against: rows).sizes.map(\.base.bytes) == [400])
    #expect(try await check(against: rows, order: .kind).sizes.map(\.base.bytes) == [500])
    // One order alone is compared as it is.
    #expect(try await check(against: [kind]).sizes.map(\.base.bytes) == [500])
  }

  @Test func `a setting chosen is the one compared, and one that is missing is named`() async throws {
    let rows = try (1...9).map { try row("zstd-\($0)", bytes: 400) }
    let result = try await check(against: rows, encoding: ArchiveEncoding(label: "zstd-2"))
    #expect(result.sizes.map(\.setting) == ["zstd-2"])
    for (count, advice) in [(8, "zstd-7, zstd-8"), (9, "zstd-7, zstd-8 and 1 more")] {
      let failure = await #expect(throws: Failure.self) {
        try await check(against: Array(rows.prefix(count)), encoding: ArchiveEncoding(label: "gzip-1"))
      }
      #expect(failure?.reason == "it has no size for gzip-1" && failure?.advice?.hasSuffix(advice) == true)
    }
  }

  @Test func `rows of no bytes are not compared`() async throws {
    let rows = [try row("zstd-1", bytes: 0), try row("gzip-1", bytes: 1)]
    #expect(try await check(against: rows).sizes.map(\.setting) == ["gzip-1"])
  }

  /// Checks an archive that names no setting against a sweep of these rows.
  private func checkArchive(against rows: [SweepRow], encoding: ArchiveEncoding? = nil) async throws
    -> CheckResult
  {
    try folder.file("tree/data", text: String(repeating: "a line of text\n", count: 1000))
    let prepared = try await PreparedTar(
      SourceTree(path: folder.at("tree"), options: TreeOptions(strip: .none)))
    var bytes: [UInt8] = []
    try ArchiveEncoding(label: "zstd-1").pack(prepared.tar.bytes) { piece in
      piece.withUnsafeBytes { bytes += $0 }
    }
    let archive = try folder.file("a.tar.zst", bytes)
    let baseline = try folder.file(
      "sweep.csv",
      text: CSV.header(SweepTable.columns) + rows.map { CSV.record($0, SweepTable.columns) }.joined())
    return try await Check(
      subject: .archive(archive), baseline: baseline, encoding: encoding,
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)), update: false, strict: false
    ).run()
  }

  @Test func `an archive without a record is compared with the one row there is, or the one named`()
    async throws
  {
    let unknown = Difference.unknown
    let (zstd, gzip) = (try row("zstd-1", bytes: 400), try row("gzip-1", bytes: 400))
    let result = try await checkArchive(against: [zstd])
    #expect(
      result.differences == [
        Difference(what: "setting", baseline: "zstd-1", now: unknown),
        Difference(what: "library", baseline: zstd.libraryVersion, now: unknown),
      ])
    let several = await #expect(throws: Failure.self) { try await checkArchive(against: [zstd, gzip]) }
    #expect(several?.reason == "it does not record which of 2 settings made it")
    let other = await #expect(throws: Failure.self) { try await checkArchive(against: [gzip]) }
    #expect(other?.reason == "it has no size for zstd")
    let named = try await checkArchive(against: [gzip, zstd], encoding: ArchiveEncoding(label: "zstd-1"))
    #expect(named.sizes.map(\.setting) == ["zstd-1"])
    #expect(named.notes == ["a sweep.csv holds no entries, so these are not checked: vanished"])
  }

  // MARK: A whole sweep

  /// Writes the folder of a sweep of the small tree.
  private func sweep(_ rows: [SweepRow], tars: [EntryOrder: String], options: TreeOptions) throws -> String {
    var provenance = PickFixture.provenance(options: options)
    provenance.tar.sha256 = tars[options.order] ?? "none"
    for (order, digest) in tars where order != options.order {
      provenance.otherTars = [order.rawValue: .init(sha256: digest, bytes: 1)]
    }
    try folder.file("sweep/sweep.csv", text: CSV.table(rows, SweepTable.columns))
    try folder.file("sweep/samples.csv", text: CSV.table([], SampleTable.columns))
    try folder.file("sweep/stages.csv", text: CSV.table([], StageTable.columns(of: "t")))
    try folder.file("sweep/datapackage.json", text: try DataPackage.text(provenance))
    return folder.at("sweep")
  }

  private func check(
    _ subject: Check.Subject, _ baseline: String, rules: GateRules = GateRules(), update: Bool = false,
    history: String? = nil, _ entering: (Release.Step) -> Void = { _ in }
  ) async throws -> CheckResult {
    var check = Check(
      subject: subject, baseline: baseline, encoding: nil,
      limits: GateLimits(maxGrowth: Percentage(0.5), minBytes: ByteCount(4096)), update: update, strict: false
    )
    (check.rules, check.history) = (rules, history)
    return try await check.run(entering)
  }

  private func tree(_ options: TreeOptions = TreeOptions(strip: .none)) throws -> SourceTree {
    try folder.file("tree/d/data", text: String(repeating: "a line of text\n", count: 1000))
    return SourceTree(path: folder.at("tree"), options: options)
  }

  @Test func `a tree is compared with the tar and the options of the sweep, by the order of its rows`()
    async throws
  {
    let source = try tree()
    let digest = try await PreparedTar(source).tar.digest.description
    let rows = try [row("zstd-1", bytes: 400), row("gzip-1", bytes: 400)]
    let same = try sweep(rows, tars: [.path: digest], options: source.options)
    let result = try await check(.tree(source), same)
    #expect(result.sameTar == true && result.differences == [])
    #expect(result.sizes.map(\.setting) == ["zstd-1", "gzip-1"])
    let other = try sweep(rows, tars: [.path: "00"], options: TreeOptions(strip: .debug))
    let differing = try await check(.tree(source), other)
    #expect(differing.sameTar == false)
    #expect(differing.differences == [Difference(what: "--strip", baseline: "debug", now: "none")])
    // Rows of another order than the one that the record names have a tar and an order of their own.
    var kind = try row("zstd-1", bytes: 400)
    kind.setting.order = .kind
    let ordered = try tree(TreeOptions(strip: .none, order: .kind))
    let own = try await PreparedTar(ordered).tar.digest.description
    let both = try sweep([kind], tars: [.path: "00", .kind: own], options: source.options)
    let byKind = try await check(.tree(ordered), both)
    #expect(byKind.differences == [] && byKind.sameTar == true)
  }

  @Test func `an archive is compared with the tar of the sweep`() async throws {
    let source = try tree()
    let prepared = try await PreparedTar(source)
    var bytes: [UInt8] = []
    try ArchiveEncoding(label: "zstd-1").pack(prepared.tar.bytes) { piece in
      piece.withUnsafeBytes { bytes += $0 }
    }
    let archive = try folder.file("a.tar.zst", bytes)
    for (digest, isSame) in [(prepared.tar.digest.description, true), ("00", false)] {
      let rows = [try row("zstd-1", bytes: bytes.count)]
      let result = try await check(
        .archive(archive), sweep(rows, tars: [.path: digest], options: source.options))
      #expect(result.sameTar == isSame)
      #expect(
        result.sizes == [
          SizeChange(
            setting: "zstd-1", base: ByteCount(bytes.count), now: ByteCount(bytes.count),
            limits: result.limits)
        ])
    }
  }

  @Test func `a difference of several rows is one, and each step is told`() async throws {
    var rows = try [row("zstd-1", bytes: 400), row("zstd-2", bytes: 400), row("gzip-1", bytes: 400)]
    for index in 0..<2 { rows[index].libraryVersion = "libzstd 0.8.0" }
    var steps: [String] = []
    let source = try tree()
    let baseline = try sweep(rows, tars: [:], options: source.options)
    let result = try await check(.tree(source), baseline) { step in
      switch step {
      case .stage(let name): steps.append(name.rawValue)
      case .compressing(let encoding): steps.append("\(encoding)")
      case .warnings(let texts): steps.append("\(texts.count) warnings")
      default: steps.append("another")
      }
    }
    #expect(
      result.differences == [
        Difference(what: "library", baseline: "libzstd 0.8.0", now: EncoderLibrary.libzstd.libraryVersion)
      ])
    #expect(steps == ["selected", "stripped", "tar", "0 warnings", "zstd-1", "zstd-2", "gzip-1"])
    #expect(result.changes == nil && result.newFindings.isEmpty)
  }

  @Test func `rules about entries hold against a sweep where it can tell, and what it cannot tell is noted`()
    async throws
  {
    let source = try tree()
    let baseline = try sweep([row("zstd-1", bytes: 400)], tars: [:], options: source.options)
    var rules = GateRules()
    rules.failOn = []
    rules.require = [try Glob("d/"), try Glob("data/")]
    let result = try await check(.tree(source), baseline, rules: rules)
    #expect(result.violations == [Violation(rule: .require, subject: "data/")] && result.notes.isEmpty)
    rules.failOn = Set(GateRules.Cause.allCases)
    let notes = try await check(.tree(source), baseline, rules: rules).notes
    #expect(
      notes == ["a sweep.csv holds no entries, so these are not checked: vanished, findings, modes"])
    rules.budgets = [GateRules.Budget(glob: try Glob("d/"), limit: .zero)]
    let failure = await #expect(throws: Failure.self) {
      try await check(.tree(source), baseline, rules: rules)
    }
    #expect(
      failure?.action == "apply --budget to"
        && failure?.reason == "\(baseline) is a sweep, and shares differ by setting")
  }

  @Test func `growth beyond the limits against a sweep fails`() async throws {
    let source = try tree()
    var state: UInt64 = 1
    try folder.file(
      "tree/noise",
      (0..<9000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      })
    let baseline = try sweep([row("zstd-1", bytes: 400)], tars: [:], options: source.options)
    #expect(try await check(.tree(source), baseline).violations.map(\.rule) == [.growth])
  }

  @Test func `a folder of results is never written over`() async throws {
    let source = try tree()
    let baseline = try sweep([row("zstd-1", bytes: 400)], tars: [:], options: source.options)
    let failure = await #expect(throws: Failure.self) {
      try await check(.tree(source), baseline, update: true)
    }
    #expect(failure?.reason == "it is a sweep.csv, and only 'pybench compress' writes those")
  }

  // MARK: Updates

  @Test func `a history that is yet to be written is none to drift from`() async throws {
    let source = try tree()
    var rules = GateRules()
    rules.maxDrift = Percentage(1)
    let (baseline, history) = (folder.at("base.json"), folder.at("h.jsonl"))
    let first = try await check(.tree(source), baseline, rules: rules, update: true, history: history)
    #expect(first.updated && first.drifts.isEmpty)
    #expect(first.notes.count == 1 && first.notes[0].hasPrefix("the history holds no release with zstd-"))
    let again = try await check(.tree(source), baseline, rules: rules, update: true, history: history)
    #expect(again.notes.isEmpty && again.drifts.map(\.growth) == [.zero] && again.updated)
    // A history that is there but cannot be read is an error.
    let failure = await #expect(throws: Failure.self) {
      try await check(.tree(source), baseline, rules: rules, update: true, history: folder.path)
    }
    #expect(failure?.action == "read history")
    let none = await #expect(throws: Failure.self) {
      try await check(.tree(source), baseline, rules: rules, history: folder.at("none"))
    }
    #expect(none?.action == "read history")
  }

  @Test func `a rule that is broken twice is named once where nothing is written`() async throws {
    let source = try tree()
    var rules = GateRules()
    rules.require = [try Glob("x"), try Glob("y")]
    rules.maxSize = ByteCount(1)
    let result = try await check(.tree(source), folder.at("base.json"), rules: rules, update: true)
    #expect(!result.updated && !result.isFirst)
    #expect(
      result.notes == [
        "\(folder.at("base.json")) was not updated, because of --max-size and --require"
      ])
    #expect(try folder.names().contains("base.json") == false)
  }

  @Test func `what is checked is never written over`() async throws {
    let archive = try folder.file("a.tar", text: "x")
    for (baseline, history) in [("a.tar", nil), ("base.json", "a.tar")] as [(String, String?)] {
      let failure = await #expect(throws: Failure.self) {
        try await check(
          .archive(archive), folder.at(baseline), update: true, history: history.map { folder.at($0) })
      }
      #expect(failure?.reason == "it is the archive that is checked" && failure?.subject == archive)
    }
    let source = try tree()
    for (baseline, history) in [("tree/b", "h"), ("b", "tree/h")] {
      let failure = await #expect(throws: Failure.self) {
        try await check(.tree(source), folder.at(baseline), update: true, history: folder.at(history))
      }
      #expect(failure?.reason == "it lies in the tree \(source.path), which is only read")
    }
    let foreign = try folder.file("notes.txt", text: "x")
    let failure = await #expect(throws: Failure.self) {
      try await check(.tree(source), foreign, update: true)
    }
    #expect(failure?.reason == "the file exists and is not a manifest")
    #expect(failure?.advice == "name another file for --baseline, or remove it")
    let history = try folder.file("README.md", text: "\n# Mine\n")
    let refused = await #expect(throws: Failure.self) {
      try await check(.tree(source), folder.at("b"), update: true, history: history)
    }
    #expect(refused?.reason == "line 2 is not a release: it is not JSON")
    #expect(try folder.bytes("README.md") == Array("\n# Mine\n".utf8))
  }
}
