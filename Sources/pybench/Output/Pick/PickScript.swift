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
  /// Without changes the script runs only `pybench archive`. The stock commands run for each result whose variable,
  /// `STRIPPED`, names a selected and stripped copy of the tree.
  var text: String {
    let setting = pick.choice.setting
    let names = self.names
    let stock = StockCompressor(setting)
    var lines = [
      "#!/bin/sh",
      "# \(setting): \(pick.objective.aim), for \(pick.trees.map(Self.comment).joined(separator: ", "))",
      "set -eu", "",
    ]
    lines += preparation(names, stock)
    for ((result, tree), names) in zip(zip(pick.results, pick.trees), names) {
      lines += ["", "# \(Self.comment(tree)): the release step"] + archive(result, names)
      lines += [""] + self.stock(result, names, stock)
    }
    return lines.joined(separator: "\n")
  }

  /// Checks the stock commands before anything is made, and makes their temporary folder.
  private func preparation(_ names: [OutputNames], _ compressor: StockCompressor) -> [String] {
    var needed = [
      ("find", "findutils"), ("sort", "coreutils"), ("truncate", "coreutils"), ("tar", "tar"),
      ("bsdtar", "libarchive-tools"), (compressor.program, compressor.debianPackage),
    ]
    // tar decompresses the archive for its list, those of libdeflate and zopfli with gzip.
    if pick.choice.setting.order != .path, pick.choice.setting.codec == .gzip {
      needed.append(("gzip", "gzip"))
    }
    let variables = names.map { "${\($0.stripped):-}" }.joined()
    let call = names.map { "\($0.stripped)=folder " }.joined()
    return [
      "# To run the stock commands too, name a selected and stripped copy of \(names.count == 1 ? "the" : "each") tree:",
      "# \(call)sh this-script",
      "if [ -n \"\(variables)\" ]; then",
      "  need() {",
      "    command -v \"$1\" >/dev/null || { echo \"$0: there is no $1; install Debian's package $2\" >&2; exit 1; }",
      "  }",
    ] + needed.map { "  need \($0) \($1)" } + [
      "  work=$(mktemp -d)", "  trap 'rm -rf \"$work\"' EXIT", "fi",
    ]
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
      ?? "\"${\(names.tree):?set it to the folder that holds the build}\""
    let words = arguments(result, names)
    return lines + ["pybench archive --tree \(tree) \(Self.line(words.selection + words.output))"]
  }

  /// What `pybench archive` is told of a result besides its tree.
  private func arguments(
    _ result: Results, _ names: OutputNames
  ) -> (selection: [String], output: [String]) {
    var options = result.provenance?.pipeline?.options ?? TreeOptions()
    options.order = pick.choice.setting.order
    return (options.arguments, ["--output", names.archive, "--setting", pick.choice.setting.label])
  }

  /// The command that makes the archive of a single result, in two lines; nil if the tree or its options are not
  /// recorded.
  ///
  /// - Parameters:
  ///   - pybench: How this command is called.
  ///   - indent: Blanks before the second line.
  func release(_ pybench: String, indent: Int) -> String? {
    guard pick.results.count == 1, let provenance = pick.results[0].provenance,
      let tree = provenance.tree.path, let pipeline = provenance.pipeline
    else { return nil }
    let words = arguments(pick.results[0], names[0])
    let epoch = pipeline.sourceDateEpoch.map { "SOURCE_DATE_EPOCH=\($0) " } ?? ""
    return epoch + Self.line([pybench, "archive", "--tree", tree] + words.selection) + " \\\n"
      + String(repeating: " ", count: indent) + Self.line(words.output)
  }

  private var names: [OutputNames] {
    let stems = OutputNames.stems(pick.results.count == 1 ? pick.results.map(\.name) : pick.trees)
    return stems.enumerated().map { index, stem in
      OutputNames(stem, pick.choice.setting, number: stems.count == 1 ? nil : index + 1)
    }
  }

  /// The stock commands. They pass files, not pipes, because sh ignores what fails inside a pipe.
  private func stock(_ result: Results, _ names: OutputNames, _ compressor: StockCompressor) -> [String] {
    let variable = result.provenance?.pipeline?.sourceDateEpoch
    let epoch = variable ?? MtimePolicy.fixedDate
    let clamp = variable == nil ? "" : " --clamp-mtime"
    let tar = Escape.shell(names.tar)
    return [
      "# The same with stock tools. GNU tar sorts entries and clamps times. bsdtar rewrites the headers, because GNU",
      "# tar's differ for names over 100 bytes. truncate pads the tar to whole records.",
      "if [ -n \"${\(names.stripped):-}\" ]; then",
    ] + list(names) + [
      "  tar --directory=\"$\(names.stripped)\" --format=gnu --null --no-recursion --verbatim-files-from \\",
      "    --files-from=\"$work/names\" --owner=0 --group=0 --numeric-owner --mtime=@\(epoch)\(clamp) --create \\",
      "    --file=\"$work/tar\"",
      "  bsdtar --format=gnutar -cf \(tar) \"@$work/tar\"",
      "  truncate --size=%10240 \(tar)",
    ] + compressor.notes.map { "  # " + $0 } + [
      "  \(compressor.command) \(tar) > \(Escape.shell(names.stock))", "fi",
    ]
  }

  /// The commands that write the names of the entries in their order, each with a zero byte at its end.
  private func list(_ names: OutputNames) -> [String] {
    guard pick.choice.setting.order == .path else {
      return [
        "  # pybench decides the kinds, so the order is that of the archive's own list (names without line ends).",
        "  tar --list --quoting-style=literal --file=\(Escape.shell(names.archive)) > \"$work/lines\"",
        "  tr '\\n' '\\0' < \"$work/lines\" > \"$work/names\"",
      ]
    }
    return [
      "  find \"$\(names.stripped)/\" -mindepth 1 -printf '%P\\0' > \"$work/found\"",
      // The slash, as the least of bytes, before all others.
      "  # Names are compared component by component.",
      "  tr '/\\001' '\\001/' < \"$work/found\" > \"$work/keys\"",
      "  LC_ALL=C sort -z \"$work/keys\" > \"$work/sorted\"",
      "  tr '/\\001' '\\001/' < \"$work/sorted\" > \"$work/names\"",
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

/// Names of a result's variables, and of the files that the script writes in its working folder.
private struct OutputNames {
  /// The variable that names the stripped copy of the tree.
  let stripped: String
  /// The variable that names the tree if the results do not.
  let tree: String
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

  /// - Parameter number: Position of the result; nil for a single one.
  init(_ stem: String, _ setting: Setting, number: Int?) {
    let suffix = number.map { "_\($0)" } ?? ""
    stripped = "STRIPPED" + suffix
    tree = "TREE" + suffix
    archive = "\(stem).tar.\(setting.codec.fileExtension)"
    tar = "\(stem).stock.tar"
    stock = "\(stem).stock.tar.\(setting.codec.fileExtension)"
  }
}
