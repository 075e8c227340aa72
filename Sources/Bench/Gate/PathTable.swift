import Pipeline

/// Paths by their parts: a lookup takes time proportional to the path's length, independent of its depth.
struct PathTable {
  /// A path, as the first bytes of a longer one.
  struct Prefix {
    fileprivate let whole: [UInt8]
    fileprivate let length: Int

    var bytes: ArraySlice<UInt8> { whole[..<length] }
    var path: EntryPath { EntryPath(Array(bytes)) }
  }

  private struct Key: Hashable {
    let parent: Int
    let name: ArraySlice<UInt8>
  }

  /// The paths by their numbers; 0 is the root, and a folder comes before what is in it.
  private(set) var prefixes = [Prefix(whole: [], length: 0)]
  /// The number of the folder that each is in; the root's is its own.
  private(set) var parents = [0]
  private var numbers: [Key: Int] = [:]

  /// Adds a path and the folders that it is in.
  ///
  /// - Returns: Their numbers, the outermost first, without the root's.
  @discardableResult
  mutating func insert(_ path: EntryPath) -> [Int] {
    var found: [Int] = []
    var parent = 0
    for part in Self.parts(of: path) {
      let key = Key(parent: parent, name: path.bytes[part])
      if let known = numbers[key] {
        parent = known
      } else {
        numbers[key] = prefixes.count
        parents.append(parent)
        parent = prefixes.count
        prefixes.append(Prefix(whole: path.bytes, length: part.upperBound))
      }
      found.append(parent)
    }
    return found
  }

  /// The outermost folder of a path that the table lacks; the path itself if the table has all of them.
  func outermostMissing(of path: EntryPath) -> EntryPath {
    var parent = 0
    for part in Self.parts(of: path).dropLast() {
      guard let known = numbers[Key(parent: parent, name: path.bytes[part])] else {
        return EntryPath(Array(path.bytes[..<part.upperBound]))
      }
      parent = known
    }
    return path
  }

  /// Ranges of the folders' names and of the last name; a leading slash belongs to the first.
  private static func parts(of path: EntryPath) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in path.bytes.indices where path.bytes[index] == UInt8(ascii: "/") && index > 0 {
      parts.append(start..<index)
      start = index + 1
    }
    if !path.bytes.isEmpty { parts.append(start..<path.bytes.count) }
    return parts
  }
}
