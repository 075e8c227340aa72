package import BenchCore
import Glibc
package import Pipeline
import BenchResults
import FoundationEssentials
import Glibc

/// The gate: compares a tree or an archive with a baseline.
package struct Check: Sendable {
  /// The subject of a check.
  package enum Subject: Sendable {
    /// A tree; its archive is made but not kept.
    case tree(SourceTree)
    /// An archive; it is not compressed again.
    case archive(String)

    /// Its name, as given.
    package var name: String {
      switch self {
      case .tree(let source): source.path
      case .archive(let path): path
      }
    }
  }

  /// The subject of a check.
  package var subject: Subject
  /// The baseline's file.
  package var baseline: String
  /// The setting; nil for the baseline's.
  package var encoding: ArchiveEncoding?
  package var limits: GateLimits
  package var rules = GateRules()
  /// Whether to rewrite the baseline.
  package var update: Bool
  /// Whether differences of setting, library and options are errors.
  package var strict: Bool
  /// The history; `update` appends a line.
  package var history: String?
  /// The release's name in the history.
  package var release: String?

  /// How large an archive's tar may be; nil for what scratch space has room for.
  package var maxUnpacked: ByteCount?

  /// Creates a check.
  package init(
    subject: Subject, baseline: String, encoding: ArchiveEncoding?, limits: GateLimits, update: Bool,
    strict: Bool
  ) {
    self.subject = subject
    self.baseline = baseline
    self.encoding = encoding
    self.limits = limits
    self.update = update
    self.strict = strict
  }

  /// Runs the check.
  ///
  /// - Parameter entering: Called with each step before it starts.
  /// - Throws: `Failure`, also for a missing or unreadable baseline, unless it is rewritten.
  package func run(_ entering: (Release.Step) -> Void = { _ in }) async throws(Failure) -> CheckResult {
    if update { try refuseForeignTarget() }
    let past = try readHistory(entering)
    let known = try readBaseline(entering)
    // Unwritable outputs are reported before the long work.
    let target = update && known?.isSweep != true ? try AtomicFile(baseline) : nil
    switch known {
    case .manifest(let base)?:
      let now = try await current(setting: encoding ?? base.setting, entering)
      var result = CheckResult(subject.name, now, with: base, at: baseline, limits: limits)
      if rules.failOn.contains(.modes), base.readVersion < 2 {
        let unknown = Difference.unknown
        result.differences.append(Difference(what: "modes", baseline: unknown, now: "recorded"))
      }
      judge(&result, now.entries, now.compressedBytes, past)
      if let target {
        try accept(&result, now, writing: target)
      } else {
        try refuseDifferences(result)
      }
      return result
    case .sweep(let results)?:
      guard !update else {
        throw Failure(
          "update", baseline, because: "it is a sweep.csv, and only 'pybench compress' writes those",
          advice: "name another file for --baseline")
      }
      return try await compare(with: results, past, entering)
    case nil:
      guard let target else {
        throw Failure(
          "read baseline", baseline, because: "no such file",
          advice: "add --update to write the first one, and put it under version control")
      }
      let fallback = encoding ?? .compressed(.releaseDefault)
      let now = try await current(setting: fallback, entering)
      var result = CheckResult(first: subject.name, at: baseline, limits: limits)
      judge(&result, now.entries, now.compressedBytes, past, now.setting?.label)
      try accept(&result, now, writing: target)
      return result
    }
  }

  /// Writes the baseline and the line of the history, unless a rule that does not depend on the baseline is
  /// broken.
  private func accept(
    _ result: inout CheckResult, _ now: Manifest, writing target: AtomicFile
  ) throws(Failure) {
    guard !result.violations.contains(where: { $0.rule.isAbsolute }) else { return }
    // The history comes first: a repeated line is harmless, but a baseline without its line would be a gap.
    if let history {
      try History.append(HistoryRecord(now, release: release, date: try date(of: now)), to: history)
    }
    try target.append(Array(try now.text().utf8).span.bytes)
    try target.commit()
    result.updated = true
  }

  /// When a release was made, in seconds since 1970.
  private func date(of made: Manifest) throws(Failure) -> Int64 {
    let policy = try MtimePolicy()
    var date = policy.variable ?? made.pipeline?.sourceDateEpoch
    // The fixed date of entries without SOURCE_DATE_EPOCH is not the date of a release.
    if date == nil, let newest = made.newestMtime, newest > MtimePolicy.fixedDate { date = newest }
    if date == nil, case .archive(let path) = subject {
      var status = stat()
      if stat(path, &status) == 0 { date = Int64(status.st_mtim.tv_sec) }
    }
    // The last second of the year 9999: later ones have no date of four digits.
    return min(max(date ?? Int64(time(nil)), 0), 253_402_300_799)
  }

  /// Refuses to replace a file that is not a baseline.
  private func refuseForeignTarget() throws(Failure) {
    switch subject {
    case .tree(let source):
      for path in [baseline] + (history.map { [$0] } ?? []) {
        try OutputPath.check(path, outside: source.path)
      }
    case .archive(let path):
      for written in [baseline] + (history.map { [$0] } ?? []) where OutputPath.areSame(path, written) {
        throw Failure(
          "update", written, because: "it is the archive that is checked", advice: "name another file")
      }
    }
    guard !Baseline.isSweep(baseline) else { return }
    guard try !Baseline.isArchive(baseline) else {
      throw Failure(
        "update", baseline, because: "it is an archive, and a baseline is a manifest",
        advice: "name another file for --baseline")
    }
    guard try !Baseline.isForeign(baseline) else {
      throw Failure(
        "update", baseline, because: "the file exists and is not JSON",
        advice: "remove it, or name another --baseline")
    }
  }

  /// The history to compare with; nil without a file or without a rule that needs it.
  private func readHistory(_ entering: (Release.Step) -> Void) throws(Failure) -> History? {
    guard let history, rules.maxDrift != nil else { return nil }
    if update, access(history, F_OK) != 0, errno == ENOENT { return nil }
    let past = try History(reading: history)
    entering(.warnings(past.problems.map { "\(history), line \($0.line): \($0.reason)" }))
    return past
  }

  /// The baseline; nil if there is none, or if it is unreadable and is rewritten.
  private func readBaseline(_ entering: (Release.Step) -> Void) throws(Failure) -> Baseline? {
    do throws(Failure) {
      return try Baseline(reading: baseline, maxUnpacked: maxUnpacked, entering)
    } catch {
      guard update, !Baseline.isSweep(baseline) else { throw error }
      entering(.warnings(["\(baseline) is replaced, because it cannot be read: \(error.reason)"]))
      return nil
    }
  }

  private func compare(
    with sweep: Results, _ past: History?, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> CheckResult {
    let provenance = sweep.provenance
    var result: CheckResult
    let entries: [ManifestEntry]
    switch subject {
    case .archive(let path):
      let now = try inspectArchive(path, entering)
      let row = try row(of: sweep, for: now, at: path)
      let size = SizeChange(
        setting: row.setting.label, base: row.compressedBytes ?? .zero, now: now.compressedBytes,
        limits: limits)
      result = CheckResult(
        subject.name, sizes: [size],
        differences: Self.unknown(of: now, of: row)
          + Self.differences(
            (row.libraryVersion, provenance?.pipeline), (now.libraryVersion, now.pipeline)),
        sameTar: provenance.map { $0.tar.sha256 == now.tarSHA256 }, at: baseline, limits: limits)
      entries = now.entries
    case .tree(let source):
      guard rules.budgets.isEmpty else {
        throw Failure(
          "apply --budget to", source.path, because: "\(baseline) is a sweep, and shares differ by setting",
          advice: "check an archive, or compare with a manifest")
      }
      let rows = try rows(of: sweep)
      let prepared = try await PreparedTar(source, entering: { entering(.stage($0)) })
      entering(.warnings(prepared.warnings))
      var sizes: [SizeChange] = []
      var differences: [Difference] = []
      for row in rows {
        let encoding = ArchiveEncoding.compressed(row.setting)
        entering(.compressing(encoding))
        var size = 0
        try encoding.pack(prepared.tar.bytes) { bytes in size += bytes.byteCount }
        sizes.append(
          SizeChange(
            setting: row.setting.label, base: row.compressedBytes ?? .zero, now: ByteCount(size),
            limits: limits))
        let found = Self.differences(
          (row.libraryVersion, provenance?.pipeline), (encoding.libraryVersion, prepared.record))
        for difference in found where !differences.contains(difference) { differences.append(difference) }
      }
      result = CheckResult(
        subject.name, sizes: sizes, differences: differences,
        sameTar: provenance.map { $0.tar.sha256 == prepared.tar.digest.description }, at: baseline,
        limits: limits)
      entries = prepared.tar.entries.map { entry in
        ManifestEntry(
          path: entry.path, kind: entry.kind == .folder ? .folder : .data, bytes: entry.size,
          compressedBytes: .zero)
      }
    }
    let unchecked = [GateRules.Cause.vanished, .findings, .modes].filter(rules.failOn.contains)
    if !unchecked.isEmpty {
      result.notes.append(
        "a sweep.csv holds no entries, so these are not checked: "
          + unchecked.map(\.rawValue).joined(separator: ", "))
    }
    judge(&result, entries, nil, past)
    try refuseDifferences(result)
    return result
  }

  /// Unknown facts of an archive that is compared with a row of a sweep.
  private static func unknown(of now: Manifest, of row: SweepRow) -> [Difference] {
    var found: [Difference] = []
    if now.setting == nil {
      found.append(Difference(what: "setting", baseline: row.setting.label, now: Difference.unknown))
    }
    if now.libraryVersion == nil {
      found.append(Difference(what: "library", baseline: row.libraryVersion, now: Difference.unknown))
    }
    return found
  }

  /// Differences between two archives other than their trees. A value that is unknown for one of them is a
  /// difference.
  static func differences(_ now: Manifest, from base: Manifest) -> [Difference] {
    let unknown = Difference.unknown
    var found: [Difference] = []
    let (old, new) = (base.setting?.label ?? unknown, now.setting?.label ?? unknown)
    if old != new || old == unknown { found.append(Difference(what: "setting", baseline: old, now: new)) }
    if old == unknown || new == unknown, let before = base.format, let after = now.format, before != after {
      found.append(Difference(what: "format", baseline: before.description, now: after.description))
    }
    if base.libraryVersion == nil || now.libraryVersion == nil {
      found.append(
        Difference(
          what: "library", baseline: base.libraryVersion ?? unknown, now: now.libraryVersion ?? unknown))
    }
    if base.pipeline == nil || now.pipeline == nil {
      func known(_ record: PipelineRecord?) -> String { record == nil ? unknown : "recorded" }
      found.append(Difference(what: "tree options", baseline: known(base.pipeline), now: known(now.pipeline)))
    }
    return found + differences((base.libraryVersion, base.pipeline), (now.libraryVersion, now.pipeline))
  }

  /// Differences between two pipelines. Values that are unknown for both are not compared.
  static func differences(
    _ base: (libraryVersion: String?, pipeline: PipelineRecord?),
    _ now: (libraryVersion: String?, pipeline: PipelineRecord?)
  ) -> [Difference] {
    var found = [Difference("library", base.libraryVersion, now.libraryVersion)].compactMap { $0 }
    if let old = base.pipeline, let new = now.pipeline { found += new.differences(from: old) }
    return found
  }

  private func refuseDifferences(_ result: CheckResult) throws(Failure) {
    guard strict, !result.differences.isEmpty else { return }
    throw Failure(
      "compare", subject.name,
      because: "it was not made as \(baseline) was: "
        + result.differences.map(\.description).joined(separator: "; "),
      advice: "make it the same way, rewrite the baseline with --update, or remove --strict")
  }

  /// The archive to check.
  private func current(
    setting: ArchiveEncoding?, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> Manifest {
    switch subject {
    case .archive(let path): return try inspectArchive(path, entering)
    case .tree(let source):
      guard let setting else {
        throw Failure(
          "check", source.path, because: "\(baseline) does not record its setting",
          advice: "name one with --setting")
      }
      return try await Manifest(making: source, setting, entering)
    }
  }

  /// An archive's manifest; `--setting` must not contradict it.
  private func inspectArchive(
    _ path: String, _ entering: (Release.Step) -> Void
  ) throws(Failure) -> Manifest {
    var made = try Manifest(of: path, maxUnpacked: maxUnpacked, entering)
    if let encoding {
      if let setting = made.setting, setting != encoding {
        throw Failure(
          "check", path, because: "it was made with \(setting), not with \(encoding)",
          advice: "remove --setting; an archive does not need it")
      }
      if let format = made.format, format != encoding.format {
        throw Failure(
          "check", path, because: "it is \(format), but --setting \(encoding) makes \(encoding.format)",
          advice: "remove --setting, or name the setting of the archive")
      }
      made.setting = encoding
    }
    return made
  }

  /// The row of a sweep that an archive is compared with.
  private func row(of sweep: Results, for made: Manifest, at path: String) throws(Failure) -> SweepRow {
    let rows = try rows(of: sweep)
    if let label = made.setting?.label {
      guard let row = rows.first(where: { $0.setting.label == label }) else { throw missing(label, rows) }
      return row
    }
    guard let row = rows.first, rows.count == 1 else {
      throw Failure(
        "compare", path, because: "it does not record which of \(rows.count) settings made it",
        advice: "name the setting with --setting")
    }
    if let format = made.format, format != .compressed(row.setting.codec) {
      throw missing(format.description, rows)
    }
    return row
  }

  /// The rows of a sweep to compare with.
  private func rows(of sweep: Results) throws(Failure) -> [SweepRow] {
    var rows = sweep.rows.filter { $0.status == .ok && ($0.compressedBytes ?? .zero) > .zero }
    if Set(rows.map(\.setting.order)).count > 1 {
      // Where a sweep has several orders, the tree's own counts.
      let order = if case .tree(let source) = subject { source.options.order } else { EntryOrder.path }
      rows = rows.filter { $0.setting.order == order }
    }
    guard !rows.isEmpty else {
      throw Failure("compare with", baseline, because: "no setting in it has a size")
    }
    guard let encoding else { return rows }
    let chosen = rows.filter { $0.setting.label == encoding.label }
    guard !chosen.isEmpty else { throw missing(encoding.label, rows) }
    return chosen
  }

  private func missing(_ label: String, _ rows: [SweepRow]) -> Failure {
    Failure(
      "compare with", baseline, because: "it has no size for \(label)",
      advice: "it has " + rows.prefix(8).map(\.setting.label).joined(separator: ", ")
        + (rows.count > 8 ? " and \(rows.count - 8) more" : ""))
  }
}
