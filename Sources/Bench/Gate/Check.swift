package import BenchCore
import Glibc
package import Pipeline

/// The gate: compares a tree or an archive with a baseline.
package struct Check: Sendable {
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
    if update, case .sweep? = known {
      throw Failure(
        "update", baseline, because: "it is a sweep.csv, and only 'pybench compress' writes those",
        advice: "name another file for --baseline")
    }
    // Unwritable outputs are reported before the long work.
    let target = update ? try AtomicFile(baseline) : nil
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
    var broken: [String] = []
    for violation in result.violations where violation.rule.isAbsolute {
      let option = "--" + violation.rule.rawValue
      if !broken.contains(option) { broken.append(option) }
    }
    guard broken.isEmpty else {
      result.notes.append("\(baseline) was not updated, because of \(Format.list(broken))")
      return
    }
    // The history comes first: a repeated line is harmless, but a baseline without its line would be a gap.
    if let history {
      let policy = try MtimePolicy()
      let archive: String? = if case .archive(let path) = subject { path } else { nil }
      let date = Self.date(of: now, policy.variable, archive: archive, now: Int64(time(nil)))
      try History.append(HistoryRecord(now, release: release, date: date), to: history)
      result.appended = history
    }
    try target.append(Array(try now.text().utf8).span.bytes)
    try target.commit()
    result.updated = true
  }

  /// When a release was made, in seconds since 1970.
  ///
  /// - Parameters:
  ///   - made: Its manifest.
  ///   - variable: The value of `SOURCE_DATE_EPOCH`; nil if not set.
  ///   - archive: The archive's file; nil for a tree.
  ///   - now: The time.
  static func date(of made: Manifest, _ variable: Int64?, archive: String?, now: Int64) -> Int64 {
    var date = variable ?? made.pipeline?.sourceDateEpoch
    // The fixed date of entries without SOURCE_DATE_EPOCH is not the date of a release.
    if date == nil, let newest = made.newestMtime, newest > MtimePolicy.fixedDate { date = newest }
    if date == nil, let archive {
      var status = stat()
      if stat(archive, &status) == 0 { date = Int64(status.st_mtim.tv_sec) }
    }
    // The last second of the year 9999: later ones have no date of four digits.
    return min(max(date ?? now, 0), 253_402_300_799)
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
    if let history { try History.check(history) }
    guard !Baseline.isSweep(baseline) else { return }
    guard try !Baseline.isArchive(baseline) else {
      throw Failure(
        "update", baseline, because: "it is an archive, and a baseline is a manifest",
        advice: "name another file for --baseline")
    }
    guard try !Baseline.isForeign(baseline) else {
      throw Failure(
        "update", baseline, because: "the file exists and is not a manifest",
        advice: "name another file for --baseline, or remove it")
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

  func refuseDifferences(_ result: CheckResult) throws(Failure) {
    guard strict, !result.differences.isEmpty else { return }
    throw Failure(
      "compare", subject.name,
      because: "it was not made as \(baseline) was: "
        + result.differences.map(\.description).joined(separator: "; "),
      advice: "make it the same way, rewrite the baseline with --update, or remove --strict")
  }

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
  func inspectArchive(
    _ path: String, _ entering: (Release.Step) -> Void
  ) throws(Failure) -> Manifest {
    var made = try Manifest(of: path, maxUnpacked: maxUnpacked, entering)
    if let encoding {
      if let setting = made.setting, setting.label != encoding.label {
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
}
