import BenchCore
import Pipeline
import Testing

@Suite struct SettingTests {
  private static let encoders =
    "encoders are zstd, gzip, libdeflate, zopfli and xz; a setting looks like zstd-19-long27"

  @Test(arguments: [
    ("zstd-19", "zstd-19"), ("zstd-19-long", "zstd-19-long27"), ("zstd-19-long31", "zstd-19-long31"),
    ("zstd-19-T4", "zstd-19-T4"), ("zstd-19-T1", "zstd-19"), ("zstd-3-T2-long20", "zstd-3-long20-T2"),
    ("zstd-19-single", "zstd-19-single"), ("zstd-19-single-long", "zstd-19-long27-single"),
    ("libdeflate-12", "libdeflate-12"), ("zopfli-15", "zopfli-15"), ("gzip-9", "gzip-9"), ("xz-0", "xz-0"),
    ("xz-9e", "xz-9e"),
  ])
  func `a label reads as its canonical form`(label: String, canonical: String) throws {
    #expect(try Setting(label: label).label == canonical)
  }

  @Test(arguments: [
    ("zstd-3-single", EncoderLibrary.libzstd, Codec.zstd), ("gzip-9", .zlib, .gzip),
    ("libdeflate-9", .libdeflate, .gzip), ("zopfli-9", .zopfli, .gzip), ("xz-9", .liblzma, .xz),
  ])
  func `the format follows from the encoder`(label: String, encoder: EncoderLibrary, codec: Codec) throws {
    let setting = try Setting(label: label)
    #expect(setting.encoder == encoder && setting.codec == codec)
    #expect(setting.threads == 1 && setting.single == label.hasSuffix("single"))
  }

  @Test(arguments: [
    ("zstd-3", 768 << 10, 2 << 20), ("zstd-3-long27", 768 << 10, 128 << 20),
    ("zstd-22", 640 << 20, 128 << 20), ("gzip-9", nil, nil), ("libdeflate-12", nil, nil),
    ("zopfli-15", nil, nil),
  ])
  func `a setting searches its tables, and a decoder copies from its window`(
    label: String, searched: Int?, window: Int?
  ) throws {
    let setting = try Setting(label: label)
    #expect(setting.searchedMemory?.bytes == searched && setting.decodedWindow?.bytes == window)
  }

  @Test func `the extreme variants of xz keep the dictionary of their level`() throws {
    for (label, window) in [("xz-0", 256 << 10), ("xz-6", 8 << 20), ("xz-6e", 8 << 20), ("xz-9e", 64 << 20)] {
      let setting = try Setting(label: label)
      #expect(setting.decodedWindow?.bytes == window)
      // An encoder's tables are about ten times its dictionary.
      #expect((5 * window..<20 * window).contains(setting.searchedMemory?.bytes ?? 0), "\(label)")
    }
  }

  @Test func `the default of a release is the smallest archive that decoders take`() throws {
    #expect(try Setting.releaseDefault == Setting(label: "zstd-22-long27"))
  }

  @Test func `an order that is not the usual one is part of the name, not of the label`() throws {
    let usual = try Setting(label: "zstd-20-T2")
    let other = usual.ordered(by: .kind)
    #expect(usual.name == "zstd-20-T2" && usual.ordered(by: .path) == usual)
    #expect(other.label == "zstd-20-T2" && "\(other)" == "zstd-20-T2 (kind)" && other != usual)
  }

  @Test(arguments: zip(EncoderLibrary.allCases, ["zstd-22", "gzip-9", "libdeflate-12", "zopfli-15", "xz-9"]))
  func `each encoder has an example`(encoder: EncoderLibrary, label: String) throws {
    #expect(try encoder.exampleLabel == label && Setting(label: label).encoder == encoder)
  }

  @Test(arguments: [
    ("zstd-23", "setting 'zstd-23': zstd levels are 1 to 22"),
    ("gzip-0", "setting 'gzip-0': gzip levels are 1 to 9"),
    ("xz-10", "setting 'xz-10': xz levels are 0 to 9, each also with e (xz-9e)"),
    ("zstd-19-long40", "setting 'zstd-19-long40': -long takes a window logarithm from 10 to 31"),
    ("zstd-19-T0", "setting 'zstd-19-T0': -T takes 1 to 256 threads"),
    ("gzip-9-long27", "setting 'gzip-9-long27': nothing can follow the level of gzip"),
    (
      "zstd-19-long27-long28",
      "setting 'zstd-19-long27-long28': only -longN and one of -TN and -single, once each, can follow the level of zstd"
    ),
    (
      "zstd-3-T2-T4",
      "setting 'zstd-3-T2-T4': only -longN and one of -TN and -single, once each, can follow the level of zstd"
    ),
    (
      "zstd-19-T4-single",
      "setting 'zstd-19-T4-single': only -longN and one of -TN and -single, once each, can follow the level of zstd"
    ),
    (
      "zstd-19-single-T1",
      "setting 'zstd-19-single-T1': only -longN and one of -TN and -single, once each, can follow the level of zstd"
    ),
    (
      "zstd-1-single-single",
      "setting 'zstd-1-single-single': only -longN and one of -TN and -single, once each, can follow the level of zstd"
    ),
    ("gzip-9-single", "setting 'gzip-9-single': nothing can follow the level of gzip"),
    ("libdeflate-0", "setting 'libdeflate-0': libdeflate levels are 1 to 12"),
    ("libdeflate-13", "setting 'libdeflate-13': libdeflate levels are 1 to 12"),
    ("libdeflate-9e", "setting 'libdeflate-9e': libdeflate levels are 1 to 12"),
    ("libdeflate-9-T2", "setting 'libdeflate-9-T2': nothing can follow the level of libdeflate"),
    ("zopfli-0", "setting 'zopfli-0': zopfli takes 1 to 9999 iterations, as in zopfli-15"),
    ("zopfli", "setting 'zopfli': the level is missing; write for example zopfli-15"),
    ("zlib-6", "setting 'zlib-6': \(encoders)"),
    ("zstd", "setting 'zstd': the level is missing; write for example zstd-22"),
    ("brotli-5", "setting 'brotli-5': \(encoders)"),
    ("", "setting '': \(encoders)"),
    ("zstd--3", "setting 'zstd--3': zstd levels are 1 to 22"),
  ])
  func `a label out of range names what is allowed`(label: String, message: String) {
    #expect(throws: SettingError.self) { try Setting(label: label) }
    do { _ = try Setting(label: label) } catch { #expect(error.description == message) }
  }
}
