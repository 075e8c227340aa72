import CLinux
import Glibc
import SystemPackage

/// Attributes of entries that a tar does not hold: capabilities, access control lists, extended attributes
/// (xattr(7)).
struct UnpackedAttributes {
  private var found: [(path: EntryPath, attribute: Attribute)] = []
  private let folder: Folder

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
  init(of all: [Entry], in folder: Folder) {
    self.folder = folder
    let names = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(XATTR_LIST_MAX))
    defer { names.deallocate() }
    for (parent, entries) in Dictionary(grouping: all, by: \.path.parent) {
      // Names relative to an open folder, because a path may be too long for one call.
      guard let descriptor = try? folder.openFolder(parent) else { continue }
      defer { try? descriptor.close() }
      let base = Array("/proc/self/fd/\(descriptor.rawValue)/".utf8)
      for entry in entries {
        let attributes = Self.names(at: base + entry.path.name, in: names).compactMap { Attribute($0) }
        if let attribute = attributes.max() { found.append((entry.path, attribute)) }
      }
    }
  }

  private static func names(at path: [UInt8], in buffer: UnsafeMutableBufferPointer<CChar>) -> [String] {
    let name = path.cString
    guard
      let length = try? IO.retrying({ CInt(llistxattr(name, buffer.baseAddress, buffer.count)) })
    else { return [] }
    return buffer[..<Int(length)].split(separator: 0).map { part in
      String(decoding: part.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
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
