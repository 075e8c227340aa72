package import BenchCore
import FoundationEssentials
import Glibc
package import Pipeline
import SystemPackage

/// A finished or unfinished sweep, read from its folder.
package struct Results: Sendable {
  /// The folder's name for people: the tree's name.
  package let name: String
  /// The folder's path as given.
  package let folder: String
  /// The rows of `sweep.csv` in their order.
  package let rows: [SweepRow]
  /// The rows of `samples.csv`; empty if it is not there.
  package let samples: [Sample]
  /// The rows of `stages.csv`; empty if only a `sweep.csv` was given.
  package let stages: [Stage]
  /// The provenance in `datapackage.json`; nil if only a `sweep.csv` was given.
  package let provenance: Provenance?

  /// Reads a results folder, or a lone `sweep.csv`.
  ///
  /// - Parameters:
  ///   - path: A folder that `pybench compress` wrote, or a `sweep.csv`.
  ///   - withRuns: Whether to read the runs, which are most of a result. They are always read if the rows have no
  ///     errors.
  /// - Throws: `Failure` that names the file, the row and the column.
  package init(reading path: String, withRuns: Bool = true) throws(Failure) {
    guard let status = try Self.status(of: path) else {
      throw Failure(
        "read results", path, because: "no such file or folder",
        advice: "name a folder that 'pybench compress' wrote, such as results/NAME")
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let table = try isFolder ? Self.status(of: path + "/sweep.csv") : status
    guard table != nil else {
      throw Failure(
        "read results", path, because: "it holds no sweep.csv",
        advice:
          "name a folder that 'pybench compress' wrote, such as \(Self.example(in: path) ?? "results/NAME")")
    }
    folder = path
    let sweep = isFolder ? path + "/sweep.csv" : path
    var (statesErrors, statesOrder) = (true, true)
    var rows = try Self.table(at: sweep) { (cells) throws(CellError) in
      statesErrors = statesErrors && cells.keys.contains(SweepTable.errorColumn)
      statesOrder = statesOrder && cells.keys.contains(SweepTable.orderColumn)
      return try SweepTable.row(from: cells)
    }
    guard let first = rows.first else {
      throw Failure(
        "read results", sweep, because: "it has no rows",
        advice: "run 'pybench compress' to measure some settings")
    }
    name = first.tree
    let runs = (isFolder ? path : Self.folder(of: path)) + "/samples.csv"
    if isFolder {
      stages = try Self.table(at: path + "/stages.csv", StageTable.row)
      provenance = try DataPackage.provenance(at: path + "/datapackage.json")
    } else {
      stages = []
      provenance = nil
    }
    // Versions before 0.2 wrote no errors, and a stopped sweep wrote preliminary ones. They are computed from all runs.
    let lacksErrors = !statesErrors || provenance.map { $0.ended == nil } ?? false
    var samples: [Sample] = []
    if withRuns || lacksErrors, try Self.status(of: runs) != nil {
      samples = try Self.samples(at: runs)
    }
    if !statesOrder, let order = provenance?.pipeline?.options.order {
      // Sweeps of versions before 0.2 have one order, and only the provenance has it.
      for index in rows.indices { rows[index].setting.order = order }
      for index in samples.indices { samples[index].setting.order = order }
    }
    if lacksErrors {
      let spread = SweepSpread(samples)
      let own = Dictionary(grouping: samples, by: \.setting)
      rows = rows.map { row in own[row.setting].map { row.timed(by: $0, spread) } ?? row }
    }
    self.rows = rows
    self.samples = samples
  }

  /// What the system knows of a file or a folder; nil if there is none.
  private static func status(of path: String) throws(Failure) -> stat? {
    do throws(Errno) {
      return try IO.status(of: path)
    } catch {
      throw Failure("read results", path, because: error)
    }
  }

  /// The tree's path on the command line of the sweep; nil if not recorded.
  package var recordedTree: String? {
    provenance?.tree.path
  }

  /// A result in a folder of results; nil if there is none.
  private static func example(in path: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().map { path + "/" + $0 }
      .first { FileManager.default.fileExists(atPath: $0 + "/sweep.csv") }
  }

  /// Creates results from known values.
  package init(
    name: String, folder: String, rows: [SweepRow], samples: [Sample] = [], stages: [Stage] = [],
    provenance: Provenance? = nil
  ) {
    self.name = name
    self.folder = folder
    self.rows = rows
    self.samples = samples
    self.stages = stages
    self.provenance = provenance
  }

  /// The folder of a file.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  package func row(_ setting: Setting) -> SweepRow? { rows.first { $0.setting == setting } }

  /// Reads the runs of a `samples.csv`; a last line without its end was cut off by a kill and is dropped.
  static func samples(at path: String) throws(Failure) -> [Sample] {
    let text = try bytes(of: path)
    let end = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return try table(Array(text[..<end]), named: path, SampleTable.row)
  }

  /// Reads the rows of one CSV file.
  static func table<Row>(
    at path: String, _ read: ([String: String]) throws(CellError) -> Row
  ) throws(Failure) -> [Row] {
    try table(bytes(of: path), named: path, read)
  }

  private static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try IO.contents(of: path)
    } catch {
      throw Failure("read", path, because: error)
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Failure("read", path, because: "it is not UTF-8")
    }
    return bytes
  }

  /// Reads the rows of a CSV text; `path` names it in errors.
  static func table<Row>(
    _ text: [UInt8], named path: String, _ read: ([String: String]) throws(CellError) -> Row
  ) throws(Failure) -> [Row] {
    let records: [CSV.Row]
    do {
      records = try CSV.rows(of: text)
    } catch {
      throw Failure(
        "read", path, because: "it is not CSV: \(error)",
        advice: "name a folder that 'pybench compress' wrote, or its sweep.csv")
    }
    var rows: [Row] = []
    for record in records {
      do {
        rows.append(try read(record.cells))
      } catch {
        throw Failure("read", path, because: "line \(record.line), \(error)")
      }
    }
    return rows
  }
}

extension [Results] {
  /// Their names, distinguished by their folders if names repeat.
  package var uniqueNames: [String] {
    map { own in count { $0.name == own.name } > 1 ? "\(own.name) (\(own.folder))" : own.name }
  }
}
