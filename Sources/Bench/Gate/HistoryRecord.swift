package import BenchCore
import FoundationEssentials
package import Pipeline

/// A release in a history: one line of JSON.
package struct HistoryRecord: Sendable, Hashable {
  /// The version of the format.
  package static let schemaVersion = 1

  /// Date of the release: `2026-03-01T12:00:00Z`.
  package var date: String
  /// Its name: `3.12.4`; nil without one.
  package var release: String?
  /// How the tar was encoded; nil if only the archive was known.
  package var setting: String?
  /// Size of the archive.
  package var compressedBytes: ByteCount
  /// Size of the tar.
  package var tarBytes: ByteCount
  /// Sizes by kind of entry.
  package var kinds: [String: Sum]
  /// Number of files by kind of finding.
  package var findings: [String: Int]
  /// SHA-256 of the archive, hexadecimal.
  package var archiveSHA256: String
  /// SHA-256 of the tar, hexadecimal.
  package var tarSHA256: String
  /// Versions of pybench and, if known, of the library and the strip tool.
  package var versions: [String: String]

  /// Some entries together.
  package struct Sum: Sendable, Hashable, Codable {
    /// How many there are.
    package var entries: Int
    /// Bytes in the tar.
    package var bytes: ByteCount
    /// Share of the archive's bytes.
    package var compressedBytes: ByteCount

    enum CodingKeys: String, CodingKey {
      case entries, bytes
      case compressedBytes = "compressed_bytes"
    }
  }

  /// Its name, or its date without one.
  package var name: String { release ?? String(date.prefix(10)) }
}

extension HistoryRecord {
  /// Describes a release.
  ///
  /// - Parameters:
  ///   - manifest: Its archive.
  ///   - release: Its name.
  ///   - date: When it was made, in seconds since 1970.
  package init(_ manifest: Manifest, release: String?, date: Int64) {
    self.date = Date(timeIntervalSince1970: Double(date)).formatted(.iso8601)
    self.release = release
    setting = manifest.setting?.label
    compressedBytes = manifest.compressedBytes
    tarBytes = manifest.tarBytes
    kinds = [:]
    for entry in manifest.entries {
      var sum = kinds[entry.kind.rawValue] ?? Sum(entries: 0, bytes: .zero, compressedBytes: .zero)
      sum.entries += 1
      sum.bytes += entry.bytes
      sum.compressedBytes += entry.compressedBytes
      kinds[entry.kind.rawValue] = sum
    }
    findings = [:]
    for finding in manifest.findings { findings[finding.kind.rawValue, default: 0] += max(1, finding.files) }
    archiveSHA256 = manifest.archiveSHA256
    tarSHA256 = manifest.tarSHA256
    versions = ["pybench": manifest.pybench]
    versions["library"] = manifest.libraryVersion
    versions["strip_tool"] = manifest.pipeline?.stripToolVersion
  }
}

extension HistoryRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case date, release, setting
    case compressedBytes = "compressed_bytes"
    case tarBytes = "tar_bytes"
    case kinds, findings
    case archiveSHA256 = "archive_sha256"
    case tarSHA256 = "tar_sha256"
    case versions
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ key: CodingKeys, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    let version = try container.decode(Int.self, forKey: .schemaVersion)
    guard version == Self.schemaVersion else {
      throw refuse(.schemaVersion, "it is \(version), and this pybench reads \(Self.schemaVersion)")
    }
    date = try container.decode(String.self, forKey: .date)
    guard (try? Date(date, strategy: .iso8601)) != nil, date.utf8.count == 20 else {
      throw refuse(.date, "it is not a time such as 2026-03-01T12:00:00Z")
    }
    release = try container.decodeIfPresent(String.self, forKey: .release)
    setting = try container.decodeIfPresent(String.self, forKey: .setting)
    compressedBytes = try container.decode(ByteCount.self, forKey: .compressedBytes)
    tarBytes = try container.decode(ByteCount.self, forKey: .tarBytes)
    for (key, size) in [(CodingKeys.compressedBytes, compressedBytes), (.tarBytes, tarBytes)]
    where size.bytes < 1 {
      throw refuse(key, "it is not a size between 1 byte and 1 PiB")
    }
    kinds = try container.decode([String: Sum].self, forKey: .kinds)
    findings = try container.decode([String: Int].self, forKey: .findings)
    let counts = 0...Int(Int32.max)
    guard
      kinds.values.allSatisfy({ counts.contains($0.entries) && min($0.bytes, $0.compressedBytes) >= .zero })
    else {
      throw refuse(.kinds, "a number is below 0 or too large")
    }
    guard findings.values.allSatisfy(counts.contains) else {
      throw refuse(.findings, "a number is below 0 or too large")
    }
    archiveSHA256 = try container.decode(String.self, forKey: .archiveSHA256)
    tarSHA256 = try container.decode(String.self, forKey: .tarSHA256)
    versions = try container.decode([String: String].self, forKey: .versions)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(date, forKey: .date)
    try container.encode(release, forKey: .release)
    try container.encode(setting, forKey: .setting)
    try container.encode(compressedBytes, forKey: .compressedBytes)
    try container.encode(tarBytes, forKey: .tarBytes)
    try container.encode(kinds, forKey: .kinds)
    try container.encode(findings, forKey: .findings)
    try container.encode(archiveSHA256, forKey: .archiveSHA256)
    try container.encode(tarSHA256, forKey: .tarSHA256)
    try container.encode(versions, forKey: .versions)
  }
}
