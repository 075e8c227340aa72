import Foundation
package import Pipeline

extension Manifest {
  /// The manifest as JSON, an entry a line: the same for the same archive.
  package var json: String {
    JSONValue.object([
      ("schema_version", .integer(Self.schemaVersion)),
      ("pybench", .string(pybench)),
      ("setting", .optional(setting)),
      ("library_version", .optional(libraryVersion)),
      ("compressed_bytes", .integer(compressedBytes.bytes)),
      ("archive_sha256", .string(archiveSHA256)),
      ("tar_bytes", .integer(tarBytes.bytes)),
      ("tar_sha256", .string(tarSHA256)),
      ("pipeline", pipeline?.json ?? .null),
      (
        "stages",
        .array(
          stages.map {
            .object([
              ("stage", .string($0.stage)), ("files", .integer($0.files)),
              ("bytes", .integer($0.bytes.bytes)),
            ])
          })
      ),
      (
        "attribution",
        .object([
          ("blocks", .integer(attribution.blocks)),
          ("median_block_bytes", .integer(attribution.medianBlockBytes.bytes)),
          ("largest_block_bytes", .integer(attribution.largestBlockBytes.bytes)),
        ])
      ),
      ("findings", .array(findings.map(\.json))),
      ("entries", .array(entries.map(\.json))),
    ]).document
  }

  /// What a manifest is to its reader.
  package enum Role: String, Sendable {
    /// The file beside an archive, which can be read itself.
    case manifest
    /// What a check compares with.
    case baseline

    /// What to do about a broken one.
    fileprivate var advice: String? {
      switch self {
      case .manifest: nil
      case .baseline: "take it from version control again, or write it anew with --update"
      }
    }
  }

  /// Reads a manifest.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: What it is to the reader.
  /// - Throws: `Failure` that names the line or the key that is wrong.
  package init(reading path: String, as role: Role) throws(Failure) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw Failure("read \(role)", path, because: Failure.reason(error))
    }
    try self.init(json: data, from: path, as: role)
  }

  /// Reads a manifest's JSON.
  init(json data: Data, from path: String, as role: Role) throws(Failure) {
    func failure(_ reason: String, _ advice: String?) -> Failure {
      Failure("read \(role)", path, because: reason, advice: advice)
    }
    guard !data.isEmpty else { throw failure("it is empty", role.advice) }
    do {
      let version = try JSONDecoder().decode(ManifestVersion.self, from: data).schemaVersion
      guard version == Self.schemaVersion else {
        throw failure(
          "key schema_version: it is \(version), and this pybench reads \(Self.schemaVersion)",
          version > Self.schemaVersion ? "use the pybench that wrote it, or a later one" : role.advice)
      }
      self = try JSONDecoder().decode(Manifest.self, from: data)
    } catch let error as Failure {
      throw error
    } catch let error as DecodingError {
      throw failure(Self.syntax(of: data) ?? error.keyed, role.advice)
    } catch {
      throw failure(String(describing: error), role.advice)
    }
    if let problem { throw failure(problem, role.advice) }
    format = setting.flatMap { try? Packing(label: $0) }?.format
  }

  /// The line where the text stops to be JSON; nil where it is.
  private static func syntax(of data: Data) -> String? {
    do {
      _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
      return nil
    } catch {
      // JSONDecoder tells no place, and this parser tells a byte.
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? ""
      let byte = detail.firstMatch(of: /around character ([0-9]+)/).flatMap { Int($0.1) }
      let line = 1 + data.prefix(byte ?? data.count).count { $0 == 0x0A }
      return byte == nil ? "it ends early, in line \(line)" : "line \(line): it is not JSON"
    }
  }

  /// What no writer of manifests would have written; nil where nothing is wrong.
  private var problem: String? {
    if compressedBytes <= .zero { return "key compressed_bytes: it is not above 0" }
    if tarBytes <= .zero { return "key tar_bytes: it is not above 0" }
    for (key, digest) in [("archive_sha256", archiveSHA256), ("tar_sha256", tarSHA256)]
    where digest.count != 64 || !digest.allSatisfy(\.isHexDigit) {
      return "key \(key): '\(digest)' is not a SHA-256 of 64 hexadecimal digits"
    }
    if let setting, (try? Packing(label: setting)) == nil { return "key setting: '\(setting)' is no setting" }
    for (index, finding) in findings.enumerated()
    where finding.bytes < .zero || finding.compressedBytes < .zero || finding.files < 0 {
      return "key findings[\(index)]: a number is below 0"
    }
    var total = ByteCount.zero
    var before: EntryPath?
    for (index, entry) in entries.enumerated() {
      if entry.bytes < .zero { return "key entries[\(index)].bytes: it is below 0" }
      if entry.compressedBytes < .zero { return "key entries[\(index)].compressed_bytes: it is below 0" }
      if let size = entry.unstrippedBytes, size < .zero {
        return "key entries[\(index)].unstripped_bytes: it is below 0"
      }
      if let before, before >= entry.path {
        let problem = before == entry.path ? "is there twice" : "is not in order"
        return "key entries[\(index)].path: '\(entry.path)' \(problem)"
      }
      before = entry.path
      let (sum, overflow) = total.bytes.addingReportingOverflow(entry.compressedBytes.bytes)
      if overflow { return "key entries[\(index)].compressed_bytes: it is too large" }
      total = ByteCount(sum)
    }
    guard total == compressedBytes else {
      return
        "key compressed_bytes: it is \(compressedBytes.bytes), but the entries' shares add up to \(total.bytes)"
    }
    return nil
  }
}

/// What is read first, for the rest means what the version says.
private struct ManifestVersion: Decodable {
  var schemaVersion: Int

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
  }
}

extension PipelineRecord {
  var json: JSONValue {
    .object([
      ("exclude", .strings(exclude)), ("prune", .strings(prune)), ("strip", .string(strip)),
      ("strip_tool", .optional(stripTool)),
      ("source_date_epoch", sourceDateEpoch.map { .integer(Int($0)) } ?? .null),
    ])
  }
}
