import BenchCore

/// The stock tool that writes the bytes of a setting to standard output.
///
/// The commands of zstd, xz, libdeflate and zopfli of the same version do. For zlib only Python's zlib does,
/// because GNU gzip has its own deflate.
package struct StockCompressor: Sendable, Equatable {
  /// The shell command; the name of the tar follows it.
  package let command: String
  /// The program of the command.
  package var program: String { String(command.prefix { $0 != " " }) }
  /// Debian's package with the program.
  package let debianPackage: String
  /// Remarks, one per line.
  package let notes: [String]

  package init(_ setting: Setting) {
    switch setting.encoder {
    case .libzstd:
      let ultra = setting.level > 19 ? " --ultra" : ""
      let long = setting.windowLog.map { " --long=\($0)" } ?? ""
      // The file is named, not redirected, because zstd compresses input of unknown size differently.
      let threads = setting.single ? "--single-thread" : "-T\(setting.threads)"
      command = "zstd\(ultra) -\(setting.level)\(long) \(threads) -c"
      debianPackage = "zstd"
      notes = ["The same bytes as above from the same tar, with the same version of libzstd:"]
    case .libdeflate:
      command = "libdeflate-gzip -\(setting.level) -c"
      debianPackage = "libdeflate-tools"
      notes = ["The same bytes as above from the same tar, with the same version of libdeflate:"]
    case .zopfli:
      command = "zopfli --i\(setting.level) -c"
      debianPackage = "zopfli"
      notes = ["The same bytes as above from the same tar, with the same version of zopfli:"]
    case .liblzma:
      command = "xz -\(setting.level)\(setting.extreme ? "e" : "") -T1 -c"
      debianPackage = "xz-utils"
      notes = ["The same bytes as above from the same tar, with the same version of liblzma:"]
    case .zlib:
      command = "python3 -c \(Escape.shell(Self.zlib(level: setting.level)))"
      debianPackage = "python3"
      notes = [
        "The same bytes as above from the same tar, with the same version of zlib. GNU gzip -\(setting.level)",
        "gives other bytes, about half a percent more or less:",
      ]
    }
  }

  private static func zlib(level: Int) -> String {
    "import sys,zlib; f=open(sys.argv[1],\"rb\"); c=zlib.compressobj(\(level),8,31); w=sys.stdout.buffer.write; "
      + "[w(c.compress(b)) for b in iter(lambda: f.read(1<<20), b\"\")]; w(c.flush())"
  }
}
