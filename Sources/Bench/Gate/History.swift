package import BenchCore
import FoundationEssentials
import Glibc
import Pipeline
import SystemPackage

/// The history of releases: an append-only file of JSON lines.
///
/// Histories of two branches are merged by concatenation, so lines may be repeated. Lines are in the order of the
/// releases; dates do not order them, because the date of an archive's file may be later than that of the next one.
package struct History: Sendable, Equatable {
  /// The releases, in the order of their lines; equal lines are one.
  package var records: [HistoryRecord]
  /// The number of the first release's line, from 1; nil without a release.
  private(set) var firstLine: Int?
  /// The unreadable lines.
  package var problems: [Problem]

  /// A line that cannot be read.
  package struct Problem: Sendable, Hashable, Codable {
    /// Its number, from 1.
    package var line: Int
    /// What is wrong with it.
    package var reason: String
  }

  /// Reads a history.
  ///
  /// - Throws: `Failure` if the file or all of its lines are unreadable.
  package init(reading path: String) throws(Failure) {
    do throws(Errno) {
      self.init(Data(try IO.contents(of: path)))
    } catch {
      let advice: String? =
        switch error {
        case .noSuchFileOrDirectory: "'pybench check --update --history FILE' writes one"
        case .isDirectory: "name the file in it"
        default: nil
        }
      throw Failure("read history", path, because: error, advice: advice)
    }
    if records.isEmpty, let first = problems.first {
      throw Failure(
        "read history", path, because: "line \(first.line): \(first.reason)",
        advice: "name a file that 'pybench check --history' wrote")
    }
  }

  /// Reads a history's lines.
  init(_ data: Data) {
    problems = []
    records = []
    var known: Set<HistoryRecord> = []
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      do throws(JSONProblem) {
        let record = try JSONText.decode(HistoryRecord.self, from: Data(line))
        firstLine = firstLine ?? index + 1
        if known.insert(record).inserted { records.append(record) }
      } catch {
        problems.append(Problem(line: index + 1, reason: Self.reason(error)))
      }
    }
  }

  /// The parser counts lines within the line it is given.
  private static func reason(_ problem: JSONProblem) -> String {
    let text = problem.description
    return text.hasPrefix("line 1: ") ? String(text.dropFirst(8)) : text.replacing(", in line 1", with: "")
  }

  /// Rejects a file that is not a history: its first line that is not blank is not a release.
  ///
  /// - Parameter path: The file to append to, which need not exist.
  /// - Throws: `Failure` that names the line.
  static func check(_ path: String) throws(Failure) {
    let contents: [UInt8]
    do throws(Errno) {
      guard let status = try IO.status(of: path), status.st_mode & S_IFMT == S_IFREG else { return }
      contents = try IO.contents(of: path)
    } catch {
      throw Failure("read history", path, because: error)
    }
    let past = History(Data(contents))
    guard let first = past.problems.first, past.firstLine.map({ first.line < $0 }) ?? true else { return }
    throw Failure(
      "append to history", path, because: "line \(first.line) is not a release: \(first.reason)",
      advice: "name another file for --history, or restore it from version control")
  }

  /// Appends a release: one line in one write, synced to the disk.
  ///
  /// - Throws: `Failure` with the system's message.
  package static func append(_ record: HistoryRecord, to path: String) throws(Failure) {
    let line = try JSONText.line(record)
    do throws(Errno) {
      let file = try IO.retrying { open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644) }
      defer { close(file) }
      // If the last line has no line end (an editor, a full disk), this line must start a new one.
      let size = Int(lseek(file, 0, SEEK_END))
      let last = try IO.bytes(file, 1, at: max(0, size - 1))
      let isOpen = last.contains { $0 != UInt8(ascii: "\n") }
      try IO.write(file, Array(((isOpen ? "\n" : "") + line + "\n").utf8).span.bytes)
      try IO.retrying { fsync(file) }
    } catch {
      throw Failure("append to history", path, because: error)
    }
  }
}

/// Growth of an archive over several releases.
package struct Drift: Sendable, Equatable {
  /// Number of releases to compare with.
  package static let window = 10

  /// The setting; nil if it is not known.
  package var setting: String?
  /// The size now.
  package var now: ByteCount
  /// The smallest size of the last releases.
  package var smallest: ByteCount
  /// That release's name.
  package var release: String

  /// Compares with the last releases of a setting; nil if there are none.
  package init?(_ now: ByteCount, _ setting: String?, after history: History) {
    let last = history.records.filter { $0.setting == setting }.suffix(Self.window)
    guard let least = last.reversed().min(by: { $0.compressedBytes < $1.compressedBytes }) else { return nil }
    self.setting = setting
    self.now = now
    smallest = least.compressedBytes
    release = least.name
  }

  /// Growth of the archive; negative if it shrank.
  package var growth: ByteCount { now - smallest }
}
