import Foundation
import TestSupport
import Testing

@testable import BenchCore
@testable import Pipeline

@Suite(.timeLimit(.minutes(30))) struct AtomicFileTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func write(_ name: String) throws(Failure) { try AtomicFile.write("new", to: folder.at(name)) }

  @Test func `a file takes the place of another and leaves nothing else`() throws {
    try folder.file("a", text: "old")
    try write("a")
    #expect(try folder.bytes("a") == Array("new".utf8))
    #expect(try folder.names() == ["a"])
  }

  @Test func `a link stays and what it leads to is replaced`() throws {
    try folder.file("real/a", text: "old")
    try folder.link("link", to: "real/a")
    try write("link")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.at("link")) == "real/a")
    #expect(try folder.bytes("real/a") == Array("new".utf8))
    #expect(try folder.names() == ["link", "real"])
    #expect(try folder.names("real") == ["a"])
  }

  @Test(arguments: ["mkfifo a", "mkdir a", "mkfifo b && ln -s b a", "ln -s /dev/tty a"])
  func `what is no regular file is refused and stays`(_ make: String) throws {
    let look = "stat -c '%n %F %i' *"
    let before = try Shell.run("\(make) && \(look)", in: folder.path)
    #expect(before.status == 0, "\(before.errors)")
    #expect(
      throws: Failure(
        "write", folder.at("a"), because: "it is no regular file",
        advice: "name another, for it would be replaced")
    ) { try write("a") }
    #expect(try Shell.run(look, in: folder.path).output == before.output)
  }

  @Test func `a link that leads nowhere is refused and stays`() throws {
    try folder.link("a", to: "none")
    #expect(
      throws: Failure(
        "write", folder.at("a"), because: "it is a link that cannot be followed: No such file or directory",
        advice: "remove it, or name another file")
    ) { try write("a") }
    #expect(try folder.names() == ["a"])
  }
}
