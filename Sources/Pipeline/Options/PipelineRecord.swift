/// The options that turned a tree into a tar. Archives with equal records are comparable.
package struct PipelineRecord: Sendable, Hashable {
  /// What the user chose.
  package var options: TreeOptions
  /// First line of the strip tool's version; nil without stripping.
  package var stripToolVersion: String?
  /// `SOURCE_DATE_EPOCH`, in seconds since 1970; nil if not set, which gives entries a fixed date.
  package var sourceDateEpoch: Int64?

  package init(options: TreeOptions, stripToolVersion: String?, sourceDateEpoch: Int64?) {
    self.options = options
    self.stripToolVersion = stripToolVersion
    self.sourceDateEpoch = sourceDateEpoch
  }
}

extension PipelineRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case exclude, prune, strip, order
    case stripToolVersion = "strip_tool"
    case stripTool = "strip_tool_option"
    case sourceDateEpoch = "source_date_epoch"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = TreeOptions(
      selection: Selection(
        exclude: try container.decode([Glob].self, forKey: .exclude),
        prune: try container.decode([Selection.Prune].self, forKey: .prune)),
      strip: try container.decode(StripMode.self, forKey: .strip),
      stripTool: try container.decodeIfPresent(String.self, forKey: .stripTool),
      // Versions before 0.2 had one order.
      order: try container.decodeIfPresent(EntryOrder.self, forKey: .order) ?? .path)
    stripToolVersion = try container.decodeIfPresent(String.self, forKey: .stripToolVersion)
    sourceDateEpoch = try container.decodeIfPresent(Int64.self, forKey: .sourceDateEpoch)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(options.selection.exclude, forKey: .exclude)
    try container.encode(options.selection.prune, forKey: .prune)
    try container.encode(options.strip, forKey: .strip)
    try container.encode(options.order, forKey: .order)
    try container.encodeIfPresent(options.stripTool, forKey: .stripTool)
    // null without stripping or without a time, so that every record has all keys.
    try container.encode(stripToolVersion, forKey: .stripToolVersion)
    try container.encode(sourceDateEpoch, forKey: .sourceDateEpoch)
  }
}

/// A difference between two archives other than the tree.
package struct Difference: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What differs: a setting, a library's version, an option.
  package var what: String
  /// The earlier value, or the baseline's.
  package var baseline: String
  /// The value now.
  package var now: String

  package init(what: String, baseline: String, now: String) {
    self.what = what
    self.baseline = baseline
    self.now = now
  }

  /// The difference between two values; nil if they are equal, or one of them is not known.
  package init?(_ what: String, _ baseline: String?, _ now: String?) {
    guard let baseline, let now, baseline != now else { return nil }
    self.init(what: what, baseline: baseline, now: now)
  }

  /// Placeholder for an unknown value.
  package static let unknown = "not known"

  package var description: String {
    switch (baseline == Self.unknown, now == Self.unknown) {
    case (true, true): "neither records its \(what)"
    case (true, false): "the baseline does not record its \(what)"
    case (false, true): "it does not record its \(what)"
    case (false, false): "\(what) was \(baseline), is \(now)"
    }
  }
}

extension PipelineRecord {
  /// Differences from an earlier record, in the order of the pipeline's steps.
  package func differences(from earlier: PipelineRecord) -> [Difference] {
    func list(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ",") }
    // The value of SOURCE_DATE_EPOCH changes with every commit. Only whether it is set decides if times are kept.
    func epoch(_ record: PipelineRecord) -> String { record.sourceDateEpoch == nil ? "not set" : "set" }
    let (old, new) = (earlier.options, options)
    let sameStrip = old.strip == new.strip
    return [
      Difference(
        "--exclude", list(old.selection.exclude.map(\.description)),
        list(new.selection.exclude.map(\.description))),
      // The order of classes does not matter.
      Difference(
        "--prune", list(old.selection.prune.map(\.rawValue).sorted()),
        list(new.selection.prune.map(\.rawValue).sorted())),
      Difference("--strip", old.strip.rawValue, new.strip.rawValue),
      sameStrip
        ? Difference("strip tool", earlier.stripToolVersion ?? "none", stripToolVersion ?? "none") : nil,
      Difference("--order", old.order.rawValue, new.order.rawValue),
      Difference("SOURCE_DATE_EPOCH", epoch(earlier), epoch(self)),
    ].compactMap { $0 }
  }
}
