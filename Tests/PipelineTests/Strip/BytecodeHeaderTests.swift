import Testing

@testable import Pipeline

@Suite struct BytecodeHeaderTests {
  /// 1700000000 is 0x6553F100.
  private static let time: [UInt8] = [0x00, 0xF1, 0x53, 0x65]

  private func header(_ bytes: [UInt8]) -> BytecodeHeader? { BytecodeHeader(bytes.span.bytes) }

  @Test func `a timestamp file of 3.7 and later records its source's time after the flags`() {
    // 3531 is CPython 3.12's magic number.
    #expect(
      header([0xCB, 0x0D, 0x0D, 0x0A, 0, 0, 0, 0] + Self.time + [0, 0, 0, 0])?.sourceModified == 1_700_000_000
    )
  }

  @Test(arguments: [UInt8(1), 3])
  func `a file with a hash records no time, checked or not`(flags: UInt8) throws {
    let found = header([0xCB, 0x0D, 0x0D, 0x0A, flags, 0, 0, 0] + Self.time + [0, 0, 0, 0])
    let header = try #require(found)
    #expect(header.sourceModified == nil)
  }

  @Test(arguments: [(3379, "3.6"), (62211, "2.7")])
  func `older files record the time at once`(magic: Int, version: String) {
    let bytes = [UInt8(magic & 255), UInt8(magic >> 8), 0x0D, 0x0A] + Self.time + [9, 9, 9, 9]
    #expect(header(bytes)?.sourceModified == 1_700_000_000, "Python \(version)")
  }

  @Test func `a time after 2038 is no negative one`() {
    #expect(
      header([0xCB, 0x0D, 0x0D, 0x0A, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])?.sourceModified
        == 4_294_967_295)
  }

  @Test(arguments: 0..<12)
  func `a file too short for a header has none`(count: Int) {
    #expect(header([UInt8](repeating: 0xCB, count: count)) == nil)
  }
}

@Suite struct BytecodeSourceTests {
  @Test(arguments: [
    ("lib/__pycache__/json.cpython-312.pyc", "lib/json.py"),
    ("lib/__pycache__/json.cpython-312.opt-1.pyc", "lib/json.py"), ("__pycache__/a.cpython-39.pyc", "a.py"),
    ("lib/old.pyc", "lib/old.py"), ("old.pyc", "old.py"), ("lib/a.b.pyc", "lib/a.b.py"),
    ("__pycache__/a.b.cpython-312.pyc", "a.b.py"), ("__pycache__/a.b.cpython-312.opt-1.pyc", "a.b.py"),
    ("__pycache__/a.b.cpython-312.opt-2.pyc", "a.b.py"), ("lib/__pycache__/json.pyc", "lib/json.py"),
    ("__pycache__/test_a.cpython-312-pytest-8.1.1.pyc", "test_a.py"),
    ("x__pycache__/a.cpython-312.pyc", "x__pycache__/a.cpython-312.py"),
    ("__pycache__/.hidden.cpython-312.pyc", ".hidden.py"), ("__pycache__/a..b.cpython-312.pyc", "a..b.py"),
    ("__pycache__/opt-1.pyc", "opt-1.py"), ("__pycache__/a.opt-1.pyc", "a.py"),
    ("__pycache__/a.1.pyc", "a.py"),
    ("__pycache__/a.cpython-312.2.opt-1.pyc", "a.py"), ("a/b/__pycache__/c.cpython-312.pyc", "a/b/c.py"),
  ])
  func `the source of a pyc is beside it or above its cache`(path: String, source: String) {
    #expect(EntryPath(Array(path.utf8)).bytecodeSource.description == source)
  }
}
