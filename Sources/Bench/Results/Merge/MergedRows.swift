import BenchCore
import Pipeline

/// The rows of all results of a merge, by setting.
struct MergedRows {
  private typealias Entry = (row: SweepRow, index: Int)

  private let inputs: MergeInputs
  /// The settings, in the order of the sweep.
  private let settings: [Setting]
  private let entries: [Setting: [Entry]]
  private let name: String

  init(_ inputs: MergeInputs, _ name: String) {
    self.inputs = inputs
    self.name = name
    var entries: [Setting: [Entry]] = [:]
    for (index, results) in inputs.all.enumerated() {
      for row in results.rows { entries[row.setting, default: []].append((row, index)) }
    }
    self.entries = entries
    let places = Dictionary(inputs.settings.enumerated().map { ($1, $0) }) { first, _ in first }
    settings = entries.keys.sorted { left, right in
      switch (places[left.name], places[right.name]) {
      case (let one?, let other?): one < other
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.precedes(right)
      }
    }
  }

  /// Rejects rows of one setting with different bytes.
  func refuseOtherBytes() throws(Failure) {
    for setting in settings {
      let measured = (entries[setting] ?? []).filter { $0.row.status == .ok }
      guard let first = measured.first else { continue }
      for other in measured.dropFirst() {
        guard let difference = Self.difference(first.row, other.row) else { continue }
        throw Failure(
          "merge", setting.name,
          because: "\(difference.what) is \(difference.baseline) in \(inputs.place(first.index)) and"
            + " \(difference.now) in \(inputs.place(other.index))",
          advice:
            "find out which machine is wrong; a sweep of one tree has the same bytes on every machine")
      }
    }
  }

  private static func difference(_ one: SweepRow, _ other: SweepRow) -> Difference? {
    func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "unknown" }
    let facts = [
      Difference("the tar's size", text(one.originalBytes.bytes), text(other.originalBytes.bytes)),
      Difference("the library", one.libraryVersion, other.libraryVersion),
      Difference("the archive's size", text(one.compressedBytes?.bytes), text(other.compressedBytes?.bytes)),
      Difference("the archive's SHA-256", text(one.compressedSHA256), text(other.compressedSHA256)),
      Difference("the window", text(one.window?.bytes), text(other.window?.bytes)),
      Difference(
        "whether a default decoder accepts it", text(one.defaultDecoder), text(other.defaultDecoder)),
      Difference("whether it decompressed to the tar", text(one.roundTrip), text(other.roundTrip)),
    ]
    return facts.lazy.compactMap { $0 }.first
  }

  /// Failed settings, and settings without a row.
  var failures: [String] {
    var failures: [String] = []
    for setting in settings {
      for entry in entries[setting] ?? [] {
        guard case .failed(let reason) = entry.row.status else { continue }
        failures.append("\(setting.name) failed in \(inputs.place(entry.index)): \(reason)")
      }
    }
    let present = Set(settings.map(\.name))
    let missing = inputs.settings.filter { !present.contains($0) }
    if !missing.isEmpty {
      failures.append("\(Format.some(missing, atMost: 5)) \(missing.count == 1 ? "has" : "have") no row")
    }
    return failures
  }

  /// The rows without times.
  var untimed: [SweepRow] {
    settings.compactMap { setting in
      guard var row = merged(setting) else { return nil }
      (row.compress, row.decompress, row.extract) = (nil, nil, nil)
      return row
    }
  }

  /// The rows with the times of all machines.
  func timed(by times: MergedTimes) -> [SweepRow] {
    settings.compactMap { setting in
      guard let row = merged(setting) else { return nil }
      return times.row(row, (entries[setting] ?? []).map(\.row))
    }
  }

  /// The common row of a setting without its times; memory is the maximum.
  private func merged(_ setting: Setting) -> SweepRow? {
    let all = entries[setting] ?? []
    guard var row = (all.first { $0.row.status == .ok } ?? all.first)?.row else { return nil }
    let rows = all.map(\.row)
    row.tree = name
    row.compressHeap = rows.compactMap(\.compressHeap).max()
    row.compressReserved = rows.compactMap(\.compressReserved).max()
    row.decompressHeap = rows.compactMap(\.decompressHeap).max()
    row.machine = SweepRow.machines(rows.compactMap(\.machine))
    return row
  }
}

extension Setting {
  /// The order of the default grid, for settings that no recorded list contains.
  fileprivate func precedes(_ other: Setting) -> Bool {
    func key(_ setting: Setting) -> [Int] {
      [
        setting.order.place, setting.encoder.place, setting.single ? 1 : 0, setting.windowLog ?? .zero,
        setting.threads, setting.extreme ? 1 : 0, setting.level,
      ]
    }
    return key(self).lexicographicallyPrecedes(key(other))
  }
}
