package import BenchCore

/// One entry of a tree.
package struct Entry: Sendable {
  package enum Kind: Hashable, Sendable {
    case folder
    case file
    /// A symbolic link with its unresolved target; links are never followed.
    case symlink(target: [UInt8])
    /// Another name of the file at the earlier path.
    case hardLink(to: EntryPath)
    /// A FIFO, socket or device: never opened.
    case special
  }

  /// Identifies a file on this machine.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  /// Path below the root.
  package let path: EntryPath
  package internal(set) var kind: Kind
  /// Permission bits with set-user-ID, set-group-ID and sticky.
  package let mode: UInt16
  /// Size of a file; 0 for anything else.
  package let size: ByteCount
  /// Blocks on disk.
  let diskUsage: ByteCount
  /// Time of last modification, whole seconds since 1970.
  let modified: Int64
  let identity: Identity
  let linkCount: Int
  /// Detects later changes.
  let stamp: FileStamp
}
