package import BenchCore
import Glibc

extension Codec {
  /// Decodes an archive and unpacks it into a folder, as an installation does.
  ///
  /// Sets modes and times, but not owners. Rejects entries that would be outside of the folder by their name or
  /// through symbolic links.
  ///
  /// - Parameters:
  ///   - archive: The whole archive.
  ///   - folder: A folder that exists; best an empty one.
  /// - Throws: `Failure` with the message of the codec, libarchive or the system.
  package func extract(_ archive: RawSpan, into folder: String) throws(Failure) {
    // The user chose the path of the folder, so links in it are followed once, here, and none afterwards.
    guard let resolved = realpath(folder, nil) else {
      throw Failure("unpack into", folder, because: String(cString: strerror(errno)))
    }
    defer { free(resolved) }
    try ArchiveReader.decoding(archive, self) { (reader) throws(Failure) in
      try reader.unpack(into: String(cString: resolved))
    }
  }
}
