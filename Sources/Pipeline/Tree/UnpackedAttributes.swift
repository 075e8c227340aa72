import CLinux
import Glibc
import SystemPackage

/// Attributes of entries that a tar does not hold: capabilities, access control lists, extended attributes
/// (xattr(7)).
struct UnpackedAttributes {
  private var entries = 0
  private var example: (path: EntryPath, attribute: Attribute)?
  private let folder: Folder

  /// The attributes that users set, the most important last.
  private enum Attribute: Int {
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
  init(of all: [Entry], in folder: Folder) {
    self.folder = folder
    for (parent, entries) in Dictionary(grouping: all, by: \.path.parent) {
      // Names relative to an open folder, because a path may be too long for one call.
      guard let descriptor = try? folder.openFolder(parent) else { continue }
      defer { try? descriptor.close() }
      let base = Array("/proc/self/fd/\(descriptor.rawValue)/".utf8)
      for entry in entries { add(entry, at: base + entry.path.name) }
    }
  }

  private mutating func add(_ entry: Entry, at path: [UInt8]) {
    let found = Self.names(at: path).compactMap { Attribute($0) }
    guard let attribute = found.max(by: { $0.rawValue < $1.rawValue }) else { return }
    entries += 1
    let isBetter =
      example.map { known in
        attribute == known.attribute
          ? entry.path < known.path : attribute.rawValue > known.attribute.rawValue
      } ?? true
    if isBetter { example = (entry.path, attribute) }
  }

  private static func names(at path: [UInt8]) -> [String] {
    let name = path.map { CChar(bitPattern: $0) } + [0]
    let length = llistxattr(name, nil, 0)
    guard length > 0 else { return [] }
    var list = [CChar](repeating: 0, count: length)
    let count = llistxattr(name, &list, list.count)
    return list.prefix(max(0, count)).split(separator: 0).map { part in
      String(decoding: part.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// A sentence; nil without attributes.
  var warnings: [String] {
    guard let example else { return [] }
    return [
      "\(entries) \(entries == 1 ? "entry loses" : "entries lose") capabilities, access control lists or extended "
        + "attributes, which the tar does not keep, such as \(example.attribute.description) of "
        + folder.display(example.path)
    ]
  }
}
