import ArgumentParser
import BenchCore
import BenchResults
import FoundationEssentials
import Glibc
import Pipeline

/// `pybench archive`: the release step.
struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Make the release archive of a tree, and its manifest.",
    discussion: """
      The tree goes through the same pipeline as in 'pybench compress', so the archive has exactly the size that the \
      sweep measured. The manifest FILE.json lists each entry with its share of the archive; 'pybench check' can use it \
      as a baseline.

      Example:
        pybench archive --tree build/ --prune tests,static-libs -o python.tar.zst
      """)

  @Option(
    help: ArgumentHelp("The folder that holds the build. It is only read.", valueName: "dir"),
    completion: .directory)
  var tree: String

  @OptionGroup var pipeline: PipelineArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The archive: .tar.zst, .tar.gz, .tar.xz (or .tzst, .tgz, .txz), or .tar.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "A label such as zstd-19-long27, or the JSON of 'pybench pick --format json'. (default for .tar.zst: "
        + "\(Setting.releaseDefault))", valueName: "label|file"),
    completion: .file(), transform: encoding)
  var setting: ArchiveEncoding?

  @Option(
    help: ArgumentHelp("The manifest. (default: the archive's name with .json)", valueName: "file"),
    completion: .file())
  var manifest: String?

  @Flag(exclusivity: .chooseLast)
  var verification = Verification.verify

  /// Whether the archive is read back.
  var verify: Bool { verification == .verify }

  @Flag(help: "Make the archive twice and compare.")
  var reproducible = false

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    try pipeline.checkSingleOrder()
    _ = try chosen()
    guard manifest.map({ !OutputPath.areSame($0, output) }) ?? true else {
      throw ValidationError("--manifest and --output name the same file.")
    }
  }

  /// The setting, checked against the output's name.
  private func chosen() throws -> ArchiveEncoding {
    guard let claimed = ArchiveFormat(name: output) else {
      throw ValidationError(
        "--output takes a name that ends in .tar.zst, .tar.gz, .tar.xz or .tar, not '\(output)'.")
    }
    guard let setting else {
      switch claimed {
      case .compressed(.zstd): return .compressed(.releaseDefault)
      case .plain: return .plain
      case .compressed(let codec):
        throw ValidationError(
          "--output \(output) asks for \(codec); name a setting too, such as "
            + "--setting \(codec.usualEncoder.exampleLabel).")
      }
    }
    guard setting.format == claimed else {
      throw ValidationError(
        "--output \(output) is named as \(claimed), but --setting \(setting) makes \(setting.format).")
    }
    return setting
  }

  mutating func run() async throws {
    let encoding = try chosen()
    if let manifest { try ResultsFile.check(manifest, advice: "name another file for --manifest") }
    let release = Release(
      source: SourceTree(path: tree, options: pipeline.treeOptions(for: encoding)), encoding: encoding,
      output: output,
      manifest: manifest ?? output + ".json", verify: verify, reproducible: reproducible)
    let display = ProgressDisplay(quiet: quiet)
    let made = try await display.timingSteps { try await release.make { display.show(step: $0) } }
    let ratio = Double(made.tarBytes.bytes) / Double(made.compressedBytes.bytes)
    Console.print(
      """
      \(release.output): \(made.compressedBytes.bytes) bytes, \(made.setting?.label ?? ""), \
      ratio \(Format.ratio(ratio)), sha256 \(made.archiveSHA256)
      """)
    if !quiet { Console.note("wrote the manifest \(release.manifest)") }
  }
}

/// The two names of a switch. An inverted flag would have one help text for both of its names.
enum Verification: EnumerableFlag {
  case verify, noVerify

  static func help(for value: Verification) -> ArgumentHelp? {
    switch value {
    case .verify: "Read the archive back and compare it with the tar."
    case .noVerify: "Do not read the archive back: faster, but damage stays unnoticed."
    }
  }
}

/// Reads a label, or the JSON file of `pybench pick --format json`.
@Sendable func encoding(_ text: String) throws -> ArchiveEncoding {
  do throws(SettingError) {
    return try ArchiveEncoding(label: text)
  } catch {
    guard access(text, F_OK) == 0 || errno != ENOENT else {
      throw ValidationError("\(error.problem); there is no file of that name either")
    }
    do {
      let json = try String(contentsOfFile: text, encoding: .utf8)
      return .compressed(try PickedSetting.read(json, from: text))
    } catch let failure as Failure {
      throw ValidationError(failure.description)
    } catch {
      throw ValidationError("'\(text)' cannot be read: \(Failure.reason(error))")
    }
  }
}
