import Foundation
import Pipeline
import Testing
import TestSupport

@testable import BenchCore
@testable import BenchDecide
@testable import BenchResults

@Suite(.timeLimit(.minutes(30))) struct PickCommandTests {
  @Test func `the choice is printed with its figures, its rivals and how sure it is`() throws {
    let folder = try PickFolder()
    let sweep = try folder.sweep()
    let run = try folder.pybench("pick", sweep, "--max-compress-time", "50s", "--codecs", "zstd,xz")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output.replacing(/±[0-9.]+%/, with: "±").hasPrefix(
        """
        Ship py with xz-6: it makes the smallest archive of the 2 of 4 settings within
        the limits, 23.00 MB for a tar of 100.00 MB.

          archive     23,000,000 bytes of 100,000,000, ratio 4.35
          compress    40.0 s ±, 2.50 MB/s, heap 2 MiB
          decompress  1.00 s ±, 100 MB/s, heap 9 MiB, window 8 MiB

        Within max-compress-time 50s (excludes 1) and codecs zstd,xz (excludes 1): 2 of
        4 settings.

        next best              archive          compress            decode  decoder RAM
        zstd-3     +7,000,000 (+30.4%)  -39.5 s (-98.8%)  -900 ms (-90.0%)     2.47 MiB

        The limits cost nothing: without them the choice is the same, xz-6.

        how sure
          Sizes are exact, and so is the order.
        """))
  }

  @Test func `downloads bring a cost and its formula`() throws {
    let folder = try PickFolder()
    let run = try folder.pybench(
      "pick", try folder.sweep(), "--bandwidth", "10MB/s", "--downloads", "1000000")
    #expect(run.status == 0)
    #expect(
      run.output.hasPrefix(
        """
        Ship py with zstd-19: of the 4 settings measured it takes the least time in all,
        31.3 days for 1,000,000 downloads at 80 Mbit/s (10.0 MB/s), each decoded, and 1
        build.
        """))
    #expect(
      run.output.replacing(/±[0-9.]+%/, with: "±").contains(
        "  cost        31.3 days ± = 1000000 * (compressed bytes / 10MB/s + decode time) + 1 * compress time\n"
      ))
  }

  @Test func `no setting within the limits exits with 2 and advice on what to relax`() throws {
    let folder = try PickFolder()
    let sweep = try folder.sweep()
    let run = try folder.pybench("pick", sweep, "--max-compress-time", "100ms")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors
        == "pybench: error: cannot pick a setting from \(sweep): none of 4 settings is within max-compress-time "
        + "100ms; raise max-compress-time from 100ms to 500ms (+400%) to admit zstd-3\n")
  }

  @Test(arguments: [
    (["--codecs", "brotli"], "there is no codec 'brotli'; codecs are zstd, gzip, xz"),
    (["--codecs", ""], "there is no codec ''; codecs are zstd, gzip, xz"),
    (
      ["--downloads", "3"],
      "--downloads needs --bandwidth, the users' download speed: --bandwidth 100Mbit/s, or --price"
    ),
    (["--bandwidth", "1MB/s", "--builds=-1"], "--builds takes a number of 0 to 10^12, not -1"),
    (
      ["--bandwidth", "1MB/s", "--builds", "0", "--downloads", "0"],
      "--downloads 0 with --builds 0 leaves nothing to weigh"
    ),
    (["--max-window", "1MB/s"], "write a window such as 128MiB, or its power of two as zstd does: 27"),
    (["--bandwidth", "50"], "the unit is missing: write 50Mbit/s or 50MB/s"),
    (["--bandwidth", "-5MB/s"], "it is below 0"),
    (["--bandwith", "5MB/s"], "unknown option '--bandwith'. Did you mean '--bandwidth'?"),
    (["--downloads", "1,000", "--price", "1"], "write a whole number without commas, such as 1000000"),
    (["--price", "0.08"], "--price needs --downloads: --downloads 1000000"),
    (["--price", "free", "--downloads", "3"], "write the price of a GB above 0, without its currency"),
    (["--within", "1"], "the percent sign is missing: write 1%"),
    (["--fastest", "decode"], "one of 'compress', 'decompress' or 'extract'"),
    (["--fastest", "compress", "--within", "1%"], "--fastest and --within exclude each other"),
    (["--until", "unpacked"], "--until needs --bandwidth"),
    (["--codecs", "zst"], "there is no codec 'zst' (did you mean 'zstd'?)"),
    (["--codecs", "zstd", "gzip"], "--codecs takes one list, without spaces: --codecs zstd,gzip"),
    (["--against", "zstd-99"], "zstd levels are 1 to 22"),
    (["--decoder", "rust"], "there is no decoder 'rust'; decoders are default, ruzstd, 32bit, xz-64MiB"),
    (["--decoder", "xz-64mb"], "there is no decoder 'xz-64mb' (did you mean 'xz-64MiB'?)"),
    (
      ["--decoder", "ruzstd", "--decoder", "xz-64MiB"],
      "--decoder xz-64MiB reads only xz, which --decoder ruzstd excludes"
    ),
    (["--decoder", "ruzstd", "--codecs", "gzip,xz"], "reads only zstd, which --codecs gzip,xz excludes"),
    (
      ["--max-compress-time", "soon"],
      "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5"
    ),
    (
      ["--bandwidth", "0"],
      "the unit is missing: write 0Mbit/s or 0MB/s"
    ),
  ])
  func `wrong options are usage errors`(options: [String], message: String) throws {
    let folder = try PickFolder()
    let run = try folder.pybench(["pick", try folder.sweep()] + options)
    #expect(run.status == 64)
    #expect(run.errors.contains(message))
  }

  @Test func `a folder that does not exist is no word of --codecs`() throws {
    let run = try PickFolder().pybench("pick", "nowhere", "--codecs", "gzip")
    #expect(run.status == 2)
    #expect(run.errors.contains("nowhere"))
  }

  @Test func `without results it is a usage error`() throws {
    let run = try PickFolder().pybench("pick")
    #expect(run.status == 64)
    #expect(
      run.errors == "pybench: error: missing expected argument '<results> ...'; for example: pybench pick "
        + "results/cpython-3.12\n")
  }

  @Test(arguments: [
    ("nowhere", "no such file or folder"), ("README.md", "it is not CSV: line 3"),
    ("renamed.csv", "column compressed_bytes: the header has no such column; was it renamed or removed?"),
    ("results", "it holds no sweep.csv; name a folder that 'pybench compress' wrote, such as results/py"),
  ])
  func `a path that is not a result is an error with advice`(path: String, message: String) throws {
    let folder = try PickFolder()
    let sweep = String(decoding: try folder.bytes(of: try folder.sweep()), as: UTF8.self)
    try folder.file("README.md", text: "# Title\n\nOne, two, three\n")
    try folder.file("renamed.csv", text: sweep.replacing("compressed_bytes", with: "size"))
    try folder.file("results/py/sweep.csv", text: sweep)
    let run = try folder.pybench("pick", path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `a window is given as zstd gives it`() throws {
    let folder = try PickFolder()
    let run = try folder.pybench("pick", try folder.sweep(), "--max-window", "22")
    #expect(run.status == 0)
    #expect(run.output.contains("Within max-window 4MiB (excludes 2)"))
  }

  @Test func `a decoder is a limit beside the others`() throws {
    let folder = try PickFolder()
    let sweep = try folder.sweep()
    let run = try folder.pybench(
      "pick", sweep, "--decoder", "ruzstd", "--decoder", "32bit", "--max-window", "4MiB")
    #expect(run.status == 0)
    #expect(
      run.output.contains(
        "Within max-window 4MiB (excludes 2), decoder ruzstd (excludes 2) and decoder\n32bit (excludes none): 1 of 4"
          + " settings."), "\(run.output)")
    let both = try folder.pybench(
      "pick", sweep, "--default-decoder", "--decoder", "default", "--format", "json")
    #expect(both.output.contains(#""decoders": ["default"]"#), "\(both.output)")
  }

  @Test(.enabled(if: Shell.has("xz"), "no xz to compare with"))
  func `the decoder xz-64MiB admits what xz decodes within 64 MiB`() throws {
    let folder = try PickFolder()
    try folder.makeTree()
    let labels = ["xz-6", "xz-8", "xz-8e", "xz-9", "xz-9e"]
    let sweep = try folder.pybench(
      "compress", "--tree", "tree", "--strip", "none", "--sizes-only", "--quiet", "--settings",
      labels.joined(separator: ","))
    #expect(sweep.status == 0)
    let rows = try Results(reading: folder.path + "/results/tree").rows
    for label in labels {
      let archive = try folder.pybench(
        "archive", "--tree", "tree", "--strip", "none", "--quiet", "--setting", label, "--output",
        "\(label).tar.xz")
      #expect(archive.status == 0)
      let tool = try Shell.run("xz -dc -T1 -M 64MiB \(label).tar.xz > out", in: folder.path)
      let row = try #require(rows.first { $0.setting.label == label })
      #expect((Limit.decoder(.xz64MiB).standing(of: row) == .met) == (tool.status == 0), "\(label)")
    }
  }

  @Test func `a comparison with another setting is printed`() throws {
    let folder = try PickFolder()
    let run = try folder.pybench("pick", try folder.sweep(), "--against", "gzip-6")
    #expect(
      run.output.contains(
        """
        xz-6 against gzip-6
          gains  archive -9,000,000 (-28.1%)
          loses  compress time +37.0 s (+1,233%); compress memory 264 KiB -> 2 MiB; decode time +700 ms (+233%); \
        decoder memory 39 KiB -> 8.06 MiB
        """))
  }

  @Test func `json is read back as the setting`() throws {
    let folder = try PickFolder()
    let run = try folder.pybench("pick", try folder.sweep(), "--codecs", "gzip", "--format", "json")
    #expect(run.status == 0)
    #expect(run.output.contains(#"  "setting": "gzip-6""#))
  }

  @Test(
    .enabled(
      if: ["tar", "bsdtar", "zstd", "xz", "python3", "find", "sort"].allSatisfy(Shell.has),
      "not all of tar, bsdtar, zstd, xz and python3 are there"))
  func `the stock lines give the archives that were swept, to the byte`() throws {
    let folder = try PickFolder()
    try folder.makeTree()
    let sweep = try folder.pybench(
      "compress", "--tree", "tree", "--strip", "none", "--sizes-only", "--quiet", "--settings",
      "zstd-3,zstd-20-long27,gzip-9,xz-0")
    #expect(sweep.status == 0)
    let rows = try Results(reading: folder.path + "/results/tree").rows
    for codec in Codec.allCases {
      let pick = try folder.pybench(
        "pick", "results/tree", "--codecs", codec.rawValue, "--format", "command")
      // The stock lines alone: the script's other half is `pybench archive`.
      let lines = pick.output.split(separator: "\n").filter { !$0.hasPrefix("pybench ") }
      let script = lines.joined(separator: "\n")
      let shell = try Shell.run(
        "env -u SOURCE_DATE_EPOCH sh -euc \(Shell.quoted([script]))", in: folder.path,
        environment: ["STRIPPED": "tree"])
      #expect(shell.status == 0, "\(shell.errors)")
      let archive = try Data(
        contentsOf: URL(fileURLWithPath: folder.path + "/tree.stock.tar.\(codec.fileExtension)"))
      let row = try #require(
        rows.filter { $0.setting.codec == codec }
          .min { ($0.compressedBytes ?? .zero) < ($1.compressedBytes ?? .zero) })
      #expect(row.compressedBytes == ByteCount(archive.count))
      let digest = try Digest(of: archive.span.bytes)
      #expect(row.compressedSHA256 == digest.description)
    }
  }

  @Test(
    .enabled(if: ["tar", "find", "sort", "truncate"].allSatisfy(Shell.has), "no GNU tools"),
    arguments: ["bsdtar", "xz"])
  func `a stock tool that is missing or fails stops the script`(tool: String) throws {
    let folder = try PickFolder()
    try folder.makeTree()
    let pick = try folder.pybench("pick", try folder.sweep(), "--codecs", "xz", "--format", "command")
    try folder.file("script", text: pick.output.replacing(/pybench archive.*/, with: "touch released"))
    let others = ["find", "sort", "truncate", "tar", "bsdtar", "xz", "mktemp", "rm", "tr", "touch"]
    // The programs in reach are links to the system's, or do nothing where the system has none.
    let links = others.map { "{ ln -s \"$(command -v \($0))\" bin/ || printf '#!/bin/sh\\n' >bin/\($0); }" }
    let setUp = "mkdir bin && \(links.joined(separator: " && ")) && chmod +x bin/* && rm -f bin/\(tool)"
    #expect(try Shell.run(setUp, in: folder.path).status == 0)
    let script = "sh=$(command -v sh); PATH=$PWD/bin STRIPPED=tree \"$sh\" script"
    let missing = try Shell.run(script, in: folder.path)
    #expect(missing.status == 1)
    #expect(
      missing.errors.contains(
        tool == "xz" ? "no xz; install Debian's package xz-utils" : "package libarchive-tools"))
    #expect(try Shell.run("ls released *.stock.*", in: folder.path).output.isEmpty)
    let failing = "printf '#!/bin/sh\\nexit 3\\n' >bin/\(tool) && chmod +x bin/\(tool)"
    #expect(try Shell.run(failing, in: folder.path).status == 0)
    #expect(try Shell.run(script, in: folder.path).status == 3)
  }
}

/// A folder in which the built command picks.
private struct PickFolder {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  var path: String { folder.path }

  func bytes(of name: String) throws -> [UInt8] { try folder.bytes(name) }

  func file(_ name: String, text: String) throws { try folder.file(name, text: text) }

  func pybench(_ arguments: String...) throws -> Shell.Outcome { try pybench(arguments) }

  func pybench(_ arguments: [String]) throws -> Shell.Outcome {
    try BuiltCommand.run(arguments, in: folder)
  }

  /// A `sweep.csv` with four settings.
  func sweep() throws -> String {
    let header =
      "tree,setting,status,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,"
      + "compress_rounds,decompress_s,decompress_s_mad,decompress_cpu_s,decompress_rounds,compress_heap_bytes,"
      + "decompress_heap_bytes,window_bytes,default_decoder,round_trip,noise,library_version"
    let rows = [
      "py,zstd-3,ok,100000000,30000000,0.5,0.001,0.5,5,0.1,0.001,0.1,5,4000000,2097152,2097152,true,true,"
        + "noisy: steal 3.1%,libzstd 1.5.4",
      "py,zstd-19,ok,100000000,25000000,60,,60,1,0.2,0.002,0.2,5,90000000,8388608,8388608,true,true,quiet,"
        + "libzstd 1.5.4",
      "py,gzip-6,ok,100000000,32000000,3,0.01,3,5,0.3,0.001,0.3,5,270000,40000,32768,true,true,quiet,zlib 1.2.13",
      "py,xz-6,ok,100000000,23000000,40,,40,1,1,0.004,1,5,2097152,9437184,8388608,true,true,quiet,liblzma 5.4.1",
    ]
    try folder.file("sweep.csv", text: ([header] + rows).joined(separator: "\r\n"))
    return "sweep.csv"
  }

  /// A tree with what tars disagree about: order, long names, links, odd names, folders' modes.
  func makeTree() throws {
    let long = (1...12).map { "folder-of-a-long-name-\($0)" }.joined(separator: "/")
    for name in ["a/x", long, "empty"] { try folder.folder("tree/" + name) }
    let text = (0..<20_000).map { "line \($0 * $0 % 977)\n" }.joined()
    for name in ["a/x/f", "a-b", "sp ace", "é", "\(long)/\(String(repeating: "n", count: 120))"] {
      try folder.file("tree/" + name, text: name + text)
    }
    try folder.file("tree/a.b", text: text, mode: 0o755)
    try folder.link("tree/link", to: "a-b")
    try folder.link("tree/longlink", to: String(repeating: "y", count: 150))
    try folder.hardLink("tree/hard", to: "tree/a-b")
  }
}
