package import BenchCore
import Glibc

extension Codec {
  /// Decodes an archive and unpacks it into a folder, as whoever installs a release does.
  ///
  /// Modes and times are set, owners are not. Entries that would lie outside of the folder, by name or by way of
  /// symbolic links, are refused.
  ///
  /// - Parameters:
  ///   - archive: The whole archive.
  ///   - folder: A folder that exists; best an empty one.
  /// - Throws: `Failure` in the codec's, libarchive's or the system's words.
  package func extract(_ archive: RawSpan, into folder: String) throws(Failure) {
    // The way to the folder is the user's own: links in it are followed once, here, and none afterwards.
    guard let resolved = realpath(folder, nil) else {
      throw Failure("unpack into", folder, because: String(cString: strerror(errno)))
    }
    defer { free(resolved) }
    try ArchiveReader.decoding(archive, self) { (reader) throws(Failure) in
      try reader.unpack(into: String(cString: resolved))
    }
  }
}
