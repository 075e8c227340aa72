package import SystemPackage

/// A failed operation: the action, its subject, the reason and the advice.
package struct Failure: Error, Hashable, CustomStringConvertible {
  /// The action, as it reads after "cannot": `read`, `write`.
  package let action: String
  /// The subject of the action: a path, a setting.
  package let subject: String
  /// The reason, with the message of the library or the system.
  package let reason: String
  /// What to try next.
  package let advice: String?

  package init(_ action: String, _ subject: String, because reason: String, advice: String? = nil) {
    self.action = action
    self.subject = subject
    self.reason = reason
    self.advice = advice
  }

  /// Creates a failure from the system's error number.
  package init(_ action: String, _ subject: String, because errno: Errno, advice: String? = nil) {
    self.init(action, subject, because: errno.description, advice: advice)
  }

  package var description: String {
    let sentence = "cannot \(action) \(subject): \(reason)"
    // Subjects and reasons hold names and messages from outside.
    return (advice.map { "\(sentence); \($0)" } ?? sentence).printable
  }
}
