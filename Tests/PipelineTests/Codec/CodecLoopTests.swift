import Testing

@testable import BenchCore
@testable import Pipeline

/// What the calls of a codec take and give.
private final class Script {
  struct Call {
    var consumed = 0
    var output: [UInt8] = []
    var finished = false
    var endsPart = false
  }

  private var calls: [Call]
  /// The size of each input, and whether it was the last.
  private(set) var inputs: [(count: Int, isLast: Bool)] = []

  init(_ calls: [Call]) { self.calls = calls }

  func step(_ input: RawSpan, isLast: Bool, _ output: ByteBuffer) -> CodecStep {
    inputs.append((input.byteCount, isLast))
    let call = calls.removeFirst()
    _ = call.output.withUnsafeBytes { output.append($0) }
    return CodecStep(consumed: call.consumed, finished: call.finished, endsPart: call.endsPart)
  }
}

private final class ScriptedCompressor: Compressor {
  let script: Script
  let heapPeak: ByteCount? = nil
  let reservedPeak: ByteCount? = nil
  let inputChunk = 4

  init(_ calls: [Script.Call]) { script = Script(calls) }

  func compress(_ input: RawSpan, isLast: Bool, into output: ByteBuffer) -> CodecStep {
    script.step(input, isLast: isLast, output)
  }
}

private final class ScriptedDecompressor: Decompressor {
  let script: Script
  let heapPeak = ByteCount.zero
  let reservedPeak = ByteCount.zero

  init(_ calls: [Script.Call]) { script = Script(calls) }

  func decompress(_ input: RawSpan, into output: ByteBuffer) -> CodecStep {
    script.step(input, isLast: false, output)
  }
}

/// How codecs are fed and drained.
@Suite struct CodecLoopTests {
  private typealias Call = Script.Call

  private let input: [UInt8] = Array(0..<10)

  @Test func `a compressor gets pieces, and what it leaves again; its output is drained when full`() throws {
    let codec = ScriptedCompressor([
      Call(consumed: 4), Call(consumed: 1, output: [1, 2]), Call(consumed: 3, output: [3]), Call(consumed: 2),
      Call(output: [4]), Call(output: [5], finished: true),
    ])
    let output = ByteBuffer(capacity: 3)
    var (drained, progress): ([[UInt8]], [Int]) = ([], [])
    try codec.compressAll(
      input.span.bytes, through: output,
      drain: { buffer in
        drained.append(Array(buffer.held))
        buffer.removeAll()
      }, progress: { progress.append($0) })
    #expect(drained == [[1, 2, 3], [4, 5]])
    #expect(progress == [0, 4, 5, 8, 10, 10])
    #expect(codec.script.inputs.map(\.count) == [4, 4, 4, 2, 0, 0])
    #expect(codec.script.inputs.map(\.isLast) == [false, false, false, true, true, true])
  }

  private func decompress(_ calls: [Call]) throws -> (drained: [[UInt8]], ends: [Int], inputs: [Int]) {
    let codec = ScriptedDecompressor(calls)
    var (drained, ends): ([[UInt8]], [Int]) = ([], [])
    try codec.decompressAll(
      input.span.bytes, through: ByteBuffer(capacity: 3),
      drain: { span in drained.append(span.withUnsafeBytes { Array($0) }) }, partEnd: { ends.append($0) })
    return (drained, ends, codec.script.inputs.map(\.count))
  }

  @Test func `a decompressor gets the rest, and each piece of its output is taken once`() throws {
    let (drained, ends, inputs) = try decompress([
      Call(consumed: 1), Call(output: [1]), Call(endsPart: true), Call(consumed: 8, output: [2, 3, 4]),
      Call(consumed: 1, output: [5], endsPart: true), Call(finished: true),
    ])
    #expect(drained == [[1], [2, 3, 4], [5]])
    #expect(ends == [1, 10])
    #expect(inputs == [10, 9, 9, 9, 1, 0])
  }

  @Test func `a decompressor that neither takes nor gives is at a cut`() {
    #expect(throws: Failure("decompress", "the archive", because: "it ends early, after 7 bytes")) {
      try decompress([Call(consumed: 7), Call(), Call(consumed: 3, finished: true)])
    }
  }

  private static let labels = [
    "zstd-1", "zstd-5-single", "zstd-5-long10", "gzip-1", "gzip-9", "libdeflate-1", "xz-0",
  ]

  /// The offsets of parts, each once, with the number of bytes decoded up to there.
  private func parts(_ archive: [UInt8], _ codec: Codec, buffer: Int) throws -> [[Int]] {
    let decompressor = try codec.makeDecompressor(anyWindow: true, stopsAtParts: true)
    var (decoded, ends) = (0, [[Int]]())
    try decompressor.decompressAll(
      archive.span.bytes, through: ByteBuffer(capacity: buffer), drain: { decoded += $0.byteCount },
      partEnd: { ends.append([decoded, $0]) })
    return ends.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  @Test(arguments: labels) func `parts end where they end, whatever room there is`(label: String) throws {
    let original = Material.text(200_000) + Material.noise(100_000) + [UInt8](repeating: 0, count: 300_000)
    let codec = try Setting(label: label).codec
    let archive = try Whole.compress(original, label).bytes
    let ends = try parts(archive, codec, buffer: 1 << 20)
    #expect(ends.count > 2)
    for buffer in [4096, 65_536, 131_072, 99_991] {
      #expect(try parts(archive, codec, buffer: buffer) == ends, "\(buffer)")
    }
  }

  @Test(arguments: ["zstd-1", "gzip-1", "xz-0"])
  func `a decompressor stops at parts only where that is wanted`(label: String) throws {
    let archive = try Whole.compress(Material.text(5000), label).bytes
    let decompressor = try Setting(label: label).codec.makeDecompressor()
    let step = try decompressor.decompress(archive.span.bytes, into: ByteBuffer(capacity: 10_000))
    #expect(step == CodecStep(consumed: archive.count, finished: true, endsPart: false))
  }

  @Test(arguments: ["gzip-1", "xz-0"]) func `a compressor takes a mebibyte at a time`(label: String) throws {
    let original = [UInt8](repeating: 0, count: 5 << 19)
    let compressor = try Setting(label: label).makeCompressor(originalSize: ByteCount(original.count))
    var progress: [Int] = []
    try compressor.compressAll(
      original.span.bytes, through: ByteBuffer(capacity: 1 << 20), drain: { _ in },
      progress: { progress.append($0) })
    #expect(progress == [0, 1 << 20, 2 << 20])
    #expect(compressor.threads.isEmpty)
  }
}
