import BenchCore
import Pipeline
import Testing

@Suite struct SettingTests {
  @Test(arguments: [
    ("zstd-19", "zstd-19"), ("zstd-19-long", "zstd-19-long27"), ("zstd-19-long31", "zstd-19-long31"),
    ("zstd-19-T4", "zstd-19-T4"), ("zstd-19-T1", "zstd-19"), ("zstd-3-T2-long20", "zstd-3-long20-T2"),
    ("gzip-9", "gzip-9"), ("xz-0", "xz-0"), ("xz-9e", "xz-9e"),
  ])
  func `a label reads as its canonical form`(label: String, canonical: String) throws {
    #expect(try Setting(label: label).label == canonical)
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
      "setting 'zstd-19-long27-long28': only -longN and -TN, once each, can follow the level of zstd"
    ),
    (
      "zstd-3-T2-T4",
      "setting 'zstd-3-T2-T4': only -longN and -TN, once each, can follow the level of zstd"
    ),
    ("zstd", "setting 'zstd': the level is missing; write for example zstd-22"),
    ("brotli-5", "setting 'brotli-5': codecs are zstd, gzip and xz; a setting looks like zstd-19-long27"),
    ("", "setting '': codecs are zstd, gzip and xz; a setting looks like zstd-19-long27"),
    ("zstd--3", "setting 'zstd--3': zstd levels are 1 to 22"),
  ])
  func `a label out of range names what is allowed`(label: String, message: String) {
    #expect(throws: SettingError.self) { try Setting(label: label) }
    do { _ = try Setting(label: label) } catch { #expect(error.description == message) }
  }
}
