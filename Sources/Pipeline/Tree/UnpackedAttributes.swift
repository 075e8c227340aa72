import CLinux
import Glibc
import SystemPackage

/// Attributes of entries that a tar does not hold: capabilities, access control lists, extended attributes
/// (xattr(7)).
struct UnpackedAttributes {
  private var found: [(path: EntryPath, attribute: Attribute)] = []
  private let folder: Folder
  private var listsByName: Bool

  /// The attributes that users set, the most important last.
  enum Attribute: Comparable {
    case user, list, capability

    /// nil for attributes that the system sets, such as SELinux's labels.
    init?(_ name: String) {
      switch name {
      case "security.capability": self = .capability
      case "system.posix_acl_access", "system.posix_acl_default": self = .list
      case _ where name.hasPrefix("user.overlay.") || name.hasPrefix("user.fuseoverlayfs."): return nil
      case _ where name.hasPrefix("user."): self = .user
      default: return nil
      }
    }

    var description: String {
      switch self {
      case .user: "extended attributes"
      case .list: "an access control list"
      case .capability: "capabilities"
      }
    }
  }

  /// Looks for attributes.
  ///
  /// An error counts as no attributes: the file system may have none, or /proc may be missing.
  ///
  /// - Parameters:
  ///   - all: The entries, those of a folder mostly in a row.
  ///   - folder: The tree.
  ///   - listsByName: Whether the kernel may list attributes by an entry's name in a folder.
  init(of all: [Entry], in folder: Folder, listsByName: Bool = true) {
    self.folder = folder
    self.listsByName = listsByName
    var current: (path: EntryPath, descriptor: FileDescriptor?)?
    defer { try? current?.descriptor?.close() }
    for entry in all {
      let parent = entry.path.parent
      if current?.path != parent {
        try? current?.descriptor?.close()
        // Names relative to an open folder, because a path may be too long for one call.
        current = (parent, try? folder.openFolder(parent))
      }
      guard let descriptor = current?.descriptor else { continue }
      let attributes = names(of: entry.path.name, in: descriptor.rawValue).compactMap { Attribute($0) }
      if let attribute = attributes.max() { found.append((entry.path, attribute)) }
    }
  }

  private mutating func names(of entry: ArraySlice<UInt8>, in folder: CInt) -> [String] {
    // Nearly all entries have none, and without a buffer the kernel only counts.
    let length = list(entry, folder, into: nil, 0)
    guard length > 0 else { return [] }
    var names = [CChar](repeating: 0, count: length)
    let count = list(entry, folder, into: &names, length)
    return names[..<count].split(separator: 0).map { part in
      String(decoding: part.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Lists the names of an entry's attributes, each with a zero at its end.
  ///
  /// - Returns: The length of the list; 0 after an error.
  private mutating func list(
    _ entry: ArraySlice<UInt8>, _ folder: CInt, into names: UnsafeMutablePointer<CChar>?, _ size: Int
  ) -> Int {
    if listsByName {
      let length = pybench_list_attributes(folder, entry.cString, names, size)
      guard length < 0, errno == ENOSYS || errno == EPERM else { return max(length, 0) }
      // Older kernels lack the call, and some containers forbid it.
      listsByName = false
    }
    let path = Array("/proc/self/fd/\(folder)/".utf8) + entry
    return max(llistxattr(path.cString, names, size), 0)
  }

  /// A sentence; nil without attributes.
  var warnings: [String] {
    guard let most = found.map(\.attribute).max(),
      let example = found.filter({ $0.attribute == most }).map(\.path).min()
    else { return [] }
    return [
      "\(found.count) \(found.count == 1 ? "entry loses" : "entries lose") capabilities, access control lists or "
        + "extended attributes, which the tar does not keep, such as \(most.description) of "
        + folder.display(example)
    ]
  }
}
