import BenchCore
import BenchResults
import Pipeline

extension Check {
  /// Compares with all rows of a sweep, or with the one of the archive's setting.
  func compare(
    with sweep: Results, _ past: History?, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> CheckResult {
    var result: CheckResult
    let entries: [ManifestEntry]
    switch subject {
    case .archive(let path):
      let now = try inspectArchive(path, entering)
      let row = try row(of: sweep, for: now, at: path)
      let made = Self.origin(of: row, in: sweep)
      let size = SizeChange(
        setting: row.setting.label, base: row.compressedBytes ?? .zero, now: now.compressedBytes,
        limits: limits)
      result = CheckResult(
        subject.name, sizes: [size],
        differences: Self.unknown(of: now, of: row)
          + Self.differences(
            (row.libraryVersion, made.pipeline), (now.libraryVersion, now.pipeline)),
        sameTar: made.tar.map { $0.sha256 == now.tarSHA256 }, at: baseline, limits: limits)
      entries = now.entries
    case .tree(let source):
      guard rules.budgets.isEmpty else {
        throw Failure(
          "apply --budget to", source.path, because: "\(baseline) is a sweep, and shares differ by setting",
          advice: "check an archive, or compare with a manifest")
      }
      let rows = try rows(of: sweep, in: source.options.order)
      // All rows have one order.
      let made = Self.origin(of: rows[0], in: sweep)
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
          (row.libraryVersion, made.pipeline), (encoding.libraryVersion, prepared.record))
        for difference in found where !differences.contains(difference) { differences.append(difference) }
      }
      result = CheckResult(
        subject.name, sizes: sizes, differences: differences,
        sameTar: made.tar.map { $0.sha256 == prepared.tar.digest.description }, at: baseline,
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

  /// The tar of a row, and the options that made it. The provenance of several orders names only the first one.
  private static func origin(
    of row: SweepRow, in sweep: Results
  ) -> (pipeline: PipelineRecord?, tar: Provenance.Tar?) {
    var pipeline = sweep.provenance?.pipeline
    pipeline?.options.order = row.setting.order
    return (pipeline, sweep.provenance?.tars[row.setting.order])
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

  /// The row of a sweep that an archive is compared with.
  private func row(of sweep: Results, for made: Manifest, at path: String) throws(Failure) -> SweepRow {
    let rows = try rows(of: sweep, in: made.pipeline?.options.order ?? .path)
    if let label = made.setting?.label {
      guard let row = rows.first(where: { $0.setting.label == label }) else { throw missing(label, rows) }
      return row
    }
    guard rows.count == 1 else {
      throw Failure(
        "compare", path, because: "it does not record which of \(rows.count) settings made it",
        advice: "name the setting with --setting")
    }
    let row = rows[0]
    if let format = made.format, format != .compressed(row.setting.codec) {
      throw missing(format.description, rows)
    }
    return row
  }

  /// The rows of a sweep to compare with, all of one order.
  ///
  /// - Parameter order: The order to choose if the sweep has several.
  private func rows(of sweep: Results, in order: EntryOrder) throws(Failure) -> [SweepRow] {
    var rows = sweep.rows.filter { $0.status == .ok && ($0.compressedBytes ?? .zero) > .zero }
    if Set(rows.map(\.setting.order)).count > 1 {
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
