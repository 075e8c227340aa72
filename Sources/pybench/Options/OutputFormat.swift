import ArgumentParser

/// Formats of what a command prints about an archive.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, markdown, json
}
