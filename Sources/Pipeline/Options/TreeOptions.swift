/// Options that select, strip and order a tree.
///
/// The command line, the provenance of results and manifests all hold this type.
package struct TreeOptions: Sendable, Hashable {
  /// Selection of entries.
  package var selection: Selection
  /// What to remove from binaries.
  package var strip: StripMode
  /// The strip tool, a path or a name on PATH; nil for the default.
  package var stripTool: String?
  /// Order of the tar's entries.
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

  /// The options as words of a command line, without defaults.
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

/// A tree and its options.
package struct SourceTree: Sendable, Hashable {
  /// The folder, as the user named it.
  package var path: String
  package var options: TreeOptions

  package init(path: String, options: TreeOptions) {
    self.path = path
    self.options = options
  }
}
