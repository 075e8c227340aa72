import BenchCore
import BenchGate
import Pipeline

/// A line that GitHub Actions shows at the run and at the pull request.
enum WorkflowCommand {
  /// The verdict of a check.
  static func annotation(_ result: CheckResult) -> String {
    var message = CheckWording.verdict(result).joined(separator: "\n")
    if let cause = result.changes?.changes.first, result.failed {
      message +=
        "\n\(CheckWording.name(cause)) \(cause.kind.rawValue): \(Format.signed(cause.blame)) bytes compressed"
    }
    for found in result.newFindings.prefix(3) {
      message += "\nnew: \(CheckWording.place(found)): \(CheckWording.phrase(found))"
    }
    return line(result.failed ? "error" : "notice", title: "Archive size: \(result.subject)", message)
  }

  /// A command, with what its syntax needs escaped (`toolkit`'s `escapeData` and `escapeProperty`).
  static func line(_ command: String, title: String, _ message: String) -> String {
    "::\(command) title=\(property(title))::\(data(message))"
  }

  static func data(_ text: String) -> String { escape(text, ["%", "\r", "\n"]) }

  static func property(_ text: String) -> String { escape(text, ["%", "\r", "\n", ":", ","]) }

  private static func escape(_ text: String, _ special: Set<Unicode.Scalar>) -> String {
    text.replacingScalars { scalar in
      guard special.contains(scalar) else { return nil }
      return "%" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
    }
  }
}
