import Foundation
import Testing

@testable import Pipeline

@Suite struct PipelineRecordTests {
  private static func options(
    _ exclude: [String] = [], _ prune: [Selection.Prune] = [], _ strip: StripMode = .all, tool: String? = nil,
    _ order: EntryOrder = .path
  ) throws -> TreeOptions {
    TreeOptions(
      selection: Selection(
        exclude: try exclude.map { text throws(GlobError) in try Glob(text) }, prune: prune),
      strip: strip, stripTool: tool, order: order)
  }

  private static func record(
    _ options: TreeOptions = TreeOptions(), _ version: String? = nil, _ epoch: Int64? = nil
  ) -> PipelineRecord {
    PipelineRecord(options: options, stripToolVersion: version, sourceDateEpoch: epoch)
  }

  private func json(_ record: PipelineRecord) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(record), as: UTF8.self)
  }

  private func read(_ text: String) throws -> PipelineRecord {
    try JSONDecoder().decode(PipelineRecord.self, from: Data(text.utf8))
  }

  @Test func `a record has all keys, and reads back as it was`() throws {
    let full = Self.record(
      try Self.options(["*.o", "/a/"], [.tests, .staticLibs], .debug, tool: "my-strip", .kind), "GNU strip 1",
      5)
    let text = """
      {"exclude":["*.o","/a/"],"order":"kind","prune":["tests","static-libs"],"source_date_epoch":5,\
      "strip":"debug","strip_tool":"GNU strip 1","strip_tool_option":"my-strip"}
      """
    #expect(try json(full) == text)
    #expect(try read(text) == full)
    let bare = """
      {"exclude":[],"order":"path","prune":[],"source_date_epoch":null,"strip":"all","strip_tool":null}
      """
    #expect(try json(Self.record()) == bare)
    #expect(try read(bare) == Self.record())
  }

  @Test func `a record without an order is of a version that had one`() throws {
    #expect(
      try read(#"{"exclude":[],"prune":[],"strip":"none"}"#) == Self.record(Self.options([], [], .none)))
  }

  @Test func `options that differ are listed in the order of the steps`() throws {
    let old = Self.record(try Self.options(["a"], [.tests], .all, .path), "GNU strip 1", nil)
    let new = Self.record(try Self.options(["a", "b"], [], .none, .kind), nil, 7)
    #expect(
      new.differences(from: old).map(\.description) == [
        "--exclude was a, is a,b", "--prune was tests, is none", "--strip was all, is none",
        "--order was path, is kind", "SOURCE_DATE_EPOCH was not set, is set",
      ])
    #expect(
      old.differences(from: new).map(\.description) == [
        "--exclude was a,b, is a", "--prune was none, is tests", "--strip was none, is all",
        "--order was kind, is path", "SOURCE_DATE_EPOCH was set, is not set",
      ])
    #expect(new.differences(from: new).isEmpty && old.differences(from: old).isEmpty)
  }

  @Test func `the order of classes and the time itself make no difference, the tool's version does`() throws {
    let old = Self.record(try Self.options([], [.tests, .bytecode]), "GNU strip 1", 5)
    let new = Self.record(try Self.options([], [.bytecode, .tests]), "GNU strip 2", 6)
    let difference = Difference(what: "strip tool", baseline: "GNU strip 1", now: "GNU strip 2")
    #expect(new.differences(from: old) == [difference])
    #expect(
      Self.record().differences(from: Self.record(TreeOptions(), "x")) == [
        Difference(what: "strip tool", baseline: "x", now: "none")
      ])
    #expect(
      Self.record(TreeOptions(), "x").differences(from: Self.record()) == [
        Difference(what: "strip tool", baseline: "none", now: "x")
      ])
  }

  @Test func `a difference says which value is not known`() {
    func text(_ baseline: String, _ now: String) -> String {
      Difference(what: "library", baseline: baseline, now: now).description
    }
    let unknown = Difference.unknown
    #expect(text("1", "2") == "library was 1, is 2")
    #expect(text(unknown, "2") == "the baseline does not record its library")
    #expect(text("1", unknown) == "it does not record its library")
    #expect(text(unknown, unknown) == "neither records its library")
  }

  @Test func `there is no difference from what is equal or missing`() {
    #expect(
      Difference("x", "1", "1") == nil && Difference("x", nil, "1") == nil && Difference("x", "1", nil) == nil
    )
    #expect(Difference("x", "1", "2") == Difference(what: "x", baseline: "1", now: "2"))
  }

  @Test func `options are written as words, without defaults`() throws {
    #expect(TreeOptions().arguments == [])
    #expect(TreeOptions() == (try Self.options([], [], .all, tool: nil, .path)))
    #expect(
      try Self.options(["*.o", "b"], [.tests, .sitePackages], .debug, tool: "x", .kind).arguments == [
        "--exclude", "*.o", "--exclude", "b", "--prune", "tests,site-packages", "--strip", "debug",
        "--strip-tool",
        "x", "--order", "kind",
      ])
    #expect(try Self.options([], [], .none).arguments == ["--strip", "none"])
  }
}
