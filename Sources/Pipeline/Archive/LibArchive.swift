import BenchCore
import CArchive

/// What the writer and the reader of tars share of libarchive.
enum LibArchive {
  /// libarchive's name and version.
  static var version: String { String(cString: archive_version_string()) }

  /// Types of entries as libarchive has them (`AE_IFREG` and its like are macros that cast).
  static let file: UInt32 = 0o100000
  static let symlink: UInt32 = 0o120000
  static let folder: UInt32 = 0o040000

  /// The one place where libarchive's state becomes an error.
  static func failure(of archive: OpaquePointer, _ action: String, _ subject: String) -> Failure {
    Failure(
      action, subject,
      because: archive_error_string(archive).map { String(cString: $0) } ?? "libarchive gave no reason")
  }
}
