import Glibc

/// The mounts that this process sees (proc_pid_mountinfo(5)). They show whether two paths lead to one folder.
struct MountTable {
  private struct Mount {
    /// Major and minor number of the file system's device.
    let device: Substring
    /// The mounted folder, as a path in its file system.
    let root: [Substring]
    /// Where it is mounted.
    let point: [Substring]
  }

  /// A folder or file, by its path in its file system.
  private struct Place {
    let device: Substring
    let path: [Substring]

    func holds(_ other: Place) -> Bool { device == other.device && other.path.starts(with: path) }
  }

  private let mounts: [Mount]

  /// The table of this process; empty without `/proc`.
  static var current: MountTable { MountTable(SystemFile.text("/proc/self/mountinfo") ?? "") }

  /// Reads a table.
  init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 4 else { return nil }
      return Mount(device: fields[2], root: Self.parts(fields[3]), point: Self.parts(fields[4]))
    }
  }

  /// Whether a path is in a folder, or in a file system mounted there, even if it is reached by another mount.
  ///
  /// - Parameters:
  ///   - path: An absolute path without links.
  ///   - folder: A path like it.
  func lies(_ path: String, in folder: String) -> Bool {
    let (own, outer) = (Self.parts(path[...]), Self.parts(folder[...]))
    guard let place = place(of: own) else { return false }
    let inner = mounts.filter { $0.point.starts(with: outer) }.map { Place(device: $0.device, path: $0.root) }
    return ([self.place(of: outer)].compactMap { $0 } + inner).contains { $0.holds(place) }
  }

  /// The mount of a path is the deepest; of several at one point the last.
  private func place(of path: [Substring]) -> Place? {
    guard
      let mount = mounts.filter({ path.starts(with: $0.point) }).max(by: { $0.point.count <= $1.point.count })
    else { return nil }
    return Place(device: mount.device, path: mount.root + path.dropFirst(mount.point.count))
  }

  private static func parts(_ path: Substring) -> [Substring] {
    path.split(separator: "/").map { part in
      // The kernel writes these as octal numbers; the backslash comes last.
      [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(part) { part, escape in
        part.contains("\\") ? part.replacing(escape.0, with: escape.1)[...] : part
      }
    }
  }
}
