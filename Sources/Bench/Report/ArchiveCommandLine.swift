import BenchCore
import BenchResults
import Pipeline

/// The command that makes the archive of a row.
struct ArchiveCommandLine {
  private let head: [String]
  private let options: TreeOptions
  private let name: String

  /// - Parameter subject: The result. Without provenance, the command has a placeholder for the tree.
  init(for subject: ReportSubject) {
    let pipeline = subject.results.provenance?.pipeline
    // The tar, and so every size, depends on the time stamp, which pybench reads from the environment.
    let epoch = pipeline?.sourceDateEpoch.map { ["SOURCE_DATE_EPOCH=\($0)"] } ?? []
    head =
      epoch + ["pybench", "archive", "--tree", subject.results.provenance?.tree.path ?? "TREE"]
    options = pipeline?.options ?? TreeOptions()
    // A name that begins with a hyphen would be read as an option.
    let plain = subject.results.name.unicodeScalars.map { Self.isPlain($0) ? Character($0) : "-" }.drop {
      $0 == "-"
    }
    name = plain.isEmpty ? "archive" : String(plain.prefix(80))
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
    default: false
    }
  }

  /// The command for a setting, in a shell's words.
  func command(for setting: Setting) -> String {
    var options = options
    options.order = setting.order
    return
      (head + options.arguments + [
        "--setting", setting.label, "--output", "\(name).tar.\(setting.codec.fileExtension)",
      ])
      .map(Escape.shell).joined(separator: " ")
  }
}
