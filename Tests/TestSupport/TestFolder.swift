import Foundation
package import Glibc

/// A folder of a test's own; it is removed with its owner, whatever was made in it.
package final class TestFolder: Sendable {
  /// Where it is.
  package let path: String

  /// Creates an empty folder.
  package init() throws {
    var template = Array((NSTemporaryDirectory() + "pybench-test-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    // Foundation gives up on folders that it may not read, and on paths that are too long for one call; rm does not.
    if (try? FileManager.default.removeItem(atPath: path)) == nil {
      _ = try? Shell.run("chmod -R u+rwX '\(path)'; rm -rf '\(path)'")
    }
  }

  /// The path of something in the folder.
  package func at(_ name: String) -> String { path + "/" + name }

  /// Writes a file, and the folders it is in.
  ///
  /// What may be run is written by a child. A descriptor that this process had open for writing would for a moment
  /// be one of a child that another test starts, too, and the kernel runs no file that is open for writing (ETXTBSY).
  @discardableResult
  package func file(_ name: String, _ contents: [UInt8] = [], mode: mode_t = 0o644) throws -> String {
    if let slash = name.lastIndex(of: "/") { try folder(String(name[..<slash])) }
    if mode & 0o111 == 0 {
      try Data(contents).write(to: URL(fileURLWithPath: at(name)))
    } else {
      let draft = at(name) + ".draft"
      try Data(contents).write(to: URL(fileURLWithPath: draft))
      let copied = try Shell.run(
        "cp \(Shell.quoted([draft, at(name)])) && rm \(Shell.quoted([draft]))")
      guard copied.status == 0 else { throw CommandError(copied.errors) }
    }
    guard chmod(at(name), mode) == 0 else { throw SystemError("chmod") }
    return at(name)
  }

  /// Writes a file of text, and the folders it is in.
  @discardableResult
  package func file(_ name: String, text: String, mode: mode_t = 0o644) throws -> String {
    try file(name, Array(text.utf8), mode: mode)
  }

  /// Writes a file whose name is bytes.
  package func file(named name: [UInt8], _ contents: [UInt8] = []) throws {
    let descriptor = open(Array(path.utf8) + [UInt8(ascii: "/")] + name, O_CREAT | O_WRONLY)
    guard descriptor >= 0 else { throw SystemError("open") }
    defer { close(descriptor) }
    guard write(descriptor, contents, contents.count) == contents.count else { throw SystemError("write") }
  }

  /// Creates a folder, and those it is in, all of mode 755 whatever the process's umask is.
  @discardableResult
  package func folder(_ name: String) throws -> String {
    var path = path
    for part in name.split(separator: "/") {
      path += "/" + part
      if mkdir(path, 0o755) == 0 {
        guard chmod(path, 0o755) == 0 else { throw SystemError("chmod") }
      } else {
        // A link to a folder does as well.
        var isFolder: ObjCBool = false
        guard errno == EEXIST, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
          isFolder.boolValue
        else { throw SystemError("mkdir") }
      }
    }
    return at(name)
  }

  /// Creates a symbolic link.
  package func link(_ name: String, to target: String) throws {
    guard symlink(target, at(name)) == 0 else { throw SystemError("symlink") }
  }

  /// Gives a file a further name.
  package func hardLink(_ name: String, to original: String) throws {
    guard Glibc.link(at(original), at(name)) == 0 else { throw SystemError("link") }
  }

  /// The bytes of a file.
  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: at(name))))
  }

  /// Names in it, sorted.
  package func names(_ name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: at(name)).sorted()
  }

  private func open(_ path: [UInt8], _ flags: CInt) -> CInt {
    path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { start in
      (Array(start) + [0]).withUnsafeBufferPointer { pointer in
        pointer.baseAddress.map { Glibc.open($0, flags, 0o644) } ?? -1
      }
    }
  }
}

/// A call to the system that a test relies on and that failed.
package struct SystemError: Error, CustomStringConvertible {
  package let description: String

  init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}
