import Pipeline

extension Check {
  /// Differences between two archives other than their trees. A value that is unknown for one of them is a
  /// difference.
  static func differences(_ now: Manifest, from base: Manifest) -> [Difference] {
    let unknown = Difference.unknown
    var found: [Difference] = []
    let (old, new) = (base.setting?.label ?? unknown, now.setting?.label ?? unknown)
    if old != new || old == unknown { found.append(Difference(what: "setting", baseline: old, now: new)) }
    if old == unknown || new == unknown, let before = base.format, let after = now.format, before != after {
      found.append(Difference(what: "format", baseline: before.description, now: after.description))
    }
    if base.libraryVersion == nil || now.libraryVersion == nil {
      found.append(
        Difference(
          what: "library", baseline: base.libraryVersion ?? unknown, now: now.libraryVersion ?? unknown))
    }
    if base.pipeline == nil || now.pipeline == nil {
      func known(_ record: PipelineRecord?) -> String { record == nil ? unknown : "recorded" }
      found.append(Difference(what: "tree options", baseline: known(base.pipeline), now: known(now.pipeline)))
    }
    return found + differences((base.libraryVersion, base.pipeline), (now.libraryVersion, now.pipeline))
  }

  /// Differences between two pipelines. Values that are unknown for both are not compared.
  static func differences(
    _ base: (libraryVersion: String?, pipeline: PipelineRecord?),
    _ now: (libraryVersion: String?, pipeline: PipelineRecord?)
  ) -> [Difference] {
    var found = [Difference("library", base.libraryVersion, now.libraryVersion)].compactMap { $0 }
    if let old = base.pipeline, let new = now.pipeline { found += new.differences(from: old) }
    return found
  }
}
