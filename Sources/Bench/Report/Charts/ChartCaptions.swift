import BenchCore
import BenchResults
import Pipeline

/// What the charts of a result show, in words.
enum ChartCaptions {
  /// One sentence or two about a chart.
  static func text(_ chart: ReportChart, of subject: ReportSubject) -> String {
    switch chart {
    case .compress: speed(.compress, subject)
    case .decompress: speed(.decompress, subject)
    case .sizes: sizes(subject)
    case .stages: stages(subject)
    case .crossover: crossover(subject)
    }
  }

  private static func speed(_ operation: Operation, _ subject: ReportSubject) -> String {
    let timed = subject.measured.filter { $0.throughput(operation) != nil }
    let verb = operation == .compress ? "compress" : "decompress"
    guard let fastest = subject.fastest(operation),
      let tightest = timed.least({ ($0.compressedBytes?.bytes).map(Double.init) }),
      let quick = fastest.throughput(operation), let slow = tightest.throughput(operation),
      let low = fastest.ratio, let high = tightest.ratio
    else {
      return "No times to \(verb) were measured."
    }
    guard fastest.setting != tightest.setting else {
      return timed.count == 1
        ? "\(tightest.setting.name) is the only timed setting: ratio \(Format.ratio(high)) at \(Format.speed(slow))."
        : "\(tightest.setting.name) has both the best ratio (\(Format.ratio(high))) and is the fastest to"
          + " \(verb) (\(Format.speed(slow)))."
    }
    let best = subject.frontier(operation).count
    return
      "\(tightest.setting.name) has the best ratio, \(Format.ratio(high)), at \(Format.speed(slow));"
      + " \(fastest.setting.name) is fastest to \(verb), \(Format.speed(quick)), at ratio"
      + " \(Format.ratio(low)). \(best) of \(Format.count(timed.count, "setting")) are on the frontier."
  }

  private static func sizes(_ subject: ReportSubject) -> String {
    guard let smallest = subject.smallest, let size = smallest.compressedBytes else {
      return "No setting was measured."
    }
    var text = "\(smallest.setting.name) makes the smallest archive, \(Format.size(size))"
    if let reference = subject.reference, let change = subject.changeFromReference(smallest) {
      text += ", \(change) against \(reference.setting.name)"
    }
    let codecs = subject.smallest(butOf: smallest.setting.codec).map { row in
      "\(row.setting.name) \(row.compressedBytes.map(Format.size) ?? "")"
    }
    return codecs.isEmpty
      ? text + "." : text + "; the best of the other codecs: \(codecs.joined(separator: ", "))."
  }

  private static func stages(_ subject: ReportSubject) -> String {
    let steps = WaterfallStep.list(subject)
    guard let first = steps.first, let last = steps.last, steps.count > 1, let share = last.share else {
      return "The results have no stages."
    }
    let way = steps.dropFirst().dropLast().map { "\($0.name) \(Format.size($0.bytes))" }
    return
      "Of \(Format.size(first.bytes)) (\(first.name)) \(Format.size(last.bytes)) are shipped by \(last.name),"
      + " \(Format.percent(share))" + (way.isEmpty ? "." : "; on the way: \(way.joined(separator: ", ")).")
  }

  private static func crossover(_ subject: ReportSubject) -> String {
    let bands = subject.crossover.bands()
    guard let first = bands.first, let last = bands.last else {
      return "No times to decompress were measured."
    }
    guard bands.count > 1 else {
      return "\(first.contender.setting.name) is best at every bandwidth from"
        + " \(Format.bandwidth(first.from)) to \(Format.bandwidth(first.to))."
    }
    let between = bands.dropFirst().dropLast().map {
      "\($0.contender.setting.name) to \(Format.bandwidth($0.to))"
    }
    return "\(first.contender.setting.name) is best up to \(Format.bandwidth(first.to)), "
      + (between.isEmpty ? "" : "then \(between.joined(separator: ", ")), ")
      + "and \(last.contender.setting.name) beyond. Of settings that are equal within the errors, the smaller archive"
      + " is best."
  }
}
