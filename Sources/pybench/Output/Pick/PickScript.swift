import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// A choice as a shell script: the commands of `pybench archive` and of the stock tools.
struct PickScript: Sendable {
  private let pick: Pick

  init(_ pick: Pick) { self.pick = pick }

  /// The script, without a line end.
  ///
  /// Without changes the script runs only `pybench archive`. The stock commands run if `STRIPPED` names a
  /// selected and stripped copy of the tree.
  var text: String {
    let setting = pick.choice.setting
    let stock = StockCompressor(setting)
    var lines = [
      "#!/bin/sh",
      "# \(setting): \(pick.objective.aim), for \(pick.trees.map(Self.comment).joined(separator: ", "))",
      "set -eu",
    ]
    let stems = OutputNames.stems(pick.results.count == 1 ? pick.results.map(\.name) : pick.trees)
    for ((result, tree), stem) in zip(zip(pick.results, pick.trees), stems) {
      let names = OutputNames(stem, setting)
      lines += ["", "# \(Self.comment(tree)): the release step"] + archive(result, names)
      lines += [""] + self.stock(result, names, stock)
    }
    return lines.joined(separator: "\n")
  }

  private func archive(_ result: Results, _ names: OutputNames) -> [String] {
    var lines: [String] = []
    let pipeline = result.provenance?.pipeline
    if pipeline == nil {
      lines.append("# The results do not record the options of the tree: add --exclude, --prune and --strip.")
    }
    if let provenance = result.provenance { lines.append(Self.epoch(provenance)) }
    let tree =
      result.provenance?.tree.path.map(Escape.shell)
      ?? "\"${TREE:?set it to the folder that holds the build}\""
    var options = pipeline?.options ?? TreeOptions()
    options.order = pick.choice.setting.order
    let words = options.arguments + ["--output", names.archive, "--setting", pick.choice.setting.label]
    return lines + ["pybench archive --tree \(tree) \(Self.line(words))"]
  }

  private func stock(_ result: Results, _ names: OutputNames, _ compressor: StockCompressor) -> [String] {
    let variable = result.provenance?.pipeline?.sourceDateEpoch
    let epoch = variable ?? MtimePolicy.fixedDate
    let clamp = variable == nil ? "" : " --clamp-mtime"
    return [
      "# The same with stock tools, from a selected and stripped copy of the tree:",
      "# STRIPPED=folder sh this-script",
      "# GNU tar sorts entries and clamps times. bsdtar rewrites the headers, because GNU tar's differ for names over",
      "# 100 bytes. cat is needed because bsdtar pads a pipe to whole records, but not a file.",
      "if [ -n \"${STRIPPED:-}\" ]; then",
    ] + list(names) + [
      "    tar --format=gnu --null --no-recursion --verbatim-files-from --files-from=- --owner=0 --group=0 \\",
      "      --numeric-owner --mtime=@\(epoch)\(clamp) --create --file=- |",
      "    bsdtar --format=gnutar -cf - @- | cat) > \(Escape.shell(names.tar))",
    ] + compressor.notes.map { "  # " + $0 } + [
      "  \(compressor.command) \(Escape.shell(names.tar)) > \(Escape.shell(names.stock))", "fi",
    ]
  }

  /// The start of the pipe that names the entries in their order.
  private func list(_ names: OutputNames) -> [String] {
    guard pick.choice.setting.order == .path else {
      return [
        "  # pybench decides the kinds, so the order is that of the archive's own list (names without line ends).",
        "  tar --list --quoting-style=literal --file=\(Escape.shell(names.archive)) | tr '\\n' '\\0' |",
        "    (cd \"$STRIPPED\" &&",
      ]
    }
    return [
      // Component by component: the slash, as the least of bytes, before all others.
      "  (cd \"$STRIPPED\" && find . -mindepth 1 -printf '%P\\0' | tr '/\\001' '\\001/' | LC_ALL=C sort -z |",
      "    tr '/\\001' '\\001/' |",
    ]
  }

  private static func epoch(_ provenance: Provenance) -> String {
    provenance.pipeline?.sourceDateEpoch.map { "export SOURCE_DATE_EPOCH=\($0)" } ?? "unset SOURCE_DATE_EPOCH"
  }

  private static func line(_ words: [String]) -> String {
    words.map(Escape.shell).joined(separator: " ")
  }

  /// A name for a comment, without line breaks.
  private static func comment(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
  }
}

/// Names of the files that the script writes in its working folder.
private struct OutputNames {
  let archive: String
  let tar: String
  let stock: String

  /// The stems of the trees' file names; numbered if two would be the same.
  static func stems(_ trees: [String]) -> [String] {
    let names = trees.map { tree in
      String(tree.map { $0.isLetter || $0.isNumber || "._+-".contains($0) ? $0 : "_" })
    }
    guard Set(names).count == names.count else {
      return names.enumerated().map { "\($0.offset + 1)-\($0.element)" }
    }
    // A name that starts with a dash would be an option.
    return names.map { $0.hasPrefix("-") ? "./" + $0 : $0 }
  }

  init(_ stem: String, _ setting: Setting) {
    archive = "\(stem).tar.\(setting.codec.fileExtension)"
    tar = "\(stem).stock.tar"
    stock = "\(stem).stock.tar.\(setting.codec.fileExtension)"
  }
}
