/// A compression format that releases ship.
package enum Codec: String, Hashable, Sendable, CaseIterable, Codable {
  case zstd, gzip, xz

  /// What follows `.tar` in the name of an archive of this codec.
  package var fileExtension: String {
    switch self {
    case .zstd: "zst"
    case .gzip: "gz"
    case .xz: "xz"
    }
  }

  /// The levels that the codec's own command line takes.
  package var levels: ClosedRange<Int> {
    switch self {
    case .zstd: 1...22
    case .gzip: 1...9
    case .xz: 0...9
    }
  }
}

/// One way to compress an archive: a codec, its level and what else the label names.
///
/// A setting is written as a label, which is its key in every file and message: `zstd-19`,
/// `zstd-19-long27`, `zstd-19-T4`, `gzip-9`, `xz-6`, `xz-9e`.
package struct Setting: Hashable, Sendable {
  /// The codec.
  package let codec: Codec
  /// The codec's level.
  package let level: Int
  /// Base-2 logarithm of the window in bytes that long-distance matching is asked to use; nil without `-long`.
  package let windowLog: Int?
  /// Compression threads (zstd only; any number gives the same bytes).
  package let threads: Int
  /// Whether xz's extreme variant of the level is used (`e`).
  package let extreme: Bool

  /// The window logarithms that zstd takes on a 64-bit machine.
  package static let windowLogs = 10...31
  /// The window logarithm that a bare `-long` means, as in zstd's own `--long`.
  package static let defaultWindowLog = 27
  /// The numbers of threads that `-T` takes; zstd's own upper limit is 256.
  package static let threadCounts = 1...256

  /// The setting that `archive` uses when none is named.
  package static let releaseDefault = Setting(
    codec: .zstd, level: 22, windowLog: defaultWindowLog, threads: 1, extreme: false)

  private init(codec: Codec, level: Int, windowLog: Int?, threads: Int, extreme: Bool) {
    self.codec = codec
    self.level = level
    self.windowLog = windowLog
    self.threads = threads
    self.extreme = extreme
  }

  /// Reads a label.
  ///
  /// - Parameter label: A label such as `zstd-19-long27`.
  /// - Throws: `SettingError` that names the label and the allowed range.
  package init(label: String) throws(SettingError) {
    var parts = label.split(separator: "-", omittingEmptySubsequences: false)
    let name = String(parts.removeFirst())
    guard let codec = Codec(rawValue: name) else {
      throw SettingError(
        label: label, problem: "codecs are zstd, gzip and xz; a setting looks like zstd-19-long27")
    }
    guard !parts.isEmpty else {
      throw SettingError(
        label: label, problem: "the level is missing; write for example \(name)-\(codec.levels.upperBound)")
    }
    var levelText = parts.removeFirst()
    let extreme = codec == .xz && levelText.hasSuffix("e")
    if extreme { levelText.removeLast() }
    guard let level = Self.number(levelText), codec.levels.contains(level) else {
      let range = "\(name) levels are \(codec.levels.lowerBound) to \(codec.levels.upperBound)"
      throw SettingError(label: label, problem: codec == .xz ? "\(range), each also with e (xz-9e)" : range)
    }
    var windowLog: Int?
    var threads: Int?
    for part in parts {
      if codec == .zstd, part.hasPrefix("long"), windowLog == nil {
        let digits = part.dropFirst("long".count)
        let value = digits.isEmpty ? Self.defaultWindowLog : Self.number(digits)
        guard let value, Self.windowLogs.contains(value) else {
          throw SettingError(label: label, problem: "-long takes a window logarithm from 10 to 31")
        }
        windowLog = value
      } else if codec == .zstd, part.hasPrefix("T"), threads == nil {
        guard let value = Self.number(part.dropFirst()), Self.threadCounts.contains(value) else {
          throw SettingError(label: label, problem: "-T takes 1 to 256 threads")
        }
        threads = value
      } else {
        let allowed = codec == .zstd ? "only -longN and -TN, once each," : "nothing"
        throw SettingError(label: label, problem: "\(allowed) can follow the level of \(name)")
      }
    }
    self.init(codec: codec, level: level, windowLog: windowLog, threads: threads ?? 1, extreme: extreme)
  }

  /// The label: one thread is the default and left out.
  package var label: String {
    var label = "\(codec.rawValue)-\(level)"
    if extreme { label += "e" }
    if let windowLog { label += "-long\(windowLog)" }
    if threads > 1 { label += "-T\(threads)" }
    return label
  }

  /// A decimal number without sign; nil for anything else.
  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}

extension Setting: CustomStringConvertible {
  package var description: String { label }
}

extension Setting: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      try self.init(label: container.decode(String.self))
    } catch let error as SettingError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(label)
  }
}

/// A label that names no setting.
package struct SettingError: Error, Hashable, CustomStringConvertible {
  /// The label as it was given.
  package let label: String
  /// What is wrong with it and what is allowed.
  package let problem: String

  /// Creates an error about `label`.
  package init(label: String, problem: String) {
    self.label = label
    self.problem = problem
  }

  package var description: String { "setting '\(label)': \(problem)" }
}
