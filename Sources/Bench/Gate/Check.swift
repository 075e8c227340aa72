import Foundation
package import Pipeline

/// The gate: compares a tree or an archive with a baseline.
package struct Check: Sendable {
  /// What is checked.
  package enum Subject: Sendable {
    /// A tree, of which the archive is made without being kept.
    case tree(TreeChoice)
    /// An archive, which is not compressed again.
    case archive(String)

    /// Its name, as it was given.
    package var name: String {
      switch self {
      case .tree(let choice): choice.tree
      case .archive(let path): path
      }
    }
  }

  /// What is checked.
  package var subject: Subject
  /// The baseline's file.
  package var baseline: String
  /// The setting; nil for the baseline's.
  package var packing: Packing?
  /// The limits.
  package var limits: GateLimits
  /// Whether the baseline is written anew.
  package var update: Bool
  /// Whether differences other than the tree's are errors.
  package var strict: Bool

  /// Creates a check.
  package init(
    subject: Subject, baseline: String, packing: Packing?, limits: GateLimits, update: Bool, strict: Bool
  ) {
    self.subject = subject
    self.baseline = baseline
    self.packing = packing
    self.limits = limits
    self.update = update
    self.strict = strict
  }

  /// Runs the check.
  ///
  /// - Parameter entering: Called with each step before it starts.
  /// - Throws: `Failure`; a baseline that is missing or cannot be read is one, unless it is written anew.
  package func run(_ entering: (Release.Step) -> Void = { _ in }) async throws(Failure) -> CheckResult {
    if update, case .tree(let choice) = subject { try OutputPath.check(baseline, outside: choice.tree) }
    switch try readBaseline(entering) {
    case .manifest(let base)?: return try await compare(with: base, entering)
    case .sweep(let results)?:
      guard !update else {
        throw Failure(
          "update", baseline, because: "it is a sweep, which only 'pybench compress' writes",
          advice: "name another file for --baseline")
      }
      return try await compare(with: results, entering)
    case nil:
      guard update else {
        throw Failure(
          "read baseline", baseline, because: "no such file",
          advice: "add --update to write the first one, and put it under version control")
      }
      let fallback = packing ?? .compressed(.releaseDefault)
      let now = try await current(setting: fallback, entering)
      try AtomicFile.write(now.json, to: baseline)
      return CheckResult(first: subject.name, at: baseline, limits: limits)
    }
  }

  /// The baseline; nil where there is none, or one of no use that is written anew.
  private func readBaseline(_ entering: (Release.Step) -> Void) throws(Failure) -> Baseline? {
    do throws(Failure) {
      return try Baseline(reading: baseline)
    } catch {
      guard update, !Baseline.isSweep(baseline) else { throw error }
      entering(.warnings(["\(baseline) is written anew, for it cannot be read: \(error.reason)"]))
      return nil
    }
  }

  private func compare(
    with base: Manifest, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> CheckResult {
    let recorded = try? base.setting.map { try Packing(label: $0) }
    let now = try await current(setting: packing ?? recorded, entering)
    var result = CheckResult(subject.name, now, with: base, at: baseline, limits: limits)
    if update {
      try AtomicFile.write(now.json, to: baseline)
      result.updated = true
    } else {
      try refuseDifferences(result)
    }
    return result
  }

  private func compare(
    with sweep: Results, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> CheckResult {
    let provenance = sweep.provenance
    let result: CheckResult
    switch subject {
    case .archive(let path):
      let now = try inspectArchive(path, entering)
      let row = try row(of: sweep, for: now, at: path)
      let size = SizeChange(
        setting: row.setting.label, base: row.compressedBytes ?? .zero, now: now.compressedBytes,
        limits: limits)
      result = CheckResult(
        subject.name, sizes: [size],
        differences: Difference.between(
          (row.libraryVersion, provenance.map(PipelineRecord.init)), (now.libraryVersion, now.pipeline)),
        sameTar: provenance.map { $0.tar.sha256 == now.tarSHA256 }, at: baseline, limits: limits)
    case .tree(let choice):
      let rows = try rows(of: sweep)
      let staging = try await Staging(choice) { entering(.stage($0)) }
      entering(.warnings(staging.warnings))
      var sizes: [SizeChange] = []
      var differences: [Difference] = []
      for row in rows {
        let packing = Packing.compressed(row.setting)
        entering(.compressing(packing))
        var size = 0
        try packing.pack(staging.tar.bytes) { bytes in size += bytes.byteCount }
        sizes.append(
          SizeChange(
            setting: row.setting.label, base: row.compressedBytes ?? .zero, now: ByteCount(size),
            limits: limits))
        let found = Difference.between(
          (row.libraryVersion, provenance.map(PipelineRecord.init)),
          (packing.libraryVersion, PipelineRecord(staging)))
        for difference in found where !differences.contains(difference) { differences.append(difference) }
      }
      result = CheckResult(
        subject.name, sizes: sizes, differences: differences,
        sameTar: provenance.map { $0.tar.sha256 == staging.tar.digest.description }, at: baseline,
        limits: limits)
    }
    try refuseDifferences(result)
    return result
  }

  private func refuseDifferences(_ result: CheckResult) throws(Failure) {
    guard strict, !result.differences.isEmpty else { return }
    throw Failure(
      "compare", subject.name,
      because: "it was not made as \(baseline) was: "
        + result.differences.map(\.description).joined(separator: "; "),
      advice: "make it the same way, write the baseline anew with --update, or leave out --strict")
  }

  /// The archive as it is now.
  private func current(
    setting: Packing?, _ entering: (Release.Step) -> Void
  ) async throws(Failure) -> Manifest {
    switch subject {
    case .archive(let path): return try inspectArchive(path, entering)
    case .tree(let choice):
      guard let setting else {
        throw Failure(
          "check", choice.tree, because: "\(baseline) does not say with which setting it was made",
          advice: "name one with --setting")
      }
      return try await Manifest(making: choice, setting, entering)
    }
  }

  /// An archive's manifest; the setting asked for must not contradict it.
  private func inspectArchive(
    _ path: String, _ entering: (Release.Step) -> Void
  ) throws(Failure) -> Manifest {
    var made = try Manifest(of: path, entering)
    if let packing {
      if let setting = made.setting, setting != packing.label {
        throw Failure(
          "check", path, because: "it was made with \(setting), not with \(packing)",
          advice: "leave out --setting, which an archive does not need")
      }
      if let format = made.format, format != packing.format {
        throw Failure(
          "check", path, because: "it is \(format), but --setting \(packing) makes \(packing.format)",
          advice: "leave out --setting, or name the one it was made with")
      }
      made.setting = packing.label
    }
    return made
  }

  /// The row of a sweep that an archive is compared with.
  private func row(of sweep: Results, for made: Manifest, at path: String) throws(Failure) -> SweepRow {
    let rows = try rows(of: sweep)
    if let label = made.setting {
      guard let row = rows.first(where: { $0.setting.label == label }) else { throw missing(label, rows) }
      return row
    }
    guard let row = rows.first, rows.count == 1 else {
      throw Failure(
        "compare", path, because: "nothing tells with which of \(rows.count) settings it was made",
        advice: "name the setting with --setting")
    }
    if let format = made.format, format != .compressed(row.setting.codec) {
      throw missing(format.description, rows)
    }
    return row
  }

  /// The rows of a sweep to compare with.
  private func rows(of sweep: Results) throws(Failure) -> [SweepRow] {
    let rows = sweep.rows.filter { $0.status == .ok && ($0.compressedBytes ?? .zero) > .zero }
    guard !rows.isEmpty else {
      throw Failure("compare with", baseline, because: "no setting in it has a size")
    }
    guard let packing else { return rows }
    let chosen = rows.filter { $0.setting.label == packing.label }
    guard !chosen.isEmpty else { throw missing(packing.label, rows) }
    return chosen
  }

  private func missing(_ label: String, _ rows: [SweepRow]) -> Failure {
    Failure(
      "compare with", baseline, because: "it has no size for \(label)",
      advice: "it has " + rows.prefix(8).map(\.setting.label).joined(separator: ", ")
        + (rows.count > 8 ? " and \(rows.count - 8) more" : ""))
  }
}

extension Manifest {
  /// Makes the archive of a tree in scratch space and describes it.
  ///
  /// - Throws: `Failure`.
  package init(
    making choice: TreeChoice, _ packing: Packing, _ entering: (Release.Step) -> Void
  ) async throws(Failure) {
    let staging = try await Staging(choice) { entering(.stage($0)) }
    entering(.warnings(staging.warnings))
    entering(.compressing(packing))
    let scratch = try ScratchFile()
    try packing.pack(staging.tar.bytes) { (bytes) throws(Failure) in try scratch.append(bytes) }
    let archive = try MappedFile(scratch.descriptor, name: "the archive")
    entering(.verifying)
    try self.init(staging, packing, archive, named: "the archive of \(choice.tree)", verify: true)
  }

  /// Describes an archive: with the manifest beside it where that is the archive's own, else by decoding it.
  ///
  /// - Throws: `Failure` where it is no archive, or a broken one.
  package init(of path: String, _ entering: (Release.Step) -> Void) throws(Failure) {
    let archive = try MappedFile(path: path)
    let beside = path + ".json"
    if FileManager.default.fileExists(atPath: beside) {
      do throws(Failure) {
        let manifest = try Manifest(reading: beside, as: .manifest)
        let digest = try archive.withBytes { (bytes) throws(Failure) in try Digest(of: bytes) }.description
        if manifest.archiveSHA256 == digest {
          self = manifest
          return
        }
        entering(.warnings(["\(beside) is of another archive: the archive itself is read"]))
      } catch {
        entering(.warnings(["\(error): the archive itself is read"]))
      }
    }
    entering(.verifying)
    try self.init(decoding: archive, named: path)
  }
}
