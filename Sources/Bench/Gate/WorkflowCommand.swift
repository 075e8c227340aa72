import Pipeline

/// A line that GitHub Actions shows at the run and at the pull request.
public enum WorkflowCommand {
  /// The verdict of a check.
  public static func annotation(_ result: CheckResult) -> String {
    var message = CheckWording.headline(result)
    if let cause = result.changes?.changes.first, result.failed {
      message +=
        "\n\(CheckWording.name(cause)) \(cause.kind.rawValue): "
        + "\(CheckWording.signed(cause.compressedBytes.growth)) bytes compressed"
    }
    for found in result.newFindings.prefix(3) {
      message += "\nnew: \(found.finding.path): \(CheckWording.phrase(found))"
    }
    return line(result.failed ? "error" : "notice", title: "Archive size: \(result.subject)", message)
  }

  /// A command, with what its syntax needs escaped (`toolkit`'s `escapeData` and `escapeProperty`).
  static func line(_ command: String, title: String, _ message: String) -> String {
    "::\(command) title=\(property(title))::\(data(message))"
  }

  static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
