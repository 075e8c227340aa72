package import BenchCore

extension EntryPath {
  /// How many parts a path may have.
  ///
  /// No Python build has so many, and each part costs work in a listing.
  package static let maximumParts = 1000

  /// Rejects a path with more parts.
  ///
  /// - Parameters:
  ///   - action: The attempted action, for the message.
  ///   - subject: The subject of the action, for the message.
  package func checkDepth(_ action: String, _ subject: @autoclosure () -> String) throws(Failure) {
    guard bytes.count(where: { $0 == UInt8(ascii: "/") }) >= Self.maximumParts else { return }
    // The path itself would fill the screen.
    throw Failure(
      action, String(subject().prefix(60)) + "…",
      because: "its path has more than \(Self.maximumParts) parts")
  }
}
