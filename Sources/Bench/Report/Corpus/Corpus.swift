import BenchCore
import BenchResults
import Pipeline

/// Many results as a whole: settings over all trees, and unusual trees.
struct Corpus: Sendable {
  /// A tree compared with the best setting for all trees.
  struct Tree: Sendable {
    let subject: ReportSubject
    /// The setting that is smallest for this tree alone.
    let smallest: SweepRow?
    /// The sizes with the settings of the cards, in their order.
    let sizes: [ByteCount?]

    /// The tar's bytes over those of an archive.
    func ratio(_ size: ByteCount?) -> Double? {
      guard let size, size.bytes > 0, let tar = subject.tarBytes else { return nil }
      return Double(tar.bytes) / Double(size.bytes)
    }

    /// How much larger the archive of a card's setting is than the tree's own smallest, as a share of that.
    func loss(_ card: Int) -> Double? {
      guard let best = smallest?.compressedBytes, best.bytes > 0, sizes.indices.contains(card),
        let own = sizes[card]
      else { return nil }
      return Double(own.bytes) / Double(best.bytes) - 1
    }
  }

  /// Sizes of a setting over all trees, relative to the reference.
  struct Spread: Sendable {
    let setting: Setting
    /// The least, the quantiles of 5, 25, 50, 75 and 95 %, and the most.
    let quantiles: [Double]
    /// The tree of the most.
    let worst: String
  }

  /// A tree whose ratio is far from the others'.
  struct Outlier: Sendable {
    let title: String
    let ratio: Double
    /// Distance of the ratio from the median in standard deviations, estimated from the median absolute
    /// deviation.
    let deviations: Double
  }

  let report: Report
  let trees: [Tree]
  /// The settings of the cards, each once; the first serves all best by size.
  let settings: [Setting]
  /// Reference of sizes: the highest level of gzip that every tree has, or the first setting.
  let reference: Setting?

  init(_ report: Report) {
    self.report = report
    var settings: [Setting] = []
    for choice in report.answers.choices where !settings.contains(choice.contender.setting) {
      settings.append(choice.contender.setting)
    }
    self.settings = settings
    let common = report.answers.contenders.map(\.setting)
    reference = common.filter { $0.encoder == .zlib }.least { -Double($0.level) } ?? settings.first
    trees = report.subjects.map { subject in
      let sizes = subject.sizes
      return Tree(subject: subject, smallest: subject.smallest, sizes: settings.map { sizes[$0] })
    }
  }

  /// The spread of every setting that all trees have, series by series and by level.
  func spreads() -> [Spread] {
    guard let reference else { return [] }
    let tables = report.subjects.map { (title: $0.title, sizes: $0.sizes) }
    let settings = report.answers.contenders.map(\.setting).filter { $0 != reference }
    return settings.bySeriesAndLevel().compactMap { setting in
      let shares = tables.compactMap { table -> (title: String, share: Double)? in
        guard let own = table.sizes[setting], let base = table.sizes[reference], base.bytes > 0 else {
          return nil
        }
        return (table.title, Double(own.bytes) / Double(base.bytes) - 1)
      }
      guard let worst = shares.least({ -$0.share }) else { return nil }
      let sorted = shares.map(\.share).sorted()
      return Spread(
        setting: setting,
        quantiles: [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].map { Self.quantile($0, of: sorted) },
        worst: worst.title)
    }
  }

  /// A quantile of sorted values, linear between neighbours.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  /// The trees whose own smallest archive is smaller than that of a card's setting, the worst first.
  func losses(_ card: Int) -> [(tree: Tree, loss: Double)] {
    trees.compactMap { tree in tree.loss(card).map { (tree: tree, loss: $0) } }
      .filter { $0.loss > 0 }.sorted { $0.loss > $1.loss }
  }

  /// Trees whose ratio with the first setting is more than 3.5 deviations from the median, the farthest first.
  ///
  /// The rule is that of Iglewicz and Hoaglin ("How to Detect and Handle Outliers", 1993).
  func outliers() -> [Outlier] {
    let ratios = trees.compactMap { tree in
      tree.sizes.first.flatMap { tree.ratio($0) }.map { (title: tree.subject.title, ratio: $0) }
    }
    guard let median = Statistics.median(ratios.map(\.ratio)),
      let deviation = Statistics.medianAbsoluteDeviation(ratios.map(\.ratio)), deviation > 0
    else { return [] }
    return ratios.map { one in
      Outlier(
        title: one.title, ratio: one.ratio,
        deviations: (one.ratio - median) / (Statistics.normalScale * deviation))
    }
    .filter { abs($0.deviations) > 3.5 }.sorted { abs($0.deviations) > abs($1.deviations) }
  }

  /// Summary of the first setting over all trees.
  var finding: String {
    guard let setting = settings.first else { return "The results have no measured setting in common." }
    let own = Set(trees.compactMap { $0.smallest?.setting })
    let losses = self.losses(0)
    guard let worst = losses.first, let median = Statistics.median(losses.map(\.loss)) else {
      return "\(setting.name) makes the smallest archive of every tree."
    }
    let hit = trees.compactMap { $0.loss(0) }.count - losses.count
    return
      "\(setting.name) makes the smallest archives in total. It is the smallest for \(Format.grouped(hit)) of"
      + " \(Format.count(trees.count, "tree")); for the others it is \(Format.percent(median))"
      + " larger than their own smallest in the median and \(Format.percent(worst.loss)) at worst"
      + " (\(worst.tree.subject.title)). \(Format.count(own.count, "setting")) would be needed to give every tree its own smallest archive."
  }
}
