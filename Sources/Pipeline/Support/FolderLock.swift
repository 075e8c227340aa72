import BenchCore
import Glibc
import SystemPackage

/// Locks on the folders of some files, held as long as this object lives.
///
/// The folders themselves are locked (flock(2)), so no lock files are needed.
final class FolderLock {
  private var held: [CInt] = []

  /// Locks the folders.
  ///
  /// - Parameters:
  ///   - files: The files in the folders.
  ///   - patience: Maximum time to wait for another process's commit, which renames a few files.
  /// - Throws: `Failure` if another process keeps one locked.
  init(_ files: [AtomicFile], patience: Duration = .seconds(60)) throws(Failure) {
    // In the same order everywhere, so that no two processes wait for each other.
    var folders: [(place: FolderPlace, file: AtomicFile)] = []
    for file in files {
      let place: FolderPlace
      do throws(Errno) {
        place = FolderPlace(try IO.status(file.folder))
      } catch {
        throw Failure("write", file.path, because: error)
      }
      if !folders.contains(where: { $0.place == place }) { folders.append((place, file)) }
    }
    for (_, file) in folders.sorted(by: { $0.place < $1.place }) {
      try Self.lock(file, patience)
      held.append(file.folder)
    }
  }

  deinit { for folder in held { _ = flock(folder, LOCK_UN) } }

  private static func lock(_ file: AtomicFile, _ patience: Duration) throws(Failure) {
    let start = ContinuousClock.now
    while flock(file.folder, LOCK_EX | LOCK_NB) != 0 {
      // A file system without locks is used without them.
      guard errno == EWOULDBLOCK || errno == EINTR else { return }
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
