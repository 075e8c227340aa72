import Testing
import TestSupport

@testable import Pipeline

@Suite struct ReleaseTests {
  private func steps(reproducible: Bool) async throws -> [String] {
    let folder = try TestFolder()
    try folder.file("tree/a", text: "a")
    var options = TreeOptions()
    options.strip = .none
    let release = Release(
      source: SourceTree(path: folder.at("tree"), options: options),
      encoding: .compressed(try Setting(label: "gzip-1")), output: folder.at("a.tar.gz"),
      manifest: folder.at("a.json"), verify: true, reproducible: reproducible)
    var steps: [String] = []
    let made = try await release.make { step in
      switch step {
      case .stage(let name): steps.append(name.rawValue)
      case .compressing(let encoding): steps.append("\(encoding)")
      case .verifying: steps.append("verify")
      case .again: steps.append("again")
      case .warnings(let lines): steps += lines
      }
    }
    // The SHA-256 of "a" begins like this.
    #expect(made.entries.first?.digest == "ca978112ca1bbdca" && made.entries.count == 1)
    return steps
  }

  @Test func `a release tells each of its steps, and those of a second run`() async throws {
    let once = try await steps(reproducible: false)
    #expect(once == ["selected", "stripped", "tar", "gzip-1", "verify"])
    #expect(try await steps(reproducible: true) == once + ["again", "selected", "stripped", "tar", "gzip-1"])
  }
}
