import ArgumentParser
import BenchSweep
import Pipeline

/// Labels of settings on the command line, with suggestions for mistyped ones.
enum SettingLabel {
  /// What a shell offers to complete a label: `quick` and its settings.
  static let usual = ["quick"] + ((try? Grid("quick"))?.settings.map(\.label) ?? [])

  @Sendable static func setting(_ text: String) throws -> Setting {
    do throws(SettingError) {
      return try Setting(label: text)
    } catch {
      throw ValidationError(suggestion(for: text) + error.problem)
    }
  }

  /// Reads a list of labels and ranges.
  @Sendable static func grid(_ text: String) throws -> Grid {
    do throws(SettingError) {
      return try Grid(text)
    } catch {
      // ArgumentParser shows the whole list, so the message must name the item.
      throw ValidationError(
        suggestion(for: error.label) + (error.label == text ? error.problem : error.description))
    }
  }

  /// A suggestion: `did you mean 'zstd-19'? `; empty if nothing is similar.
  static func suggestion(for text: String) -> String {
    let lower = text.lowercased()
    let candidates = [
      lower,
      lower.replacing(/^([a-z]+)([0-9])/) { "\($0.1)-\($0.2)" },
      lower.replacing(/^([a-z]+-[0-9]+)-([0-9]+)$/) { "\($0.1)..\($0.2)" },
      "quick",
    ]
    let meant = candidates.first { candidate in
      candidate != text && (try? Grid(candidate)) != nil
        && (candidate != "quick" || Suggestion.nearest(to: text, among: ["quick"]) != nil)
    }
    return meant.map { "did you mean '\($0)'? " } ?? ""
  }
}
