/// Small files of the kernel, which report a size of 0.
package enum SystemFile {
  /// The file's text; nil if it cannot be read.
  package static func text(_ path: String) -> String? {
    (try? IO.contents(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The file's lines; none if it cannot be read.
  package static func lines(_ path: String) -> [Substring] { (text(path) ?? "").split(separator: "\n") }
}
