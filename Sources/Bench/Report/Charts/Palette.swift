import Pipeline

/// Look of a line, distinct by colour, dash and mark.
struct Look: Sendable {
  /// Colour of line and marks on a light ground.
  let light: String
  /// The same on a dark ground.
  let dark: String
  /// Colour of text on a light ground, dark enough to be read.
  let ink: String
  /// Lengths of dash and gap, alternating; empty for an unbroken line.
  let dash: [Double]
  let mark: Mark

  /// The shape of a mark; each can be hollow.
  enum Mark: Sendable {
    case circle, triangle, square, diamond, downward, bar, plus

    /// The corners about the middle, the radius being 1; nil for a circle.
    var corners: [(x: Double, y: Double)]? {
      switch self {
      case .circle: nil
      case .triangle: [(0, -1.1), (1.05, 0.8), (-1.05, 0.8)]
      case .square: [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]
      case .diamond: [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)]
      case .downward: [(0, 1.1), (1.05, -0.8), (-1.05, -0.8)]
      case .bar: [(-0.45, -1.15), (0.45, -1.15), (0.45, 1.15), (-0.45, 1.15)]
      case .plus:
        [
          (-0.4, -1.15), (0.4, -1.15), (0.4, -0.4), (1.15, -0.4), (1.15, 0.4), (0.4, 0.4), (0.4, 1.15),
          (-0.4, 1.15),
          (-0.4, 0.4), (-1.15, 0.4), (-1.15, -0.4), (-0.4, -0.4),
        ]
      }
    }
  }

  /// After Okabe and Ito's colours for all kinds of colour vision ("Color Universal Design", 2008), the purple
  /// darkened to stand out from white, and each lightened for a dark ground.
  private static let distinct: [Look] = [
    Look(light: "#0072b2", dark: "#5ab4f0", ink: "#005a8f", dash: [], mark: .circle),
    Look(light: "#d55e00", dark: "#ff8b4a", ink: "#a84700", dash: [7, 3], mark: .triangle),
    Look(light: "#009e73", dark: "#2ccb9d", ink: "#00714f", dash: [2, 3], mark: .square),
    Look(light: "#b5598f", dark: "#e59cc6", ink: "#8e3a70", dash: [9, 3, 2, 3], mark: .diamond),
    Look(light: "#c98a00", dark: "#f5b82e", ink: "#8a5f00", dash: [4, 2], mark: .downward),
    Look(light: "#3f9bd0", dark: "#9ad4f7", ink: "#1f6f9f", dash: [1, 2], mark: .bar),
    Look(light: "#6b6b6b", dark: "#b5b5b5", ink: "#555555", dash: [12, 3], mark: .square),
  ]

  /// The number of looks that differ by colour.
  static let colours = distinct.count

  /// The looks, and after them those of the same colours for another order of entries.
  static let all: [Look] =
    distinct
    + distinct.map { Look(light: $0.light, dark: $0.dark, ink: $0.ink, dash: [1, 3], mark: .plus) }
}

/// A line of a chart: the settings that differ by level only.
struct Series: Hashable, Comparable, Sendable {
  let encoder: EncoderLibrary
  let windowLog: Int?
  let threads: Int
  let single: Bool
  let extreme: Bool
  private(set) var order: EntryOrder

  init(of setting: Setting) {
    encoder = setting.encoder
    windowLog = setting.windowLog
    threads = setting.threads
    single = setting.single
    extreme = setting.extreme
    order = setting.order
  }

  /// The name: what the labels of its settings share.
  var name: String {
    var name = encoder.labelName
    if extreme { name += " e" }
    if let windowLog { name += " long\(windowLog)" }
    if threads > 1 { name += " T\(threads)" }
    if single { name += " single" }
    if order != .path { name += " (\(order.rawValue))" }
    return name
  }

  static func < (left: Series, right: Series) -> Bool { left.key.lexicographicallyPrecedes(right.key) }

  private var key: [Int] {
    [
      EncoderLibrary.allCases.prefix { $0 != encoder }.count, extreme ? 1 : 0, threads, single ? 1 : 0,
      windowLog ?? 0, EntryOrder.allCases.prefix { $0 != order }.count,
    ]
  }

  /// The fixed look of a common series; nil for rare ones.
  private var usualLook: Int? {
    guard threads == 1, !single, !extreme else { return nil }
    switch (encoder, windowLog) {
    case (.libzstd, nil): return 0
    case (.libzstd, Setting.defaultWindowLog): return 1
    case (.zlib, _): return 2
    case (.liblzma, _): return 3
    case (.libdeflate, _): return 4
    case (.libzstd, _), (.zopfli, _): return nil
    }
  }

  /// The series of the same settings in path order.
  private var inPathOrder: Series {
    var series = self
    series.order = .path
    return series
  }

  /// Gives every series a look: its fixed one, or an unused one. Orders of the same settings share a colour.
  ///
  /// - Returns: An index into `Look.all` for each of `series`.
  static func looks(for series: [Series]) -> [Int] {
    let taken = Set(series.compactMap(\.usualLook))
    // There are more colours than usual series.
    let free = (0..<Look.colours).filter { !taken.contains($0) }
    var own: [Series: Int] = [:]
    var next = 0
    for base in series.map(\.inPathOrder) where own[base] == nil {
      own[base] = base.usualLook ?? free[next % free.count]
      if base.usualLook == nil { next += 1 }
    }
    return series.compactMap { one in
      own[one.inPathOrder].map { one.order == .path ? $0 : $0 + Look.colours }
    }
  }
}

extension Sequence<Setting> {
  /// The settings series by series, and by level within each.
  func bySeriesAndLevel() -> [Setting] {
    sorted { (Series(of: $0), $0.level) < (Series(of: $1), $1.level) }
  }
}

extension Setting {
  /// The level as a chart names it: `19`, `9e`.
  var levelName: String { extreme ? "\(level)e" : "\(level)" }
}
