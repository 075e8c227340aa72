import Glibc

/// The rights of a user who is not root, for what a test does with files on its own thread.
package enum PlainUser {
  // Swift's module lacks both calls. They change one thread (capabilities(7)).
  private typealias Call = @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> CInt
  private static let get = dlsym(nil, "capget").map { unsafeBitCast($0, to: Call.self) }
  private static let set = dlsym(nil, "capset").map { unsafeBitCast($0, to: Call.self) }

  /// What lets root read, write and link any file: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER.
  private static let rights: UInt32 = 0b1110

  /// Whether `run` takes rights away: from a user who is not root there are none to take.
  package static let isPossible = geteuid() != 0 || (get != nil && set != nil)

  /// Runs `body`, which must not wait for another thread.
  @discardableResult
  package static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard geteuid() == 0, let get, let set else { return try body() }
    var header: [UInt32] = [0x2008_0522, 0]
    var sets = [UInt32](repeating: 0, count: 6)
    _ = get(&header, &sets)
    let effective = sets[0]
    sets[0] &= ~rights
    _ = set(&header, &sets)
    defer {
      sets[0] = effective
      _ = set(&header, &sets)
    }
    return try body()
  }
}
