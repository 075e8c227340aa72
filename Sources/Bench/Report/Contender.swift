import BenchCore
import BenchResults
import Pipeline

/// A setting with its costs over all results of a report: sums of bytes and times, maximum of memory.
struct Contender: Sendable, Equatable {
  let setting: Setting
  /// Bytes to store and to download.
  let size: ByteCount
  /// Time to compress; nil if a result has none.
  var compress: MeasuredTime?
  /// Time to decompress; nil if a result has none.
  var decompress: MeasuredTime?
  var compressHeap: ByteCount?
  /// Memory that a decoder must be granted.
  var decoderMemory: ByteCount?

  /// The settings that every result has, in the order of the first.
  static func list(_ subjects: [ReportSubject]) -> [Contender] {
    guard let first = subjects.first else { return [] }
    let tables = subjects.map { subject in
      Dictionary(subject.measured.map { ($0.setting, $0) }, uniquingKeysWith: { first, _ in first })
    }
    return first.measured.compactMap { row in
      let rows = tables.compactMap { $0[row.setting] }
      return rows.count == tables.count ? Contender(row.setting, rows) : nil
    }
  }

  private init(_ setting: Setting, _ rows: [SweepRow]) {
    func all<Value>(_ value: (SweepRow) -> Value?) -> [Value]? {
      let values = rows.compactMap(value)
      return values.count == rows.count ? values : nil
    }
    self.init(
      setting: setting, size: rows.compactMap(\.compressedBytes).reduce(.zero, +),
      compress: all(\.compress)?.map(\.measured).reduce(.zero, +),
      decompress: all(\.decompress)?.map(\.measured).reduce(.zero, +),
      compressHeap: all(\.compressHeap)?.max(), decoderMemory: all(\.decoderMemory)?.max())
  }

  init(
    setting: Setting, size: ByteCount, compress: MeasuredTime? = nil, decompress: MeasuredTime? = nil,
    compressHeap: ByteCount? = nil, decoderMemory: ByteCount? = nil
  ) {
    self.setting = setting
    self.size = size
    self.compress = compress
    self.decompress = decompress
    self.compressHeap = compressHeap
    self.decoderMemory = decoderMemory
  }

  /// The time to download and then to decode.
  func userTime(at bandwidth: Throughput) -> MeasuredTime? {
    decompress.map { $0 + .exact(Double(size.bytes) / bandwidth.bytesPerSecond) }
  }

  /// The order among equals: the smaller archive, then less memory to compress, then less time to compress.
  private var rank: (Int, Int, Double, String) {
    (size.bytes, compressHeap?.bytes ?? .max, compress?.seconds ?? .infinity, setting.label)
  }

  /// The element with the lowest cost. Among those with an equal cost within the errors, the first by `rank`.
  static func best(of contenders: [Contender], by cost: (Contender) -> MeasuredTime?) -> Contender? {
    let costs = contenders.map(cost)
    guard let least = costs.compactMap(\.self).least({ $0.seconds }) else { return nil }
    return zip(contenders, costs).filter { $1?.equals(least) ?? false }.map(\.0).min { $0.rank < $1.rank }
  }
}
