package import BenchCore
import FoundationEssentials
import Glibc
package import Pipeline
import SystemPackage

/// The folder that a sweep writes: `sweep.csv`, `samples.csv`, `stages.csv` and `datapackage.json`.
///
/// A kill at any time leaves complete rows: tables are replaced by renaming, samples are appended line by line.
package final class ResultsFolder: @unchecked Sendable {
  /// What to do with existing results.
  package enum Existing: Sendable {
    /// Keep them and fail with this advice.
    case refuse(advice: String)
    /// Continue them if tree, tar, libraries and machine are the same.
    case resume
    case replace
  }

  package let name: String
  package let path: String
  /// Rows that were there.
  package private(set) var rows: [SweepRow] = []
  /// Runs that were there.
  package private(set) var samples: [Sample] = []
  private let lock: CInt
  private var sampleFile: CInt = -1
  /// Folders created for the results; they are removed if nothing is written.
  private var made: [String] = []

  /// Opens the folder `name` in `output` and creates it if needed. Existing results are not changed yet.
  ///
  /// - Parameters:
  ///   - name: Name of the results.
  ///   - output: Folder of all results.
  ///   - share: The shard of the sweep in this folder; nil for the whole sweep.
  ///   - tree: The tree to measure; results must be outside of it. nil if there is none.
  ///   - existing: What to do with existing results.
  /// - Throws: `Failure` if the folder is not writable, holds unwanted results, or another sweep writes to it.
  package init(
    _ name: String, in output: String, share: Shard? = nil, outside tree: String?, existing: Existing
  ) throws(Failure) {
    self.name = name
    path = output + "/" + name + (share.map { ".\($0.index)-of-\($0.count)" } ?? "")
    try Self.check(path, outside: tree)
    made = OutputPath.ancestors(of: path).filter { access($0, F_OK) != 0 }
    for folder in made { TemporaryFiles.addFolder(folder) }
    do throws(Errno) {
      for folder in made.reversed() {
        do throws(Errno) { try IO.retrying { mkdir(folder, 0o777) } } catch .fileExists {}
      }
    } catch {
      Self.remove(made)
      throw Failure("create the results folder", path, because: error, advice: "name another with --output")
    }
    do throws(Failure) {
      // The check is repeated now that the folder exists.
      try Self.check(path, outside: tree)
    } catch {
      Self.remove(made)
      throw error
    }
    let place = path
    do throws(Errno) {
      lock = try IO.retrying { open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    } catch {
      Self.remove(made)
      throw Failure("read", path, because: error)
    }
    guard access(path, W_OK) == 0 else {
      throw Failure(
        "write to the results folder", path, because: String(cString: strerror(errno)),
        advice: "name another with --output")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(
        "write to", path, because: "another sweep is writing to it", advice: "wait, or use --name")
    }
    // A sweep that has nothing left to write would not remove them.
    AtomicFile.clear(ResultsFile.names, in: lock)
    let present: [String]
    do {
      present = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix(".tmp") }
    } catch {
      throw Failure("read", path, because: Failure.reason(error))
    }
    switch existing {
    case .refuse(let advice):
      guard present.isEmpty else {
        throw Failure(
          "write to", path, because: "it already holds \(present.sorted().joined(separator: ", "))",
          advice: advice)
      }
    case .resume:
      if present.contains("sweep.csv") { rows = try Results.table(at: path + "/sweep.csv", SweepTable.row) }
      if present.contains("samples.csv") { try readSamples() }
      try refuseRepeats()
      // After a kill between a run and its row, the row lacks the run.
      let runs = Dictionary(grouping: samples, by: \.setting)
      let spread = SweepSpread(samples)
      rows = rows.map { row in runs[row.setting].map { row.timed(by: $0, spread) } ?? row }
    case .replace: break
    }
  }

  private static func check(_ path: String, outside tree: String?) throws(Failure) {
    guard let tree else { return }
    try OutputPath.check(
      path, outside: tree, "write results to", advice: "name a folder outside of the tree with --output")
  }

  deinit {
    close(lock)
    if sampleFile >= 0 { close(sampleFile) }
    Self.remove(made)
  }

  /// Removes new folders if they are empty.
  private static func remove(_ folders: [String]) {
    for folder in folders {
      rmdir(folder)
      TemporaryFiles.forget(folder)
    }
  }

  /// The provenance of the existing results; nil if nothing was measured.
  package var recorded: Provenance? {
    get throws(Failure) {
      guard !rows.isEmpty || !samples.isEmpty else { return nil }
      return try DataPackage.provenance(at: path + "/datapackage.json")
    }
  }

  /// The provenance of the results to resume; nil if there are none.
  ///
  /// - Parameter provenance: The tree, the tar and the method of the sweep.
  /// - Throws: `Failure` that names the difference.
  package func earlier(of provenance: Provenance) throws(Failure) -> Provenance? {
    guard let earlier = try recorded else { return nil }
    if let difference = provenance.difference(from: earlier) {
      let remedy = earlier.remedy(for: difference).map { "\($0) to continue, " } ?? ""
      throw Failure(
        "resume", path, because: difference.description,
        advice: remedy + "use --overwrite to start over, or --name for another folder")
    }
    return earlier
  }

  /// Starts writing. Results of another sweep are removed.
  ///
  /// - Parameters:
  ///   - stages: The waterfall.
  ///   - provenance: The tree, the tar and the method of the sweep.
  /// - Returns: The provenance of the folder's results.
  /// - Throws: `Failure` that names the difference from the results to resume.
  package func begin(_ stages: [Stage], _ provenance: Provenance) throws(Failure) -> Provenance {
    var provenance = provenance
    if let earlier = try earlier(of: provenance) { provenance.add(earlier) }
    try write(rows, samples, stages, provenance)
    do throws(Errno) {
      sampleFile = try IO.retrying { open(path + "/samples.csv", O_WRONLY | O_APPEND | O_CLOEXEC) }
    } catch {
      throw Failure("write", path + "/samples.csv", because: error)
    }
    return provenance
  }

  package func write(_ merge: Merge) throws(Failure) {
    try write(merge.rows, merge.samples, merge.stages, merge.provenance)
  }

  /// Writes all files. The description comes last, so that an incomplete folder has none.
  private func write(
    _ rows: [SweepRow], _ samples: [Sample], _ stages: [Stage], _ provenance: Provenance
  ) throws(Failure) {
    for folder in made { TemporaryFiles.forget(folder) }
    made = []
    try write(rows)
    try AtomicFile.write(CSV.table(samples, SampleTable.columns), to: path + "/samples.csv")
    try AtomicFile.write(CSV.table(stages, StageTable.columns(of: name)), to: path + "/stages.csv")
    try write(provenance)
  }

  /// Writes the description of the results.
  package func write(_ provenance: Provenance) throws(Failure) {
    try AtomicFile.write(try DataPackage.text(provenance), to: path + "/datapackage.json")
  }

  package func write(_ rows: [SweepRow]) throws(Failure) {
    try AtomicFile.write(
      CSV.table(rows, SweepTable.columns),
      to: path + "/sweep.csv", durable: false)
  }

  /// Adds a run.
  package func append(_ sample: Sample) throws(Failure) {
    let line = Array(CSV.record(sample, SampleTable.columns).utf8)
    let end = lseek(sampleFile, 0, SEEK_END)
    do throws(Errno) {
      try IO.write(sampleFile, line.span.bytes)
    } catch {
      // A partial write means that the disk is full. It is truncated, so that only complete lines remain.
      if end >= 0 { ftruncate(sampleFile, end) }
      throw Failure("write", path + "/samples.csv", because: error)
    }
  }

  /// Rejects tables with a repeated key (edited or merged), because it is unknown which row counts.
  private func refuseRepeats() throws(Failure) {
    func check(_ keys: [String], _ file: String) throws(Failure) {
      var seen: [String: Int] = [:]
      for (index, key) in keys.enumerated() {
        guard let first = seen.updateValue(index, forKey: key) else { continue }
        throw Failure(
          "resume", path, because: "row \(index + 1) of \(file) repeats \(key) of row \(first + 1)",
          advice: "remove one of the rows, or use --overwrite")
      }
    }
    try check(rows.map(\.setting.name), "sweep.csv")
    try check(
      samples.map {
        "\($0.setting.name) \($0.operation.rawValue) \($0.round)" + ($0.machine.map { " on \($0)" } ?? "")
      }, "samples.csv")
  }

  /// Reads the runs and adds the tree's name to those of earlier versions.
  private func readSamples() throws(Failure) {
    samples = try Results.samples(at: path + "/samples.csv").map { sample in
      var sample = sample
      sample.tree = name
      return sample
    }
  }
}
