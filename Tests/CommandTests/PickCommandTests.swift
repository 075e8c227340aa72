@testable import BenchCore
@testable import BenchGate
@testable import BenchReport
@testable import BenchResults
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30))) struct PickCommandTests {
  @Test func `the choice is printed with its figures, its rivals and how sure it is`() throws {
    let folder = try PickFolder()
    let sweep = try folder.sweep()
    let run = try folder.pybench("pick", sweep, "--max-compress-time", "50s", "--codecs", "zstd,xz")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        xz-6: the smallest archive within the limits for py.

          archive     23,000,000 bytes of 100,000,000, ratio 4.35
          compress    40.0 s ±3.2, 2.50 MB/s, heap 2 MiB
          decompress  1.00 s ±0.04, 100 MB/s, heap 9 MiB, window 8 MiB

        Within max-compress-time 50s (cuts 1) and codecs zstd,xz (cuts 1): 2 of 4
        settings. On the frontier of size, compression time, decompression throughput
        and decompression memory: 2.

        next best              archive          compress            decode  decoder RAM
        zstd-3     +7,000,000 (+30.4%)  -39.5 s (-98.8%)  -900 ms (-90.0%)     2.06 MiB

        The limits cost nothing: without them it is xz-6 too.

        how sure
          Sizes are exact, and so is the order by size. Times a and b are called equal
          where |a - b| <= 1.4826 * (MAD of a + MAD of b). Some times are of a single
          round, which has no spread; 8.0% is assumed. Some times are of fewer than 12
          rounds, which can agree by chance; at least 8.0% / sqrt(rounds) is assumed.
          Known to no better than within 10 %: zstd-3 (compress ±5.5%, decompress ±5.5%).

        """)
  }

  @Test func `downloads bring a cost and its formula`() throws {
    let folder = try PickFolder()
    let run = try folder.pybench(
      "pick", try folder.sweep(), "--bandwidth", "10MB/s", "--downloads", "1000000")
    #expect(run.status == 0)
    #expect(
      run.output.hasPrefix(
        "zstd-19: the least time for 1,000,000 downloads at 10MB/s and 1 build for py.\n"))
    #expect(
      run.output.contains(
        "  cost        2,700,060 s ±7,160 = 1000000 * (compressed bytes / 10MB/s + decode time) + 1 * compress time\n"
      ))
  }

  @Test func `nothing within the limits exits with 2 and says what to relax`() throws {
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
    (["--downloads", "3"], "--downloads needs --bandwidth, the users' download speed: --bandwidth 50MB/s."),
    (["--bandwidth", "1MB/s", "--builds=-1"], "--builds takes a number of 0 to 10^12, not -1."),
    (
      ["--bandwidth", "1MB/s", "--builds", "0", "--downloads", "0"],
      "--downloads 0 with --builds 0 leaves nothing to weigh."
    ),
    (["--max-window", "1MB/s"], "write a size such as 128MiB, 50MB or a number of bytes such as 4096"),
    (
      ["--max-compress-time", "soon"],
      "write a time such as 60s, 2m, 500ms or a number of seconds such as 1.5"
    ),
    (
      ["--bandwidth", "0"],
      "write a throughput above 0 such as 300MB/s, 50MiB/s or a number of bytes per second"
    ),
  ])
  func `wrong options are usage errors`(options: [String], message: String) throws {
    let folder = try PickFolder()
    let run = try folder.pybench(["pick", try folder.sweep()] + options)
    #expect(run.status == 64)
    #expect(run.errors.contains(message))
  }

  @Test func `without results it is a usage error`() throws {
    let run = try PickFolder().pybench("pick")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: Missing expected argument '<results> ...'\n"))
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
      let lines = pick.output.split(separator: "\n").drop { !$0.hasPrefix("if ") }
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
}

/// A folder in which the built command picks.
private struct PickFolder {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  var path: String { folder.path }

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
