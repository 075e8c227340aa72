import BenchCore
package import Pipeline

/// Pairs of entries of the baseline and of the archive.
struct Counterparts {
  /// Entries of both, the baseline's first.
  private(set) var pairs: [(old: ManifestEntry, new: ManifestEntry, isMoved: Bool)] = []
  /// Entries of the baseline that have no counterpart.
  private(set) var vanished: [ManifestEntry] = []
  /// Entries that have no counterpart in the baseline.
  private(set) var appeared: [ManifestEntry] = []
  /// Maps paths of the baseline to paths now.
  let mapping: PathMapping

  /// Pairs entries by path, then by path with the version mapped, then by contents, and finally binaries by name
  /// without versions.
  init(from base: [ManifestEntry], to now: [ManifestEntry]) {
    mapping = PathMapping(from: base, to: now)
    let places = Dictionary(now.enumerated().map { ($1.path, $0) }) { first, _ in first }
    var partners = [Int?](repeating: nil, count: base.count)
    var taken = [Bool](repeating: false, count: now.count)
    func pair(_ index: Int, _ place: Int?) {
      guard let place, !taken[place] else { return }
      partners[index] = place
      taken[place] = true
    }
    for index in base.indices { pair(index, places[base[index].path]) }
    for index in base.indices where partners[index] == nil {
      pair(index, places[mapping(base[index].path)])
    }
    let byPath = partners

    /// Pairs the remaining entries with equal keys.
    func pairRest(_ key: (ManifestEntry, EntryPath) -> [UInt8]?) {
      var free: [[UInt8]: [Int]] = [:]
      for place in now.indices.reversed() where !taken[place] {
        if let key = key(now[place], now[place].path) { free[key, default: []].append(place) }
      }
      for index in base.indices where partners[index] == nil {
        guard let key = key(base[index], mapping(base[index].path)) else { continue }
        pair(index, free[key]?.popLast())
      }
    }
    let slash = UInt8(ascii: "/")
    pairRest { entry, path in Self.contents(entry).map { $0 + [slash] + path.name } }
    pairRest { entry, _ in Self.contents(entry) }
    pairRest { entry, path in
      entry.isBinary ? path.parent.bytes + [slash] + BinaryName(path).bytes : nil
    }
    pairRest { entry, path in entry.isBinary ? BinaryName(path).bytes : nil }

    for (index, old) in base.enumerated() {
      if let place = partners[index] {
        pairs.append((old, now[place], byPath[index] == nil))
      } else {
        vanished.append(old)
      }
    }
    appeared = now.indices.filter { !taken[$0] }.map { now[$0] }
  }

  /// Key by contents; nil for empty files and other kinds.
  private static func contents(_ entry: ManifestEntry) -> [UInt8]? {
    guard let digest = entry.digest, entry.bytes > .zero else { return nil }
    return Array("\(entry.kind.rawValue) \(entry.bytes.bytes) \(digest)".utf8)
  }
}

/// The name of a binary without its versions: `_ssl` of `_ssl.cpython-312-x86_64-linux-gnu.so`, `libpython` of
/// `libpython3.12.so.1.0`, `python` of `python3.12`.
struct BinaryName {
  let bytes: [UInt8]

  init(_ path: EntryPath) {
    var name = String(decoding: path.name, as: UTF8.self)[...]
    let isModule = [".cpython-", ".abi3.", ".pypy"].contains { name.contains($0) }
    for end in [".cpython-", ".abi3.", ".pypy", ".so"] {
      if let range = name.firstRange(of: end), range.lowerBound > name.startIndex {
        name = name[..<range.lowerBound]
      }
    }
    // A module's whole name counts: _sha2 is not _sha256. Wheels add a hash to libraries' names.
    if !isModule {
      if let dash = name.lastIndex(of: "-"),
        name[dash...].prefixMatch(of: /-[0-9a-f]{8}(?:[.][0-9.]+)?$/) != nil
      {
        name = name[..<dash]
      }
      if let version = name.firstMatch(of: /-?[0-9]+(?:[.][0-9]+)+t?$/) {
        name = name[..<version.range.lowerBound]
      }
    }
    bytes = Array(name.utf8)
  }
}

extension ManifestEntry {
  /// Whether it is an executable, an extension module or a shared library, not an object file or debug symbols.
  package var isBinary: Bool {
    kind == .elf && !["o", "obj", "debug", "dbg"].contains(path.fileExtension)
  }
}

extension EntryPath {
  /// The name's extension; empty without one.
  fileprivate var fileExtension: String {
    guard let point = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return String(decoding: name[(point + 1)...], as: UTF8.self)
  }
}
