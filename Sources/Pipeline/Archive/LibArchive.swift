import BenchCore
import CArchive

/// The parts of libarchive that the writer and the reader of tars share.
enum LibArchive {
  /// libarchive's name and version.
  static var version: String { String(cString: archive_version_string()) }

  /// Types of entries in libarchive. (`AE_IFREG` and the others are macros that cast.)
  static let file: UInt32 = 0o100000
  static let symlink: UInt32 = 0o120000
  static let folder: UInt32 = 0o040000

  /// Turns libarchive's state into an error.
  static func failure(of archive: OpaquePointer, _ action: String, _ subject: String) -> Failure {
    Failure(
      action, subject,
      because: archive_error_string(archive).map { String(cString: $0) } ?? "libarchive reports no reason")
  }
}
