import BenchCore
import Pipeline

extension CheckResult.NewFinding {
  /// Findings that the baseline does not have.
  static func find(
    in now: Manifest, since base: Manifest, _ counterparts: Counterparts
  ) -> [CheckResult.NewFinding] {
    let mapping = counterparts.mapping
    let before = Dictionary(base.entries.lazy.map { (mapping($0.path), $0) }) { first, _ in first }
    let after = Dictionary(now.entries.lazy.map { ($0.path, $0) }) { first, _ in first }
    func holdsSame(_ path: EntryPath) -> Bool {
      guard let old = before[path], let new = after[path] else { return false }
      return new.holdsSame(as: old)
    }
    let found: [CheckResult.NewFinding] = now.findings.compactMap { finding in
      // An earlier version did not look for this kind, so it may not be new.
      guard finding.kind.sinceVersion <= base.readVersion else { return nil }
      // The number of identical .pyc grows with every module, so only their existence is a finding.
      let isSum = finding.kind == .duplicateBytecode
      let known = base.findings.first {
        $0.kind == finding.kind && (isSum || mapping($0.path) == finding.path || $0.path == finding.path)
      }
      if let known, isSum || finding.files <= known.files { return nil }
      var finding = finding
      // Of two identical files the new one is the copy, independent of their names.
      if let original = finding.sameAs, holdsSame(finding.path), !holdsSame(original) {
        finding.sameAs = finding.path
        finding.path = original
      }
      return CheckResult.NewFinding(
        finding: finding, filesBefore: known?.files ?? 0, open: WritableByAll(finding, in: now.entries))
    }
    guard let bytecode = changedBytecode(counterparts) else { return found }
    let later = Finding.Kind.allCases.drop { $0 != bytecode.kind }
    let place = found.firstIndex { later.contains($0.finding.kind) } ?? found.count
    var all = found
    all.insert(CheckResult.NewFinding(finding: bytecode, filesBefore: 0), at: place)
    return all
  }

  /// Compiled files that changed although the interpreter and their source did not: their build is not
  /// reproducible.
  private static func changedBytecode(_ counterparts: Counterparts) -> Finding? {
    let pairs = counterparts.pairs.filter { $0.old.path == $0.new.path }
    let sources = Set(
      pairs.lazy.filter { $0.new.kind == .python && $0.new.holdsSame(as: $0.old) }.map(\.new.path))
    let changed = pairs.filter {
      $0.new.kind == .bytecode && $0.old.kind == .bytecode && !$0.new.holdsSame(as: $0.old)
        && sources.contains($0.new.path.bytecodeSource)
    }.map(\.new)
    guard let first = changed.min(by: { $0.path < $1.path }) else { return nil }
    return Finding(
      kind: .changedBytecode, path: first.path, files: changed.count,
      bytes: changed.reduce(.zero) { $0 + $1.bytes },
      compressedBytes: changed.reduce(.zero) { $0 + $1.compressedBytes })
  }
}
