import Pipeline

/// Maps paths of the baseline to paths now. Nearly every path holds the Python version, and archives of
/// different makers have different outermost folders.
struct PathMapping {
  /// The version in a build's paths: 3.12, or 3.13t of a free-threaded build.
  struct Version: Equatable {
    /// The form of `lib/python3.12`.
    let dotted: [UInt8]
    /// The form of `_ssl.cpython-312-x86_64-linux-gnu.so`.
    let compact: [UInt8]

    /// The version that most paths name; nil if none does.
    init?(of entries: [ManifestEntry]) {
      let prefix = Array("python3.".utf8)
      var minors: [String] = []
      for entry in entries {
        for part in entry.path.bytes.split(separator: UInt8(ascii: "/")) where part.starts(with: prefix) {
          var rest = part.dropFirst(prefix.count)
          let digits = rest.prefix(while: PathMapping.isDigit)
          rest = rest.dropFirst(digits.count)
          guard !digits.isEmpty, rest.isEmpty || rest.elementsEqual("t".utf8) else { continue }
          minors.append(String(decoding: digits + rest, as: UTF8.self))
        }
      }
      // Of versions that are named equally often always the same one counts.
      let most = Dictionary(grouping: minors) { $0 }.max { left, right in
        (left.value.count, right.key.count, right.key) < (right.value.count, left.key.count, left.key)
      }
      guard let minor = most?.key else { return nil }
      dotted = Array("3.\(minor)".utf8)
      compact = Array("3\(minor)".utf8)
    }
  }

  private let versions: (from: Version, to: Version)?
  private let tops: (from: [UInt8], to: [UInt8])?

  /// Compares the paths of two archives.
  init(from base: [ManifestEntry], to now: [ManifestEntry]) {
    if let from = Version(of: base), let to = Version(of: now), from != to {
      versions = (from, to)
    } else {
      versions = nil
    }
    let (from, to) = (Self.top(of: base), Self.top(of: now))
    guard from != to else {
      tops = nil
      return
    }
    // A tree that lost all but one of its folders looks the same, so the mapping that fits more entries wins.
    let paths = Set(now.map(\.path))
    let versions = versions
    let direct = base.count { paths.contains(Self.map($0.path, versions, nil)) }
    let moved = base.count { paths.contains(Self.map($0.path, versions, (from, to))) }
    tops = moved > direct ? (from, to) : nil
  }

  /// The path now.
  func callAsFunction(_ path: EntryPath) -> EntryPath { Self.map(path, versions, tops) }

  private static func map(
    _ path: EntryPath, _ versions: (from: Version, to: Version)?, _ tops: (from: [UInt8], to: [UInt8])?
  ) -> EntryPath {
    var bytes = path.bytes
    if let tops, bytes.starts(with: tops.from) { bytes = tops.to + bytes.dropFirst(tops.from.count) }
    if let versions { bytes = replace(bytes, versions.from, versions.to) }
    return EntryPath(bytes)
  }

  /// Matches whole versions only: not in 13.12, 3.120 or cpython-3120.
  private static func replace(_ bytes: [UInt8], _ from: Version, _ to: Version) -> [UInt8] {
    var mapped: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.first {
      let before = bytes[..<rest.startIndex]
      if byte == UInt8(ascii: "3") {
        if follows(from.dotted, rest), before.last.map({ !isDigit($0) && $0 != UInt8(ascii: ".") }) ?? true {
          mapped += to.dotted
          rest = rest.dropFirst(from.dotted.count)
          continue
        }
        if follows(from.compact, rest),
          compactStarts.contains(where: { Array(before.suffix($0.count)) == $0 })
        {
          mapped += to.compact
          rest = rest.dropFirst(from.compact.count)
          continue
        }
      }
      mapped.append(byte)
      rest = rest.dropFirst()
    }
    return mapped
  }

  private static let compactStarts = ["cpython-", "python", "cp"].map { Array($0.utf8) }

  private static func follows(_ word: [UInt8], _ text: ArraySlice<UInt8>) -> Bool {
    text.starts(with: word) && !(text.dropFirst(word.count).first.map(isDigit) ?? false)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// The folder that holds all entries, with its slash; empty if there are several.
  private static func top(of entries: [ManifestEntry]) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    let tops = Set(entries.lazy.map { $0.path.bytes.prefix { $0 != slash } })
    guard tops.count == 1, let top = tops.first,
      entries.allSatisfy({ $0.kind == .folder || $0.path.bytes.count > top.count })
    else { return [] }
    return Array(top) + [slash]
  }
}
