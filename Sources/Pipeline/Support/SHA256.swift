package import BenchCore
import CCrypto

/// A running SHA-256, by libcrypto.
final class SHA256 {
  private let context: OpaquePointer

  /// Starts a digest.
  ///
  /// - Throws: `Failure` if libcrypto offers no SHA-256 or memory is short.
  init() throws(Failure) {
    guard let context = EVP_MD_CTX_new() else {
      throw Failure("compute", "a SHA-256", because: "libcrypto could not allocate memory")
    }
    self.context = context
    try check(EVP_DigestInit_ex(context, EVP_sha256(), nil))
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: RawSpan) throws(Failure) {
    try check(bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) })
  }

  func update(_ bytes: [UInt8]) throws(Failure) { try update(bytes.span.bytes) }

  /// Returns the digest. The next bytes start a new one.
  func finish() throws(Failure) -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    try check(EVP_DigestFinal_ex(context, &bytes, nil))
    try check(EVP_DigestInit_ex(context, EVP_sha256(), nil))
    return Digest(bytes: bytes)
  }

  private func check(_ code: CInt) throws(Failure) {
    guard code == 1 else { throw Failure("compute", "a SHA-256", because: "libcrypto failed") }
  }
}

/// A SHA-256.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// Its 32 bytes.
  package let bytes: [UInt8]

  package init(of bytes: RawSpan) throws(Failure) {
    let sha = try SHA256()
    try sha.update(bytes)
    self = try sha.finish()
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The digest in hexadecimal.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
