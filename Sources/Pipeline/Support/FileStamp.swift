import Glibc

/// Detects changes of a file: device, inode, size, and times of the last change of contents and attributes.
///
/// The kernel's clock for file times ticks every few milliseconds. It cannot detect a second change within one
/// tick that keeps the size.
struct FileStamp: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let mode: UInt32
  private let size: Int64
  private let modified: Moment
  private let changed: Moment

  private struct Moment: Hashable, Sendable {
    let seconds: Int64
    let nanoseconds: Int64

    init(_ time: timespec) {
      seconds = Int64(time.tv_sec)
      nanoseconds = Int64(time.tv_nsec)
    }
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    mode = UInt32(status.st_mode)
    size = Int64(status.st_size)
    modified = Moment(status.st_mtim)
    changed = Moment(status.st_ctim)
  }
}
