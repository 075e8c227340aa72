import BenchCore
/// Order of the entries of a tree in its tar.
package enum EntryOrder: String, CaseIterable, Codable, Sendable {
  /// By path, component by component.
  case path
  /// By kind of file as `EntryGroup` lists them, and by path within a kind.
  ///
  /// Similar files are then within the window of a codec. Compared with `path`, archives of a Python build are
  /// about 1 % smaller with windows of 32 MiB and more, and larger with short windows at low levels.
  case kind
}

/// The kinds of entries that `EntryOrder.kind` keeps together, in its order.
enum EntryGroup: Int, Comparable, Sendable {
  case folder
  /// Executables, shared objects and object files, recognized by content.
  case elf
  /// `ar` archives, recognized by content.
  case staticLibrary
  /// C and C++ headers, recognized by name.
  case header
  /// `.py`
  case python
  /// `.pyc` that hold at least a header.
  case bytecode
  /// Everything else, symbolic links included.
  case rest

  init(name: ArraySlice<UInt8>, size: ByteCount, form: FileContents.Form) {
    let name = Array(name)
    self =
      switch form {
      case .elf: .elf
      case .staticLibrary: .staticLibrary
      case .other where Self.headers.contains(where: name.hasSuffix): .header
      case .other where name.hasSuffix(".py"): .python
      case .other where name.hasSuffix(".pyc") && size.bytes >= BytecodeHeader.minimumSize: .bytecode
      case .other: .rest
      }
  }

  private static let headers = [".h", ".hh", ".hpp", ".hxx"]

  static func < (left: EntryGroup, right: EntryGroup) -> Bool { left.rawValue < right.rawValue }
}
