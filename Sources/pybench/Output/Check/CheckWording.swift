import BenchCore
import BenchGate
import Pipeline

/// Texts of a check's result, common to its text, Markdown and annotation.
enum CheckWording {
  /// The verdict: one sentence per broken rule, or the size.
  static func verdict(_ result: CheckResult) -> [String] {
    if result.updated { return ["updated \(foreign(result.baseline)): \(size(result))"] }
    guard !result.violations.isEmpty else {
      let advice = result.outcome == .improved ? "; --update makes it the baseline" : ""
      return ["passed: \(size(result))\(advice)"]
    }
    var sentences = collapsed(result.violations).map { violation, count in
      "\(word(violation.rule)): \(sentence(violation, count, result))"
    }
    let aboutSize: Set<Violation.Rule> = [.growth, .shrink]
    if !result.sizes.isEmpty, !result.violations.contains(where: { aboutSize.contains($0.rule) }) {
      sentences.append(size(result))
    }
    return sentences
  }

  /// Combines the settings of a sweep that break the same rule into one sentence.
  private static func collapsed(_ violations: [Violation]) -> [(Violation, Int)] {
    var found: [(Violation, Int)] = []
    for violation in violations {
      switch violation.rule {
      case .growth, .shrink:
        if let known = found.firstIndex(where: { $0.0.rule == violation.rule }) {
          found[known].1 += 1
        } else {
          found.append((violation, 1))
        }
      case .vanished, .findings, .modes, .require, .maxSize, .budget, .maxDrift: found.append((violation, 1))
      }
    }
    return found
  }

  private static func word(_ rule: Violation.Rule) -> String {
    switch rule {
    case .growth, .vanished, .maxDrift: "regression"
    case .shrink, .findings, .modes, .require, .maxSize, .budget: "failed"
    }
  }

  private static func sentence(_ violation: Violation, _ count: Int, _ result: CheckResult) -> String {
    let subject = violation.subject.map { foreign($0) } ?? ""
    let bytes = Format.grouped(violation.bytes?.bytes ?? 0)
    let limit = Format.grouped(violation.limit?.bytes ?? 0)
    switch violation.rule {
    case .vanished:
      let names = Format.some(result.lost.map { name($0.path) }, atMost: 3)
      return "\(Format.count(result.lost.count, "binary", "binaries")) of the baseline "
        + "\(result.lost.count == 1 ? "is" : "are") missing: \(names); if this is intended, --update accepts it"
    case .growth: return "\(size(result)); the limits allow growth of \(limits(result.limits))"
    case .shrink: return "\(size(result)); rewrite the baseline with --update to keep this size"
    case .findings:
      return "\(Format.count(result.newFindings.count, "finding")) that the baseline does not have; "
        + "if this is intended, --update accepts \(result.newFindings.count == 1 ? "it" : "them")"
    case .modes:
      let entries = result.modes.reduce(0) { $0 + $1.paths.count }
      return
        "permissions of \(Format.count(entries, "entry", "entries")) changed; if this is intended, --update "
        + "accepts it"
    case .require: return "nothing matches --require '\(subject)'"
    case .maxSize:
      return "\(subject.isEmpty ? "the archive" : subject) has \(bytes) bytes; --max-size allows \(limit)"
    case .budget:
      return "entries under '\(subject)' take \(bytes) bytes of the archive; --budget allows \(limit)"
    case .maxDrift:
      let drift = result.drifts.first { $0.setting == violation.subject }
      return drift.map { "\(self.drift($0)); --max-drift allows \(percent(result.maxDrift))" } ?? ""
    }
  }

  /// How far an archive has drifted.
  static func drift(_ drift: Drift) -> String {
    "\(drift.setting.map { "\(foreign($0)) has" } ?? "the archive has") \(Format.grouped(drift.now.bytes)) bytes, "
      + "\(growth(drift.growth, of: drift.smallest)) against the smallest of the last \(Drift.window) releases, "
      + foreign(drift.release)
  }

  private static func percent(_ percentage: Percentage?) -> String {
    Format.trimmed(percentage?.percent ?? 0, places: 3) + "%"
  }

  /// What failed, in a few words each, the most important first.
  static func causes(_ result: CheckResult) -> [String] {
    var rules: [Violation.Rule] = []
    for violation in result.violations where !rules.contains(violation.rule) { rules.append(violation.rule) }
    let causes = rules.prefix(3).map { rule in
      cause(rule, result.violations.count { $0.rule == rule }, result)
    }
    return causes
      + (rules.count > causes.count
        ? [Format.count(rules.count - causes.count, "more broken rule")] : [])
  }

  private static func cause(_ rule: Violation.Rule, _ count: Int, _ result: CheckResult) -> String {
    switch rule {
    case .vanished:
      let lost = result.lost.count
      return "\(Format.count(lost, "binary", "binaries")) \(lost == 1 ? "is" : "are") missing"
    case .growth: return "grew beyond the limits"
    case .shrink: return "shrank beyond the limits"
    case .findings: return Format.count(result.newFindings.count, "new finding")
    case .modes:
      let entries = result.modes.reduce(0) { $0 + $1.paths.count }
      return "permissions of \(Format.count(entries, "entry", "entries")) changed"
    case .require: return "\(Format.count(count, "required entry", "required entries")) missing"
    case .maxSize: return "larger than --max-size"
    case .budget: return "\(Format.count(count, "part")) over --budget"
    case .maxDrift: return "drifted more than --max-drift"
    }
  }

  /// The verdict on one size. In a failed check no size is an improvement.
  static func verdict(of size: SizeChange, in result: CheckResult) -> String {
    (result.failed && size.verdict == .improved ? .shrank : size.verdict).rawValue
  }

  /// Whether the result is about the archive that shrank most.
  private static func isAboutShrinking(_ result: CheckResult) -> Bool {
    result.outcome == .improved
      || result.violations.first { $0.rule == .growth || $0.rule == .shrink }?.rule == .shrink
  }

  /// The size that decides: the most grown, or the least if the result is about shrinking; nil without sizes.
  static func decisive(_ result: CheckResult) -> SizeChange? {
    isAboutShrinking(result)
      ? result.sizes.min { $0.growthPercent < $1.growthPercent }
      : result.sizes.max { $0.growthPercent < $1.growthPercent }
  }

  private static func size(_ result: CheckResult) -> String {
    let shrank = isAboutShrinking(result)
    guard let size = decisive(result) else { return "nothing to compare" }
    let beyond = result.sizes.count { $0.verdict == .regression || $0.verdict == .improved }
    let extent =
      size.growth == .zero
      ? "stayed at \(Format.grouped(size.now.bytes)) bytes, \(growth(size))"
      : "went from \(Format.grouped(size.base.bytes)) to \(Format.grouped(size.now.bytes)) bytes, \(growth(size))"
    guard result.sizes.count > 1 else {
      return (size.setting.map { foreign($0) } ?? "the archive") + " " + extent
    }
    let count = "\(beyond) of \(result.sizes.count) settings changed beyond the limits"
    return "\(count); the \(shrank ? "least" : "most") grown, \(foreign(size.setting ?? "")) \(extent)"
  }

  /// `+600,000 (+5.000%)`.
  static func growth(_ size: SizeChange) -> String { growth(size.growth, of: size.base) }

  /// `+600,000 (+5.000%)`.
  static func growth(_ growth: ByteCount, of base: ByteCount) -> String {
    "\(Format.signed(growth)) (\(percent(growth, of: base)))"
  }

  /// A change in hundredths of what it was, with its sign and three places, rounded to the nearest.
  static func percent(_ growth: ByteCount, of base: ByteCount) -> String {
    let magnitude = growth.bytes.magnitude.multipliedFullWidth(by: 100_000)
    let divisor = max(base.bytes.magnitude, 1)
    guard magnitude.high < divisor else { return growth.bytes < 0 ? "-inf%" : "+inf%" }
    let (quotient, rest) = divisor.dividingFullWidth(magnitude)
    let thousandths = quotient + (rest >= divisor - rest ? 1 : 0)
    let fraction = String(thousandths % 1000)
    return (growth.bytes < 0 ? "-" : "+") + Format.grouped(Int(clamping: thousandths / 1000)) + "."
      + String(repeating: "0", count: 3 - fraction.count) + fraction + "%"
  }

  static func limits(_ limits: GateLimits) -> String {
    "\(percent(limits.maxGrowth)) of the baseline, and \(Format.grouped(limits.minBytes.bytes)) bytes"
  }

  /// Caveats: differences other than the tree.
  static func caveats(_ result: CheckResult) -> [String] {
    let unknown = Difference.unknown
    func names(_ differences: [Difference]) -> String { Format.list(differences.map(\.what)) }
    let (neither, known) = result.differences.partitioned { $0.baseline == unknown && $0.now == unknown }
    let (ofBaseline, rest) = known.partitioned { $0.baseline == unknown }
    let (ofSubject, differences) = rest.partitioned { $0.now == unknown }
    var caveats: [String] = []
    if !neither.isEmpty { caveats.append("unknown for both archives: \(names(neither))") }
    if !ofBaseline.isEmpty { caveats.append("unknown for the baseline: \(names(ofBaseline))") }
    if !ofSubject.isEmpty { caveats.append("unknown for the archive: \(names(ofSubject))") }
    caveats += differences.map { foreign("not made as the baseline was: \($0)") }
    if result.sameTar == true, result.sizes.contains(where: { $0.growth != .zero }) {
      caveats.append(
        "the tar equals the baseline's tar: the change comes from the compressor, not from the tree")
    }
    return caveats + result.notes.map { foreign("note: \($0)") }
  }

  /// A missing binary, with the kind of the entry that has its path now.
  static func name(_ lost: LostBinary) -> String {
    name(lost.path) + (lost.replacement.map { " (now \(article($0)))" } ?? "")
  }

  private static func article(_ kind: FileKind) -> String {
    switch kind {
    case .symlink: "a link to a file that is not a binary"
    case .hardlink: "a hard link to something else"
    case .folder: "a folder"
    case .python, .bytecode, .elf, .staticLibrary, .data, .special: "not a binary"
    }
  }

  /// The changed entry, with the number of entries in it.
  static func name(_ change: EntryChange) -> String {
    let now =
      change.entries == 1
      ? name(change.path) : "\(name(change.path))/ (\(Format.grouped(change.entries)) entries)"
    return change.formerly.map { "\(now), formerly \(name($0))" } ?? now
  }

  /// A path as text on one line.
  static func name(_ path: EntryPath) -> String { path.description }

  /// Text from outside on one line, escaped for terminals.
  static func foreign(_ text: String) -> String { text.printable }

  /// A new finding in words, without its path.
  static func phrase(_ found: CheckResult.NewFinding) -> String {
    let finding = found.finding
    // A folder of its own has no files and no bytes.
    if let open = found.open, open.file == nil { return open.phrase }
    var text = found.open?.phrase ?? finding.kind.phrase
    if let original = finding.sameAs { text += ", the same as \(name(original))" }
    if found.filesBefore > 0 {
      text += ", \(Format.grouped(finding.files)) files instead of \(Format.grouped(found.filesBefore))"
    } else if finding.files != 1 {
      text += ", \(Format.count(finding.files, "file"))"
    }
    return "\(text), \(Format.grouped(finding.bytes.bytes)) bytes in the tar"
  }

  /// The path of a new finding; for files that every user may write to, the first one.
  static func place(_ found: CheckResult.NewFinding) -> String {
    name(found.open?.file ?? found.finding.path)
  }

  /// Permissions that changed in one way, with some of the entries.
  static func phrase(_ change: ModeChange) -> String {
    "\(change.base) to \(change.now): " + Format.some(change.paths.map { name($0) }, atMost: 3)
  }

  /// The growth that no change explains; nil if there is none.
  static func shifted(_ changes: EntryChanges) -> String? {
    guard changes.shifted != .zero else { return nil }
    return "unchanged entries in the same blocks"
  }

  /// Entries that only have another path; nil if there are none.
  static func moved(_ changes: EntryChanges) -> String? {
    guard let first = changes.moved.first else { return nil }
    let more = changes.moved.count > 1 ? " and \(Format.grouped(changes.moved.count - 1)) more" : ""
    return "moved, otherwise unchanged: \(name(first.from)) to \(name(first.to))\(more)"
  }
}

extension [Difference] {
  /// Elements that satisfy a test, and the others.
  fileprivate func partitioned(_ test: (Difference) -> Bool) -> ([Difference], [Difference]) {
    (filter(test), filter { !test($0) })
  }
}
