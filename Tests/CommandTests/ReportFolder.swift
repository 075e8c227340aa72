import Foundation
import Testing
import TestSupport

/// A folder with two small results, in which the built command is run.
final class ReportFolder {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    for (name, factor) in [("old", 1.0), ("new", 1.01)] {
      try folder.file("\(name)/sweep.csv", text: Self.sweep(name, factor))
      try folder.file("\(name)/stages.csv", text: Self.stages)
      try folder.file("\(name)/datapackage.json", text: Self.package(name))
    }
  }

  /// Runs `pybench report` in the folder.
  func report(_ arguments: String...) throws -> Shell.Outcome {
    try BuiltCommand.run(["report"] + arguments, in: folder)
  }

  /// Writes a file into the folder.
  func file(_ name: String, text: String) throws { try folder.file(name, text: text) }

  /// The text of a file in the folder.
  func text(_ name: String) throws -> String { String(decoding: try folder.bytes(name), as: UTF8.self) }

  /// The names in the folder.
  func names() throws -> [String] { try folder.names() }

  /// Opens a page in a browser without a window, tries what can be tried on it, and reports what was found.
  func open(_ page: String) throws -> Browser.Findings {
    let browser = try #require(Browser.path)
    // The probe stands before the policy, which therefore does not bind it; the page itself is as written.
    let probed = try text(page).replacingOccurrences(
      of: "<meta charset=\"utf-8\">", with: "<meta charset=\"utf-8\"><script>\(Browser.probe)</script>")
    let copy = try folder.file("probed.html", text: probed)
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--user-data-dir=\(folder.at("profile"))",
      "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--window-size=1280,900",
      "--virtual-time-budget=10000", "--dump-dom", "file://\(copy)",
    ]
    let run = try Shell.run(Shell.quoted([browser] + arguments), in: folder.path)
    let encoded = try #require(run.output.firstMatch(of: /data-found="([^"]*)"/), "\(run.errors)").1
    let json = try #require(Data(base64Encoded: String(encoded)))
    var found = try JSONDecoder().decode(Browser.Findings.self, from: json)
    found.problems += run.errors.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
    return found
  }

  private static func sweep(_ tree: String, _ factor: Double) -> String {
    let rows: [(label: String, bytes: Int, compress: Double, decompress: Double)] = [
      ("zstd-1", 400_000, 0.01, 0.002), ("zstd-19", 300_000, 1, 0.003),
      ("zstd-19-long27", 290_000, 1.1, 0.004),
      ("gzip-1", 450_000, 0.05, 0.011), ("gzip-9", 410_000, 0.2, 0.01), ("xz-6", 280_000, 0.9, 0.05),
    ]
    var text =
      "tree,setting,status,error,original_bytes,compressed_bytes,compress_s,compress_s_mad,compress_cpu_s,"
      + "compress_rounds,decompress_s,decompress_s_mad,decompress_cpu_s,decompress_rounds,library_version\r\n"
    for row in rows {
      text += "<b>\(tree)</script>,\(row.label),ok,,1000000,\(Int(Double(row.bytes) * factor)),"
      for time in [row.compress, row.decompress] { text += "\(time),\(time / 20),\(time),3," }
      text += "libtest 1.0\r\n"
    }
    return text + "<b>\(tree)</script>,xz-9,failed,no memory,1000000,,,,,,,,,,libtest 1.0\r\n"
  }

  private static let stages = """
    stage,files,bytes,disk_usage_bytes,seconds\r
    tree,90,5000000,5100000,0.1\r
    selected,80,3000000,3100000,0.1\r
    stripped,80,950000,1000000,0.1\r
    tar,1,1000000,1003520,0.1\r

    """

  private static func package(_ tree: String) -> String {
    """
    {"name": "x", "title": "x", "profile": "tabular-data-package", "created": "2024-01-01T00:00:00Z",
    "resources": [], "provenance": {"pybench": "0", "argv": ["pybench", "compress", "--tree", "build"],
    "tree": {"name": "\(tree)", "sha256": "", "exclude": [], "prune": [], "strip": "all"},
    "tar": {"sha256": "", "bytes": 1000000, "sourceDateEpoch": 0}, "libraries": {"libtest": "1.0"},
    "machine": {"cpu": "x", "cores": 2, "memoryBytes": 1, "kernel": "x", "loadAverages": [0]},
    "method": {"rounds": 3, "minTimeSeconds": 1, "jobs": 1, "seed": 1, "sizesOnly": false},
    "started": "2024-01-01T00:00:00Z"}}
    """
  }
}
