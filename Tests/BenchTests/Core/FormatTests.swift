import Testing

@testable import BenchCore

/// Every number that people read, at both sides of each threshold.
@Suite struct FormatTests {
  @Test(arguments: [
    (100.0, 0, "100"), (1200, 2, "1200"), (12.5, 2, "12.5"), (0.5, 0, "0"), (-3.10, 3, "-3.1"), (0, 3, "0"),
  ])
  func `zeros behind the point are left out, and none before it`(value: Double, places: Int, text: String) {
    #expect(Format.trimmed(value, places: places) == text)
  }

  @Test func `the longest number has all its digits`() {
    #expect(Format.decimal(-.greatestFiniteMagnitude, places: 9).count == 1 + 309 + 1 + 9)
    #expect(Format.decimal(0.5, places: 3) == "0.500")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (100_000, "100,000"),
    (1_234_567, "1,234,567"),
    (-999, "-999"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `thousands are grouped`(count: Int, text: String) { #expect(Format.grouped(count) == text) }

  @Test(arguments: [
    (0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (-1, "-1 entries"), (1000, "1,000 entries"),
  ])
  func `only one has the singular`(count: Int, text: String) {
    #expect(Format.count(count, "entry", "entries") == text)
  }

  @Test func `a plural without a form of its own ends with s`() {
    #expect(Format.count(1, "build") == "1 build" && Format.count(3, "build") == "3 builds")
  }

  @Test(arguments: [
    (0.0, "0.00"), (0.524, "0.52"), (9.994, "9.99"), (9.995, "10.0"), (99.94, "99.9"), (99.95, "100"),
    (-99.95, "-100"),
    (-9.994, "-9.99"), (3210.4, "3,210"), (9.994e14, "999,400,000,000,000"), (1e15, "1000000000000000"),
  ])
  func `three digits are significant`(value: Double, text: String) {
    #expect(Format.significant(value) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (-1000, "-1.00 kB"), (34_560, "34.6 kB"),
    (999_499, "999 kB"),
    (999_500, "1.00 MB"), (12_060_000, "12.06 MB"), (9_999_999_999, "10000.00 MB"),
    (10_000_000_000, "10.00 GB"),
    (-10_000_000_000, "-10.00 GB"),
  ])
  func `a size has the unit that suits it`(bytes: Int, text: String) {
    #expect(Format.size(ByteCount(bytes)) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.50 KiB"), ((1 << 20) - 1, "1,024 KiB"),
    (1 << 20, "1 MiB"),
    (42_467_328, "40.5 MiB"), (2048 << 20, "2,048 MiB"), ((10 << 30) - 1, "10,240 MiB"), (10 << 30, "10 GiB"),
    (21 << 29, "10.5 GiB"),
  ])
  func `memory has binary units, whole ones without places`(bytes: Int, text: String) {
    #expect(Format.memory(ByteCount(bytes)) == text)
  }

  @Test(arguments: [(0, "+0"), (12_345, "+12,345"), (-67, "-67"), (1, "+1"), (-1, "-1")])
  func `a growth has its sign`(bytes: Int, text: String) { #expect(Format.signed(ByteCount(bytes)) == text) }

  @Test(arguments: [
    (0.0, "0 s"), (35.2e-6, "35.2 µs"), (0.9994e-3, "999 µs"), (0.9996e-3, "1.00 ms"), (0.062, "62.0 ms"),
    (0.9994, "999 ms"), (0.9995, "1.00 s"), (28.1, "28.1 s"), (119.94, "120 s"), (119.95, "2 min 00 s"),
    (125, "2 min 05 s"), (130, "2 min 10 s"), (-130, "-2 min 10 s"), (7169, "119 min 29 s"),
    (7170, "2 h 00 min"),
    (-7170, "-2 h 00 min"), (18_180, "5 h 03 min"), (18_600, "5 h 10 min"), (172_799, "48 h 00 min"),
    (172_800, "2.00 days"), (2_704_320, "31.3 days"), (-0.5, "-500 ms"), (-300_000, "-3.47 days"),
    (8_635_636, "99.9 days"), (8_635_680, "100 days"),
  ])
  func `a time has the unit that suits it`(seconds: Double, text: String) {
    #expect(Format.time(seconds) == text)
  }

  @Test func `a time with its error, a speed, a ratio and an amount of money`() {
    #expect(Format.time(MeasuredTime(seconds: 28.1, error: 0.2248)) == "28.1 s ±0.8%")
    #expect(Format.time(.milliseconds(62)) == "62.0 ms")
    #expect(Format.speed(Throughput(bytesPerSecond: 1_510_000)) == "1.51 MB/s")
    #expect(Format.ratio(4.0031) == "4.003")
    let amounts = [
      (1234.5, "1,234.50"), (-1.239, "-1.24"), (0, "0.00"), (999.999, "1,000.00"),
      (1e20, "100000000000000000000.00"),
    ]
    for (amount, text) in amounts { #expect(Format.money(amount) == text) }
  }

  @Test(arguments: [
    (0.5, "0.5 Mbit/s"), (50, "50 Mbit/s"), (999.4, "999.4 Mbit/s"), (999.5, "0.9995 Gbit/s"),
    (2500, "2.5 Gbit/s"),
  ])
  func `a bandwidth is in Mbit or Gbit`(megabits: Double, text: String) {
    #expect(Format.bandwidth(Throughput(megabitsPerSecond: megabits)) == text)
  }

  @Test(arguments: [
    (0.0, "0%"), (0.00009, "<0.01%"), (0.000096, "0.01%"), (-0.00994, "0.99%"), (0.00996, "1%"),
    (0.0123, "1.2%"), (0.022, "2.2%"),
    (0.0999, "10%"), (0.09996, "10.0%"), (0.994, "99.4%"), (0.9951, "100%"), (12.345, "1,235%"), (-1, "100%"),
    (1e20, "1,000,000,000,000,000%"),
  ])
  func `a share is a percentage of two or three digits`(share: Double, text: String) {
    #expect(Format.percent(share) == text)
  }

  @Test func `changes have signs, and none where there is none`() {
    #expect([0.022, -0.011, 0].map(Format.signedPercent) == ["+2.2%", "-1.1%", "0%"])
    #expect(Format.relativeChange(from: ByteCount(4), to: ByteCount(3)) == "-25.0%")
    #expect(Format.relativeChange(from: .zero, to: ByteCount(3)) == nil)
    #expect(Format.relativeChange(from: ByteCount(1), to: ByteCount(1)) == "0%")
    #expect(Format.change(from: ByteCount(4), to: ByteCount(4)) == "same")
    #expect(Format.change(from: ByteCount(4), to: ByteCount(3)) == "-1 (-25.0%)")
    #expect(Format.change(from: .zero, to: ByteCount(3)) == "+3")
    let (old, new) = (MeasuredTime.exact(28), MeasuredTime.exact(24.9))
    #expect(Format.change(from: old, to: new) == "-3.10 s (-11.1%)")
    #expect(Format.change(from: new, to: old) == "+3.10 s (+12.4%)")
    #expect(Format.change(from: old, to: old) == "equal")
    #expect(Format.change(from: .exact(0.5), to: .exact(0.75)) == "+250 ms (+50.0%)")
    #expect(Format.change(from: nil, to: old) == "-" && Format.change(from: old, to: nil) == "-")
    #expect(Format.change(from: .zero, to: old) == "+28.0 s (0%)")
    #expect(
      Format.change(from: MeasuredTime(seconds: 1, error: 1), to: MeasuredTime(seconds: 2, error: 1))
        == "equal")
  }

  @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
  func `words are listed`(words: [String], text: String) { #expect(Format.list(words) == text) }

  @Test(arguments: [
    (0.0, "0"), (0.05, "0.05"), (12.5, "12.5"), (1000, "1000"), (12_345, "12345"), (1.23456, "1.235"),
    (0.0012346, "0.001235"),
    (9.99951, "10"), (-12.56, "-12.56"), (1e-12, "0"), (1e-9, "0.000000001"), (123.44, "123.4"),
    (1e-10, "0"), (1000.4, "1000"), (9999.6, "10000"), (-0.05, "-0.05"),
  ])
  func `a number beside an axis has up to four digits`(value: Double, text: String) {
    #expect(Format.axis(value) == text)
  }
}

@Suite struct LimitUnitsTests {
  @Test(arguments: [
    (1, "1B"), (100, "100B"), (1000, "1kB"), (1024, "1KiB"), (9_999_000, "9999kB"), (10_000_000, "10MB"),
    (10_240_000, "10240000B"),
    (1 << 40, "1TiB"), (10_000 << 40, "10995116277760000B"), (1_000_000_000_000, "1TB"),
    (2_000_000_000, "2GB"),
    (3 << 30, "3GiB"), (5 << 20, "5MiB"), (0, "0B"),
    (1_000_000, "1MB"),
  ])
  func `a size of whole units has the largest that fits`(bytes: Int, text: String) throws {
    // Ten thousand of a unit are one too many to read.
    #expect(LimitFormat.bytes(ByteCount(bytes)) == text)
    // A bare number up to 31 would be a power of two.
    #expect(try ByteCount(parsingWindow: text) == ByteCount(bytes))
  }

  @Test(arguments: [
    (0.0, "0s"), (0.0005, "0.5ms"), (0.9999995, "999.9995ms"), (1, "1s"), (1.25, "1.25s"),
    (0.123456789123, "123.456789ms"), (1.2345678912, "1.234568s"),
  ])
  func `a time below a second is in milliseconds`(seconds: Double, text: String) {
    #expect(LimitFormat.time(.seconds(seconds)) == text)
  }

  @Test(arguments: [
    (1001, "1.01kB", "0.98KiB"), (1_000_001, "1.01MB", "977KiB"), (999_999, "1000kB", "977KiB"),
    (12_345_678, "12.4MB", "11.8MiB"),
    (1_048_575, "1.05MB", "1024KiB"), (123_456_789, "124MB", "118MiB"), (10_000_001, "10.1MB", "9.54MiB"),
    (999, "1kB", "0.98KiB"),
    (100_000_001, "101MB", "95.4MiB"), (1_100_001, "1.11MB", "1.05MiB"),
    // 9.99 MiB are 10,475,274.24 bytes.
    (10_475_274, "10.5MB", "9.99MiB"), (10_475_275, "10.5MB", "10MiB"),
  ])
  func `a size that is rounded up has three digits and admits it`(bytes: Int, decimal: String, binary: String)
    throws
  {
    let count = ByteCount(bytes)
    #expect(try ByteCount(parsing: LimitFormat.roundedUpDecimal(count)) >= count)
    #expect(try ByteCount(parsing: LimitFormat.roundedUp(count)) >= count)
    #expect(LimitFormat.roundedUpDecimal(count) == decimal)
    #expect(LimitFormat.roundedUp(count) == binary)
  }

  @Test(arguments: [
    (1e6, "1MB/s"), (1_234_567, "1.234567MB/s"), (0.6, "0.000001MB/s"), (3e9, "3GB/s"), (1.5e6, "1500kB/s"),
    (1_234_567.4, "1.234567MB/s"),
  ])
  func `a throughput is exact where it is whole`(bytes: Double, text: String) {
    #expect(LimitFormat.throughput(Throughput(bytesPerSecond: bytes)) == text)
  }

  @Test(arguments: [
    (0.999, "999ms"), (1, "1s"), (1.001, "1.01s"), (10.01, "10.1s"), (100.1, "101s"), (0.0999, "99.9ms"),
  ])
  func `a time that is rounded up is in seconds from one on`(seconds: Double, text: String) {
    #expect(LimitFormat.roundedUp(.seconds(seconds)) == text)
  }

  @Test(arguments: [
    ("~ a", "~ a"), ("\u{7F}", "\\u{7f}"), ("\u{1F}", "\\u{1f}"), ("a\n\r\t", "a\\n\\r\\t"), ("é", "é"),
    ("\u{202E}x", "\\u{202e}x"), ("\u{2028}", "\\u{2028}"), ("\u{2029}", "\\u{2029}"),
  ])
  func `what a terminal would interpret is escaped`(text: String, escaped: String) {
    #expect(text.printable == escaped)
  }
}
