import BenchCore
import CArchive
import Glibc

/// Writes a tar through libarchive, in GNU format: names are bytes there, of any length.
final class ArchiveWriter {
  private let archive: OpaquePointer
  private let entry: OpaquePointer
  private let sink: Sink

  /// A tar is a whole number of records of 20 blocks, as GNU tar writes it.
  private static let record: CInt = 20 * 512

  /// State of libarchive's write callback, which must not throw through C.
  private final class Sink {
    let write: (RawSpan) throws(Failure) -> Void
    var failure: Failure?
    init(_ write: @escaping (RawSpan) throws(Failure) -> Void) { self.write = write }
  }

  /// Starts an archive whose bytes go to `write`.
  init(_ write: @escaping (RawSpan) throws(Failure) -> Void) throws(Failure) {
    guard let archive = archive_write_new(), let entry = archive_entry_new() else {
      throw Failure("write", "the tar", because: "libarchive could not allocate memory")
    }
    self.archive = archive
    self.entry = entry
    sink = Sink(write)
    try check(archive_write_set_format_gnutar(archive))
    try check(archive_write_set_bytes_per_block(archive, 128 * Self.record))
    try check(archive_write_set_bytes_in_last_block(archive, Self.record))
    let context = Unmanaged.passUnretained(sink).toOpaque()
    try check(
      archive_write_open(
        archive, context, nil,
        { _, context, bytes, count in
          guard let context else { return Int(ARCHIVE_FATAL) }
          let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
          do throws(Failure) {
            try sink.write(UnsafeRawBufferPointer(start: bytes, count: count).bytes)
            return count
          } catch {
            sink.failure = error
            return Int(ARCHIVE_FATAL)
          }
        }, nil))
  }

  deinit {
    archive_entry_free(entry)
    archive_write_free(archive)
  }

  /// Number of tar bytes so far.
  var position: Int { Int(archive_filter_bytes(archive, 0)) }

  /// Adds the header of an entry.
  func add(_ path: EntryPath, _ kind: Entry.Kind, mode: UInt16, size: ByteCount, modified: Int64)
    throws(Failure)
  {
    // An entry belongs to 0:0 unless an owner is set.
    archive_entry_clear(entry)
    archive_entry_copy_pathname(entry, Self.cString(path.bytes))
    archive_entry_set_perm(entry, mode_t(mode))
    archive_entry_set_mtime(entry, time_t(modified), 0)
    archive_entry_set_size(entry, Int64(size.bytes))
    switch kind {
    case .folder: archive_entry_set_filetype(entry, LibArchive.folder)
    case .file: archive_entry_set_filetype(entry, LibArchive.file)
    case .symlink(let target):
      archive_entry_set_filetype(entry, LibArchive.symlink)
      archive_entry_copy_symlink(entry, Self.cString(target))
    case .hardLink(let original):
      archive_entry_set_filetype(entry, LibArchive.file)
      archive_entry_copy_hardlink(entry, Self.cString(original.bytes))
    case .special: return
    }
    try check(archive_write_header(archive, entry))
  }

  /// Adds contents of the entry added last.
  func write(_ bytes: RawSpan) throws(Failure) {
    let written = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
    guard written == bytes.byteCount else { throw failure() }
  }

  /// Pads the contents of the entry added last.
  func finishEntry() throws(Failure) { try check(archive_write_finish_entry(archive)) }

  /// Ends the archive.
  func close() throws(Failure) { try check(archive_write_close(archive)) }

  private func check(_ code: CInt) throws(Failure) {
    guard code == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> Failure {
    sink.failure ?? LibArchive.failure(of: archive, "write", "the tar")
  }

  private static func cString(_ bytes: [UInt8]) -> [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}
