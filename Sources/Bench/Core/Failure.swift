package import SystemPackage

/// Something that could not be done: what was attempted, on what, why it failed and what to do about it.
package struct Failure: Error, Hashable, CustomStringConvertible {
  /// What was attempted, as it reads after "cannot": `read`, `write`.
  package let action: String
  /// What it was attempted on: a path, a setting.
  package let subject: String
  /// Why it failed, in the words of the library or the system.
  package let reason: String
  /// What to try next.
  package let advice: String?

  /// Creates a failure.
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
    // Subjects and reasons hold names and messages that others chose.
    return (advice.map { "\(sentence); \($0)" } ?? sentence).printable
  }
}
