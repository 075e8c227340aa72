/// One way to compress an archive: an encoder, its level and the other options of the label.
///
/// Its label is its key in every file and message: `zstd-19`, `zstd-19-long27`,
/// `zstd-19-T4`, `zstd-19-single`, `gzip-9`, `libdeflate-12`, `zopfli-15`, `xz-6`, `xz-9e`.
package struct Setting: Hashable, Sendable {
  package let encoder: EncoderLibrary
  /// The encoder's level; zopfli's number of iterations.
  package let level: Int
  /// Base-2 logarithm of the window of long-distance matching, in bytes; nil without `-long`.
  package let windowLog: Int?
  /// Compression threads (zstd only; any number gives the same bytes).
  package let threads: Int
  /// Whether zstd compresses in the caller's thread, without a worker (`-single`).
  ///
  /// The output differs from that of one worker, and it requests less memory.
  package let single: Bool
  /// Whether xz's extreme variant of the level is used (`e`).
  package let extreme: Bool
  /// Order of the entries in the compressed tar. The label does not include it, `name` does.
  package var order = EntryOrder.path

  /// The window logarithms of zstd on a 64-bit machine.
  package static let windowLogs = 10...31
  /// The window logarithm of `-long` without a number, as in zstd's own `--long`.
  package static let defaultWindowLog = 27
  /// The numbers of threads for `-T`; zstd's own upper limit is 256.
  package static let threadCounts = 1...256

  /// The default setting of `archive`.
  package static let releaseDefault = Setting(
    encoder: .libzstd, level: 22, windowLog: defaultWindowLog, threads: 1, single: false, extreme: false)

  private init(
    encoder: EncoderLibrary, level: Int, windowLog: Int?, threads: Int, single: Bool, extreme: Bool
  ) {
    self.encoder = encoder
    self.level = level
    self.windowLog = windowLog
    self.threads = threads
    self.single = single
    self.extreme = extreme
  }

  /// Reads a label.
  ///
  /// - Parameter label: A label such as `zstd-19-long27`.
  /// - Throws: `SettingError` that names the label and the allowed range.
  package init(label: String) throws(SettingError) {
    var parts = label.split(separator: "-", omittingEmptySubsequences: false)
    let name = String(parts.removeFirst())
    guard let encoder = EncoderLibrary(labelName: name) else {
      throw SettingError(label: label, problem: Self.encodersAllowed)
    }
    guard !parts.isEmpty else {
      throw SettingError(
        label: label, problem: "the level is missing; write for example \(encoder.exampleLabel)")
    }
    var levelText = parts.removeFirst()
    let extreme = encoder == .liblzma && levelText.hasSuffix("e")
    if extreme { levelText.removeLast() }
    guard let level = Self.number(levelText), encoder.levels.contains(level) else {
      throw SettingError(label: label, problem: encoder.levelsAllowed)
    }
    let isZstd = encoder == .libzstd
    var windowLog: Int?
    var threads: Int?
    var single = false
    for part in parts {
      if isZstd, part.hasPrefix("long"), windowLog == nil {
        let digits = part.dropFirst("long".count)
        let value = digits.isEmpty ? Self.defaultWindowLog : Self.number(digits)
        guard let value, Self.windowLogs.contains(value) else {
          throw SettingError(label: label, problem: "-long takes a window logarithm from 10 to 31")
        }
        windowLog = value
      } else if isZstd, part == "single", threads == nil, !single {
        single = true
      } else if isZstd, part.hasPrefix("T"), threads == nil, !single {
        guard let value = Self.number(part.dropFirst()), Self.threadCounts.contains(value) else {
          throw SettingError(label: label, problem: "-T takes 1 to 256 threads")
        }
        threads = value
      } else {
        let allowed = isZstd ? "only -longN and one of -TN and -single, once each," : "nothing"
        throw SettingError(label: label, problem: "\(allowed) can follow the level of \(name)")
      }
    }
    self.init(
      encoder: encoder, level: level, windowLog: windowLog, threads: threads ?? 1, single: single,
      extreme: extreme)
  }

  private static var encodersAllowed: String {
    let names = EncoderLibrary.allCases.map(\.labelName)
    let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    return "encoders are \(list); a setting looks like zstd-19-long27"
  }

  /// The format of the archive.
  package var codec: Codec { encoder.codec }

  /// The label. One thread is the default and is omitted.
  package var label: String {
    var label = "\(encoder.labelName)-\(level)"
    if extreme { label += "e" }
    if let windowLog { label += "-long\(windowLog)" }
    if threads > 1 { label += "-T\(threads)" }
    if single { label += "-single" }
    return label
  }

  /// The label for people, with an order that is not the usual one: `zstd-20 (kind)`.
  package var name: String { order == .path ? label : "\(label) (\(order.rawValue))" }

  /// The setting for a tar of another order.
  package func ordered(by order: EntryOrder) -> Setting {
    var setting = self
    setting.order = order
    return setting
  }

  /// A decimal number without sign; nil for anything else.
  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}

extension EncoderLibrary {
  /// What its levels are, with a label for each kind.
  fileprivate var levelsAllowed: String {
    let range = "\(levels.lowerBound) to \(levels.upperBound)"
    return switch self {
    case .libzstd, .zlib, .libdeflate: "\(labelName) levels are \(range)"
    case .zopfli: "zopfli takes \(range) iterations, as in \(exampleLabel)"
    case .liblzma: "xz levels are \(range), each also with e (xz-9e)"
    }
  }

  /// An example: its highest level, or the default iterations of the `zopfli` command.
  package var exampleLabel: String { "\(labelName)-\(self == .zopfli ? 15 : levels.upperBound)" }
}

extension Setting: CustomStringConvertible {
  package var description: String { name }
}

/// A label that names no setting.
package struct SettingError: Error, Hashable, CustomStringConvertible {
  /// The label as typed.
  package let label: String
  /// The problem and the allowed values.
  package let problem: String

  package init(label: String, problem: String) {
    self.label = label
    self.problem = problem
  }

  package var description: String { "setting '\(label)': \(problem)" }
}
