package import BenchCore
import FoundationEssentials
import Glibc
import SystemPackage

extension Manifest: Codable {
  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case pybench, setting
    case libraryVersion = "library_version"
    case compressedBytes = "compressed_bytes"
    case archiveSHA256 = "archive_sha256"
    case tarBytes = "tar_bytes"
    case tarSHA256 = "tar_sha256"
    case newestMtime = "newest_mtime"
    case treeSHA256 = "tree_sha256"
    case pipeline, stages, attribution, findings, entries, kept
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    readVersion = try container.decode(Int.self, forKey: .schemaVersion)
    pybench = try container.decode(String.self, forKey: .pybench)
    setting = try container.decodeIfPresent(ArchiveEncoding.self, forKey: .setting)
    format = setting?.format
    libraryVersion = try container.decodeIfPresent(String.self, forKey: .libraryVersion)
    compressedBytes = try container.decode(ByteCount.self, forKey: .compressedBytes)
    archiveSHA256 = try container.decode(String.self, forKey: .archiveSHA256)
    tarBytes = try container.decode(ByteCount.self, forKey: .tarBytes)
    tarSHA256 = try container.decode(String.self, forKey: .tarSHA256)
    treeSHA256 = try container.decodeIfPresent(String.self, forKey: .treeSHA256)
    pipeline = try container.decodeIfPresent(PipelineRecord.self, forKey: .pipeline)
    kept = try container.decodeIfPresent([Kept].self, forKey: .kept) ?? []
    newestMtime = try container.decodeIfPresent(Int64.self, forKey: .newestMtime)
    stages = try container.decode([StageSize].self, forKey: .stages)
    attribution = try container.decode(Attribution.self, forKey: .attribution)
    findings = try container.decode([Finding].self, forKey: .findings)
    entries = try container.decode([ManifestEntry].self, forKey: .entries)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(pybench, forKey: .pybench)
    // null if only the archive is known, so that every manifest has all keys.
    try container.encode(setting, forKey: .setting)
    try container.encode(libraryVersion, forKey: .libraryVersion)
    try container.encode(compressedBytes, forKey: .compressedBytes)
    try container.encode(archiveSHA256, forKey: .archiveSHA256)
    try container.encode(tarBytes, forKey: .tarBytes)
    try container.encode(tarSHA256, forKey: .tarSHA256)
    try container.encodeIfPresent(treeSHA256, forKey: .treeSHA256)
    try container.encode(pipeline, forKey: .pipeline)
    try container.encode(kept, forKey: .kept)
    try container.encode(newestMtime, forKey: .newestMtime)
    try container.encode(stages, forKey: .stages)
    try container.encode(attribution, forKey: .attribution)
    try container.encode(findings, forKey: .findings)
    try container.encode(entries, forKey: .entries)
  }
}

extension Manifest {
  /// The file's text with one entry per line; equal for equal archives.
  package func text() throws(Failure) -> String { try JSONText.document(self) }

  /// Role of a manifest for its reader.
  package enum Role: String, Sendable {
    /// The file beside an archive; the archive itself can be read instead.
    case manifest
    /// The baseline of a check.
    case baseline

    /// Advice for a broken manifest.
    fileprivate var advice: String? {
      switch self {
      case .manifest: nil
      case .baseline: "restore it from version control, or remove it and run with --update"
      }
    }
  }

  /// Reads a manifest.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: Role for the reader.
  /// - Throws: `Failure` that names the wrong line or key.
  package init(reading path: String, as role: Role) throws(Failure) {
    let data: Data
    do throws(Errno) {
      data = Data(try IO.contents(of: path))
    } catch {
      throw Failure("read \(role)", path, because: error)
    }
    try self.init(json: data, from: path, as: role)
  }

  /// Whether a file holds something else than a manifest, which may be damaged or of a later version.
  ///
  /// - Parameter path: The file, which need not exist.
  /// - Throws: `Failure` if it exists and cannot be read.
  package static func isForeign(_ path: String) throws(Failure) -> Bool {
    do throws(Errno) {
      guard let status = try IO.status(of: path), status.st_mode & S_IFMT == S_IFREG else { return false }
      return isForeign(try IO.contents(of: path))
    } catch {
      throw Failure("read \(Role.baseline)", path, because: error)
    }
  }

  /// Whether contents are neither empty nor those of a manifest, damaged or of a later version.
  private static func isForeign(_ contents: [UInt8]) -> Bool {
    guard let first = contents.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return false }
    guard first == UInt8(ascii: "{") else { return true }
    func keys(_ json: some Collection<UInt8>) -> Set<String>? {
      (try? JSONText.decode([String: Ignored?].self, from: Data(json))).map { Set($0.keys) }
    }
    guard let found = keys(contents) else {
      // Complete lines of JSON are those of a history. Other broken JSON can be what is left of a manifest.
      return contents.split(separator: UInt8(ascii: "\n")).first.flatMap(keys) != nil
    }
    guard found.contains(CodingKeys.schemaVersion.rawValue) else { return true }
    let own: Set = [CodingKeys.archiveSHA256.rawValue, CodingKeys.entries.rawValue]
    return !own.isSubset(of: found) && found.contains { CodingKeys(rawValue: $0) == nil }
  }

  /// Reads a manifest's JSON.
  init(json data: Data, from path: String, as role: Role) throws(Failure) {
    func failure(_ reason: String, _ advice: String?) -> Failure {
      Failure("read \(role)", path, because: reason, advice: advice)
    }
    guard !data.isEmpty else { throw failure("it is empty", role.advice) }
    do throws(JSONProblem) {
      let version = try JSONText.decode(ManifestVersion.self, from: data).schemaVersion
      guard (1...Self.schemaVersion).contains(version) else {
        let advice =
          version > Self.schemaVersion ? "use the pybench version that wrote it, or a later one" : role.advice
        throw JSONProblem(
          "key schema_version: it is \(version), and this pybench reads 1 to \(Self.schemaVersion)",
          advice: advice)
      }
      self = try JSONText.decode(Manifest.self, from: data)
    } catch {
      throw failure(error.description, error.advice ?? role.advice)
    }
    if let problem { throw failure(problem, role.advice) }
    entries.sort { $0.path < $1.path }
  }

  /// The first inconsistency; nil if there is none.
  private var problem: String? {
    // No tar within the limit of sizes holds more entries; a sum of them cannot overflow.
    let counts = 0...ByteCount.limit.bytes
    if compressedBytes <= .zero { return "key compressed_bytes: it must be above 0" }
    if tarBytes <= .zero { return "key tar_bytes: it must be above 0" }
    for (key, digest) in [("archive_sha256", archiveSHA256), ("tar_sha256", tarSHA256)]
    where digest.count != 64 || !digest.allSatisfy(\.isHexDigit) {
      return "key \(key): '\(digest)' is not a SHA-256 of 64 hexadecimal digits"
    }
    for (index, finding) in findings.enumerated()
    where finding.bytes < .zero || finding.compressedBytes < .zero || !counts.contains(finding.files) {
      return "key findings[\(index)]: a number is below 0 or too large"
    }
    for (index, stage) in stages.enumerated() where stage.bytes < .zero || !counts.contains(stage.files) {
      return "key stages[\(index)]: a number is below 0 or too large"
    }
    let blocks = attribution
    if !counts.contains(blocks.blocks) || min(blocks.medianBlockBytes, blocks.largestBlockBytes) < .zero {
      return "key attribution: a number is below 0 or too large"
    }
    var total = ByteCount.zero
    var sums = (bytes: ByteCount.zero, unstripped: ByteCount.zero)
    var before: EntryPath?
    // Earlier versions ordered paths by byte.
    var (isOrdered, isOrderedBytewise) = (true, true)
    for (index, entry) in entries.enumerated() {
      if entry.bytes < .zero { return "key entries[\(index)].bytes: it is below 0" }
      if entry.compressedBytes < .zero { return "key entries[\(index)].compressed_bytes: it is below 0" }
      if let size = entry.unstrippedBytes, size < .zero {
        return "key entries[\(index)].unstripped_bytes: it is below 0"
      }
      if let before {
        isOrdered = isOrdered && before < entry.path
        isOrderedBytewise = isOrderedBytewise && EntryPath.precedesBytewise(before, entry.path)
        guard isOrdered || isOrderedBytewise else {
          let problem = before == entry.path ? "is repeated" : "is not in order"
          return "key entries[\(index)].path: '\(entry.path)' \(problem)"
        }
      }
      before = entry.path
      // Each is at most the limit, so no sum can overflow before it is rejected.
      total += entry.compressedBytes
      sums.bytes += entry.bytes
      sums.unstripped += entry.unstrippedBytes ?? .zero
      if max(total, sums.bytes, sums.unstripped) > .limit {
        return "key entries[\(index)]: sizes add up to more than \(ByteCount.limit.bytes) bytes"
      }
    }
    guard total == compressedBytes else {
      return
        "key compressed_bytes: it is \(compressedBytes.bytes), but the entries' shares add up to \(total.bytes)"
    }
    return nil
  }
}

/// Any value.
private struct Ignored: Decodable {
  init(from decoder: any Decoder) {}
}

/// The version, decoded first because the other keys depend on it.
private struct ManifestVersion: Decodable {
  var schemaVersion: Int

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
  }
}
