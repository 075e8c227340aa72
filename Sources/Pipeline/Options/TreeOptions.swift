/// What a user chooses of a tree and of its way into a tar.
///
/// The command line, the provenance of results and manifests all hold this type.
package struct TreeOptions: Sendable, Hashable {
  /// Which entries are taken.
  package var selection: Selection
  /// What is taken out of binaries.
  package var strip: StripMode
  /// The strip tool, a path or a name on PATH; nil for the platform's.
  package var stripTool: String?
  /// In which order entries lie in the tar.
  package var order: EntryOrder

  /// Creates options; the defaults are those of the command line.
  package init(
    selection: Selection = Selection(), strip: StripMode = .all, stripTool: String? = nil,
    order: EntryOrder = .path
  ) {
    self.selection = selection
    self.strip = strip
    self.stripTool = stripTool
    self.order = order
  }

  /// The options as words of a command line; none for a default.
  package var arguments: [String] {
    var words: [String] = []
    for glob in selection.exclude { words += ["--exclude", glob.description] }
    if !selection.prune.isEmpty {
      words += ["--prune", selection.prune.map(\.rawValue).joined(separator: ",")]
    }
    if strip != .all { words += ["--strip", strip.rawValue] }
    if let stripTool { words += ["--strip-tool", stripTool] }
    if order != .path { words += ["--order", order.rawValue] }
    return words
  }
}

/// A tree with the options it is taken with.
package struct SourceTree: Sendable, Hashable {
  /// The folder, as the user named it.
  package var path: String
  /// How it is taken.
  package var options: TreeOptions

  /// Creates the source of a tar.
  package init(path: String, options: TreeOptions) {
    self.path = path
    self.options = options
  }
}
