extension BytecodeHeader {
  /// Whether Python compiles a `.pyc` from the tar again, because its source gets another time than it records.
  ///
  /// Holds for a `.pyc` that was current in the tree and whose source is in the tar.
  func isStale(after mtimes: MtimePolicy) -> Bool {
    sourceModified.map { mtimes.time(for: $0) != $0 } ?? false
  }
}
