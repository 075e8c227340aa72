package import BenchCore
import FoundationEssentials
import Glibc
import Pipeline
import SystemPackage

/// The history of releases: an append-only file of JSON lines.
///
/// Histories of two branches are merged by concatenation, so lines may be unordered and repeated.
package struct History: Sendable, Equatable {
  /// The releases, by date; equal lines are one.
  package var records: [HistoryRecord]
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
    var found: [(record: HistoryRecord, line: Int)] = []
    var known: Set<HistoryRecord> = []
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      do throws(JSONProblem) {
        let record = try JSONText.decode(HistoryRecord.self, from: Data(line))
        if known.insert(record).inserted { found.append((record, index)) }
      } catch {
        problems.append(Problem(line: index + 1, reason: Self.reason(error)))
      }
    }
    // Dates have one form and one time zone, so they sort as text.
    records = found.sorted { ($0.record.date, $0.line) < ($1.record.date, $1.line) }.map(\.record)
  }

  /// The parser counts lines within the line it is given.
  private static func reason(_ problem: JSONProblem) -> String {
    let text = problem.description
    return text.hasPrefix("line 1: ") ? String(text.dropFirst(8)) : text.replacing(", in line 1", with: "")
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
