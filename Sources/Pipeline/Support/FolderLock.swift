import BenchCore
import Glibc
import SystemPackage

/// Locks on the folders of some files, held as long as this object lives.
///
/// The folders themselves are locked (flock(2)), so no lock files are needed.
final class FolderLock {
  /// Maximum time to wait for another process's commit, which renames a few files.
  static let patience = Duration.seconds(60)

  private var held: [CInt] = []

  /// Locks the folders.
  ///
  /// - Parameters:
  ///   - files: The files in the folders.
  ///   - patience: Maximum time to wait for another process's commit.
  /// - Throws: `Failure` if another process keeps one locked.
  init(_ files: [AtomicFile], patience: Duration = FolderLock.patience) throws(Failure) {
    var folders: [FolderPlace: AtomicFile] = [:]
    for file in files { folders[try Self.place(of: file)] = file }
    // In the same order everywhere, so that no two processes wait for each other.
    for file in folders.keys.sorted().compactMap({ folders[$0] }) {
      try Self.lock(file, patience)
      held.append(file.folder)
    }
  }

  deinit { for folder in held { _ = flock(folder, LOCK_UN) } }

  private static func place(of file: AtomicFile) throws(Failure) -> FolderPlace {
    do throws(Errno) {
      return FolderPlace(try IO.status(file.folder))
    } catch {
      throw Failure("write", file.path, because: error)
    }
  }

  private static func lock(_ file: AtomicFile, _ patience: Duration) throws(Failure) {
    let start = ContinuousClock.now
    while true {
      do throws(Errno) {
        try IO.retrying { flock(file.folder, LOCK_EX | LOCK_NB) }
        return
      } catch {
        // A file system without locks is used without them.
        guard error == .wouldBlock else { return }
      }
      guard ContinuousClock.now - start < patience else {
        throw Failure(
          "write", file.path, because: "another process keeps its folder locked",
          advice: "wait until that process ends, then run again")
      }
      usleep(10_000)
    }
  }
}

/// A folder on this machine.
struct FolderPlace: Hashable, Comparable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  static func < (left: FolderPlace, right: FolderPlace) -> Bool {
    (left.device, left.inode) < (right.device, right.inode)
  }
}
