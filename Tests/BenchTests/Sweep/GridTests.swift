import Testing

@testable import BenchSweep
@testable import Pipeline
@testable import pybench

@Suite struct GridTests {
  private func labels(_ list: String) throws -> [String] { try Grid(list).settings.map(\.label) }

  @Test func `the default grid has 75 settings`() throws {
    let labels = try labels(Grid.defaultList)
    #expect(labels.count == 75)
    #expect(Set(labels).count == 75)
    #expect(labels.first == "zstd-1" && labels.last == "xz-9")
  }

  @Test func `a range expands to its levels, with the rest of the label`() throws {
    #expect(try labels("zstd-3..5-long-T2") == ["zstd-3-long27-T2", "zstd-4-long27-T2", "zstd-5-long27-T2"])
    #expect(try labels("xz-8..9e") == ["xz-8e", "xz-9e"])
    #expect(try labels("gzip-9..9") == ["gzip-9"])
    #expect(try labels("libdeflate-11..12") == ["libdeflate-11", "libdeflate-12"])
    #expect(try labels("zstd-1..2-long-single") == ["zstd-1-long27-single", "zstd-2-long27-single"])
  }

  @Test func `quick means eleven settings, alone and in a list`() throws {
    let quick = [
      "zstd-3", "zstd-9-long27", "zstd-19", "zstd-19-long27", "zstd-20", "zstd-22-long27", "gzip-6", "gzip-9",
      "libdeflate-12", "xz-6", "xz-9",
    ]
    #expect(try labels("quick") == quick)
    #expect(try labels("xz-6, quick ,zopfli-5") == ["xz-6"] + quick.filter { $0 != "xz-6" } + ["zopfli-5"])
    #expect(throws: SettingError.self) { try Grid("Quick") }
  }

  @Test func `a setting named twice is swept once, where it was named first`() throws {
    #expect(try labels("zstd-3,gzip-1,zstd-1..3,zstd-3-T1") == ["zstd-3", "gzip-1", "zstd-1", "zstd-2"])
    #expect(try labels("zstd-3-long,zstd-3-long27") == ["zstd-3-long27"])
  }

  @Test func `blanks round a label do not matter, in it they do`() throws {
    #expect(try labels(" zstd-1 , gzip-1\n") == ["zstd-1", "gzip-1"])
    #expect(throws: SettingError.self) { try Grid("zstd-1 9") }
  }

  @Test(arguments: [
    ("zstd-0..3", "zstd-0"), ("zstd-20..25", "zstd-23"), ("gzip-1,xz-10", "xz-10"),
    ("zstd-5..3", "zstd-5..3"),
    ("zstd-..3", "zstd-..3"), ("zstd-1...3", "zstd-1...3"), ("", ""), ("zstd-1,,gzip-1", ""),
    ("zstd-1..", "zstd-1.."),
    ("lz4-1..3", "lz4-1..3"), ("zstd-1..3-long99", "zstd-1-long99"), ("ZSTD-1..3", "ZSTD-1..3"),
    ("zstd-1..99999", "zstd-1..99999"), ("zstd-1..00022", "zstd-1..00022"),
  ])
  func `what is no setting is named`(list: String, item: String) {
    let error = #expect(throws: SettingError.self) { try Grid(list) }
    #expect(error?.label == item)
  }
}
