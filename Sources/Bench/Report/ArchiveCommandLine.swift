import BenchCore
import BenchResults
import Pipeline

/// The command that makes the archive of a row.
struct ArchiveCommandLine {
  private let head: [String]
  private let name: String

  /// - Parameter subject: The result; where nothing is known of the run, the command names a tree to fill in.
  init(for subject: ReportSubject) {
    let pipeline = subject.results.provenance?.pipeline
    // The tar, and so every size, depends on the time stamp; the environment is where pybench takes it from.
    let epoch = pipeline?.sourceDateEpoch.map { ["SOURCE_DATE_EPOCH=\($0)"] } ?? []
    head =
      epoch + ["pybench", "archive", "--tree", subject.results.provenance?.tree.path ?? "TREE"]
      + (pipeline?.options.arguments ?? [])
    let plain = subject.results.name.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar || ".-_".unicodeScalars.contains(scalar))
        ? Character(scalar) : "-"
    }
    name = plain.isEmpty ? "archive" : String(plain.prefix(80))
  }

  /// The command for a setting, in a shell's words.
  func command(for setting: Setting) -> String {
    (head + ["--setting", setting.label, "--output", "\(name).tar.\(setting.codec.fileExtension)"])
      .map(Escape.shell).joined(separator: " ")
  }
}
