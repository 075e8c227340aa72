/// The entries of a finding that every user may write to.
package struct WritableByAll: Sendable, Equatable {
  /// The first file; nil if the finding is only the folder itself.
  package let file: EntryPath?
  /// Whether every user may write to the folder itself.
  package let includesFolder: Bool

  /// Finds the entries of a finding; nil for findings of other kinds, or if the modes are not known.
  package init?(_ finding: Finding, in entries: [ManifestEntry]) {
    guard finding.kind == .worldWritable else { return nil }
    let folder = finding.path.bytes.elementsEqual(".".utf8) ? .root : finding.path
    let open = entries.filter { ($0.mode?.bits ?? 0) & 0o002 != 0 }
    file = open.first { $0.kind.isFile && $0.path.parent == folder }?.path
    includesFolder = open.contains {
      $0.kind == .folder && $0.path == finding.path && ($0.mode?.bits ?? 0) & 0o1000 == 0
    }
    if file == nil, !includesFolder { return nil }
  }

  /// What it is, for people.
  package var phrase: String {
    guard file != nil else { return "folder writable by every user" }
    return Finding.Kind.worldWritable.phrase + (includesFolder ? ", like its folder" : "")
  }
}

extension FileKind {
  /// Whether it is a file, and not a folder, a link or a device.
  fileprivate var isFile: Bool {
    switch self {
    case .python, .bytecode, .elf, .staticLibrary, .data: true
    case .folder, .symlink, .hardlink, .special: false
    }
  }
}
