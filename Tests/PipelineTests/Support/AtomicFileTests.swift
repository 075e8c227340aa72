import Foundation
import Glibc
import Synchronization
import SystemPackage
import Testing
import TestSupport

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
  func `a target that is not a regular file is rejected and kept`(_ make: String) throws {
    let look = "stat -c '%n %F %i' *"
    let before = try Shell.run("\(make) && \(look)", in: folder.path)
    #expect(before.status == 0, "\(before.errors)")
    #expect(
      throws: Failure(
        "write", folder.at("a"), because: "it is not a regular file and would be replaced",
        advice: "name another file")
    ) { try write("a") }
    #expect(try Shell.run(look, in: folder.path).output == before.output)
  }

  @Test func `a planted file of the old temporary name is not followed`() throws {
    try folder.file("victim", text: "safe")
    try folder.link("a.\(getpid()).tmp", to: "victim")
    try write("a")
    #expect(try folder.bytes("victim") == Array("safe".utf8))
    #expect(try folder.bytes("a") == Array("new".utf8))
  }

  @Test func `the next run removes what a killed one left, and nothing else`() throws {
    let dead = ".a.pybench-0123456789abcdef.tmp"
    let others = [".a.pybench-0123.tmp", ".b.pybench-0123456789abcdef.tmp", "a.tmp"]
    for name in [dead] + others { try folder.file(name) }
    let living = try AtomicFile(folder.at("a"))
    try living.append(Array("first".utf8).span.bytes)
    try write("a")
    #expect(Set(try folder.names()).subtracting(others).count == 2)
    #expect(try !folder.names().contains(dead))
    try living.commit()
    #expect(try folder.bytes("a") == Array("first".utf8))
    #expect(try folder.names() == (others + ["a"]).sorted())
  }

  @Test func `of files that belong together all appear or none`() throws {
    try folder.file("a", text: "old a")
    try folder.file("b", text: "old b")
    let names = ["a", "b"]
    let files = try names.map { name throws(Failure) in try AtomicFile(folder.at(name)) }
    for file in files { try file.append(Array("new".utf8).span.bytes) }
    // What comes between cannot be replaced, and stays.
    for make in ["mkdir", "mkfifo"] {
      _ = try Shell.run("mv b c; \(make) b", in: folder.path)
      #expect(throws: Failure("replace", folder.at("b"), because: "it is no longer a regular file")) {
        try AtomicFile.commit(files)
      }
      #expect(try folder.bytes("a") == Array("old a".utf8))
      #expect(try Shell.run("rm -d b && mv c b", in: folder.path).status == 0)
    }
    let again = try names.map { name throws(Failure) in try AtomicFile(folder.at(name)) }
    for file in again { try file.append(Array("new".utf8).span.bytes) }
    try AtomicFile.commit(again)
    #expect(try folder.bytes("a") == Array("new".utf8))
    #expect(try folder.bytes("b") == Array("new".utf8))
    #expect(try folder.names().filter { $0.hasPrefix(".a") }.count == 1)
    withExtendedLifetime(files) {}
  }

  @Test func `a file that another process changes after it was read back gets no name`() throws {
    let file = try AtomicFile(folder.at("a"))
    try file.append(Array("sound".utf8).span.bytes)
    #expect(try file.written().size == ByteCount(5))
    let name = try #require(try folder.names().first)
    let descriptor = open(folder.at(name), O_WRONLY | O_APPEND)
    #expect(Glibc.write(descriptor, "!", 1) == 1)
    close(descriptor)
    #expect(
      throws: Failure(
        "write", folder.at("a"), because: "another process changed it after it was verified",
        advice: "run again")
    ) { try file.commit() }
  }

  /// The names of a folder with the bytes of each.
  private func state() throws -> [String: [UInt8]] {
    var state: [String: [UInt8]] = [:]
    for name in try folder.names() { state[name] = try folder.bytes(name) }
    return state
  }

  private func started(_ names: String...) throws -> [AtomicFile] {
    try names.map { name throws(Failure) in
      let file = try AtomicFile(folder.at(name))
      try file.append(Array("new".utf8).span.bytes)
      return file
    }
  }

  @Test(arguments: [["a"], ["a", "b"], ["b", "a", "c"]], [true, false])
  func `a commit that fails at its end leaves everything as it was`(names: [String], _ isOld: Bool) throws {
    for name in isOld ? names : Array(names.dropFirst()) { try folder.file(name, text: "old \(name)") }
    let before = try state()
    do {
      let files = try names.map { try started($0)[0] }
      let failure = #expect(throws: Failure.self) {
        try AtomicFile.commit(files) { descriptor in
          var status = stat()
          guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return 0 }
          // Meanwhile a process that looks for what killed ones left touches nothing.
          let other = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_DIRECTORY)
          AtomicFile.clear(names, in: other)
          close(other)
          errno = EIO
          return -1
        }
      }
      #expect(failure?.reason == "Input/output error")
    }
    #expect(try state() == before)
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test(arguments: [0, 1], [true, false])
  func `a commit without one of its files leaves everything as it was`(lost: Int, _ durable: Bool) throws {
    for name in ["a", "b"] { try folder.file(name, text: "old \(name)") }
    let before = try state()
    do {
      let files = try started("a", "b")
      let temporary = try folder.names().filter { $0.hasPrefix(lost == 0 ? ".a" : ".b") }
      #expect(temporary.count == 1 && unlink(folder.at(temporary[0])) == 0)
      #expect(
        throws: Failure(
          "write", folder.at(lost == 0 ? "a" : "b"), because: "No such file or directory",
          advice: "create its folder first")
      ) { try AtomicFile.commit(files, durable: durable) }
    }
    #expect(try state() == before)
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test func `a file that is given up leaves nothing, and nothing is left open`() throws {
    do {
      let files = try started("a", "b")
      #expect(try folder.names().count == 2)
      withExtendedLifetime(files) {}
    }
    #expect(try folder.names().isEmpty)
    try write("a")
    try AtomicFile.write("again", to: folder.at("a"), durable: false)
    #expect(OpenFiles.below(folder.path).isEmpty)
    #expect(try state() == ["a": Array("again".utf8)])
  }

  @Test func `a file that is replaced is there at every moment`() throws {
    try folder.file("a", text: "old")
    let path = folder.at("a")
    let isMissing = Mutex(false)
    let reader = Thread {
      while !Thread.current.isCancelled { if access(path, F_OK) != 0 { isMissing.withLock { $0 = true } } }
    }
    reader.start()
    for _ in 0..<200 { try AtomicFile.write("new", to: path, durable: false) }
    reader.cancel()
    #expect(!isMissing.withLock { $0 })
  }

  @Test func `a reader finds no new first file beside an old second one`() throws {
    let paths = ["a", "b"].map { folder.at($0) }
    let isMixed = Mutex(false)
    let reader = Thread {
      while !Thread.current.isCancelled {
        let found = paths.map { path in
          (try? IO.contents(of: path)).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        }
        if let first = found[0], let second = found[1], second < first { isMixed.withLock { $0 = true } }
      }
    }
    reader.start()
    for number in 1...200 {
      let files = try paths.map { path throws(Failure) in
        let file = try AtomicFile(path)
        try file.append(Array(String(number).utf8).span.bytes)
        return file
      }
      try AtomicFile.commit(files, durable: false)
    }
    reader.cancel()
    #expect(!isMixed.withLock { $0 })
  }

  @Test func `a file and its folder are synced unless it is said otherwise`() throws {
    var syncs = 0
    func sync(_ descriptor: CInt) -> CInt {
      syncs += 1
      return 0
    }
    try AtomicFile.write("new", to: folder.at("a"), sync: sync)
    #expect(syncs == 2)
    try AtomicFile.write("new", to: folder.at("a"), durable: false, sync: sync)
    #expect(syncs == 2)
    let file = try AtomicFile(folder.at("a"))
    _ = try file.written(sync: sync)
    #expect(syncs == 3)
    try file.commit(sync: sync)
    #expect(syncs == 5)
    #expect(throws: Failure("write", folder.at("a"), because: "Input/output error")) {
      _ = try AtomicFile(folder.at("a")).written { _ in
        errno = EIO
        return -1
      }
    }
  }

  private static let protectsLinks =
    (try? String(contentsOfFile: "/proc/sys/fs/protected_hardlinks", encoding: .utf8)) == "1\n"

  /// What a file of another user is for one who is not root: it may be replaced, but not linked.
  private func foreign(_ names: String...) throws {
    for name in names {
      try folder.file(name, text: "old \(name)")
      #expect(chown(folder.at(name), 65534, 65534) == 0)
    }
  }

  @Test(.enabled(if: geteuid() == 0 && PlainUser.isPossible && protectsLinks))
  func `without hard links a file is replaced, and several are put back`() throws {
    try foreign("a", "b")
    let before = try state()
    let broken = { (_: CInt) -> CInt in
      errno = EIO
      return -1
    }
    PlainUser.run {
      _ = #expect(throws: Failure.self) {
        try AtomicFile.commit(started("a", "b")) { descriptor in
          var status = stat()
          return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            ? broken(descriptor) : 0
        }
      }
    }
    #expect(try state() == before)
    // A single one could not be put back, so the new one stays.
    PlainUser.run {
      _ = #expect(throws: Failure.self) {
        try AtomicFile.commit(started("a")) { descriptor in
          var status = stat()
          return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            ? broken(descriptor) : 0
        }
      }
    }
    #expect(try state() == ["a": Array("new".utf8), "b": Array("old b".utf8)])
    try foreign("a")
    try PlainUser.run { try AtomicFile.commit(started("a", "b")) }
    #expect(try state() == ["a": Array("new".utf8), "b": Array("new".utf8)])
    #expect(OpenFiles.below(folder.path).isEmpty)
  }

  @Test(.enabled(if: PlainUser.isPossible)) func `a folder that may be written to need not be readable`()
    throws
  {
    try folder.folder("drop")
    #expect(chmod(folder.at("drop"), 0o300) == 0)
    try PlainUser.run {
      let files = try ["drop/a", "drop/b"].map { name throws(Failure) in try AtomicFile(folder.at(name)) }
      try AtomicFile.commit(files)
    }
    #expect(chmod(folder.at("drop"), 0o700) == 0)
    #expect(try folder.names("drop") == ["a", "b"])
    #expect(chmod(folder.at("drop"), 0o500) == 0)
    #expect(
      throws: Failure(
        "write", folder.at("drop/c"), because: "Permission denied",
        advice: "name a file in a folder that you may write to")
    ) { try PlainUser.run { try AtomicFile.write("new", to: folder.at("drop/c")) } }
  }

  @Test func `a broken link is rejected and kept`() throws {
    try folder.link("a", to: "none")
    #expect(
      throws: Failure(
        "write", folder.at("a"), because: "it is a link that cannot be followed: No such file or directory",
        advice: "remove it, or name another file")
    ) { try write("a") }
    #expect(try folder.names() == ["a"])
  }

  /// Commits two new files of two folders and counts what is synced; a folder's sync ends with an error.
  private func syncs(durable: Bool, ofFolders error: CInt = 0, ofFiles broken: CInt = 0) throws -> [Int] {
    try folder.folder("one")
    try folder.folder("two")
    let files = try ["one/a", "two/b"].map { name throws(Failure) in try AtomicFile(folder.at(name)) }
    var counts = (files: 0, folders: 0)
    try AtomicFile.commit(files, durable: durable) { descriptor in
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return -1 }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      if isFolder { counts.folders += 1 } else { counts.files += 1 }
      errno = isFolder ? error : broken
      return errno == 0 ? 0 : -1
    }
    return [counts.files, counts.folders]
  }

  @Test func `files and their folders are synced where they must last`() throws {
    #expect(try syncs(durable: true) == [2, 2])
    #expect(try syncs(durable: false) == [0, 0])
  }

  @Test(arguments: [1, 2]) func `the folder of several files is locked while they get their names`(count: Int)
    throws
  {
    let files = try (0..<count).map { try AtomicFile(folder.at("\($0)")) }
    var locked: [Bool] = []
    try AtomicFile.commit(files) { descriptor in
      let other = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_DIRECTORY)
      guard other >= 0 else { return 0 }
      locked.append(flock(other, LOCK_EX | LOCK_NB) != 0)
      close(other)
      return 0
    }
    #expect(locked == Array(repeating: count > 1, count: count))
  }

  @Test func `a folder that cannot be synced at all is no error, one that fails is`() throws {
    for code in [EINVAL, EBADF] { #expect(try syncs(durable: true, ofFolders: code) == [2, 2]) }
    for (folders, files) in [(EIO, 0), (0, EIO)] {
      _ = try? Shell.run("rm -rf one two", in: folder.path)
      let failure = #expect(throws: Failure.self) {
        try syncs(durable: true, ofFolders: folders, ofFiles: files)
      }
      #expect(failure?.reason == Errno(rawValue: EIO).description)
      #expect(try folder.names("one").isEmpty && folder.names("two").isEmpty)
    }
  }

  @Test(arguments: ["", ".", "..", "sub/", "sub/..", "/", "none/", "none/.", "none/.."])
  func `a path that names a folder is rejected`(name: String) throws {
    try folder.folder("sub")
    #expect(
      throws: name.hasPrefix("none")
        ? Failure("write", folder.at(name), because: "it names a folder", advice: "add a file's name")
        : Failure(
          "write", folder.at(name), because: "it is not a regular file and would be replaced",
          advice: "name another file")
    ) { try write(name) }
  }

  @Test func `a new file has the mode of the umask, and one that is replaced keeps its own`() throws {
    for (mode, name) in [(mode_t(0o640), "a"), (0o755, "b"), (0o4755, "c")] {
      try folder.file(name, text: "old")
      #expect(chmod(folder.at(name), mode) == 0)
      try write(name)
      var status = stat()
      #expect(stat(folder.at(name), &status) == 0)
      #expect(status.st_mode & 0o7777 == mode & 0o777)
    }
    try write("new")
    let made = try Shell.run("touch other && stat -c %a new other", in: folder.path).output
    #expect(Set(made.split(separator: "\n")).count == 1, "\(made)")
  }

  @Test func `a missing folder is named as the reason`() {
    let failure = #expect(throws: Failure.self) { try write("none/a") }
    #expect(failure?.advice == "create its folder first")
  }

  @Test func `a folder that another process keeps locked is waited for, and locked once for all its files`()
    throws
  {
    let files = try ["b", "a"].map { name throws(Failure) in try AtomicFile(folder.at(name)) }
    let other = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(other) }
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    let failure = #expect(throws: Failure.self) { try FolderLock(files, patience: .zero) }
    #expect(
      failure
        == Failure(
          "write", folder.at("a"), because: "another process keeps its folder locked",
          advice: "wait until that process ends, then run again"))
    #expect(FolderLock.patience == .seconds(60))
    #expect(flock(other, LOCK_UN) == 0)
    do {
      let lock = try FolderLock(files, patience: .zero)
      #expect(flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      withExtendedLifetime((lock, files)) {}
    }
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
  }

  @Test func `folders are locked in one order, whatever that of the files is`() throws {
    for name in ["1", "2"] { try folder.folder(name) }
    let files = try ["1/a", "2/b"].map { name throws(Failure) in try AtomicFile(folder.at(name)) }
    var places: [FolderPlace] = []
    for file in files { places.append(FolderPlace(try IO.status(file.folder))) }
    #expect((places[0] < places[1]) != (places[1] < places[0]) && !(places[0] < places[0]))
    let first = places[0] < places[1] ? 0 : 1
    let others = ["1", "2"].map { open(folder.at($0), O_RDONLY | O_DIRECTORY) }
    defer { for other in others { close(other) } }
    for other in others { #expect(flock(other, LOCK_EX | LOCK_NB) == 0) }
    for order in [files, files.reversed()] {
      let failure = #expect(throws: Failure.self) { try FolderLock(order, patience: .zero) }
      #expect(failure?.subject == files[first].path)
    }
    for other in others { #expect(flock(other, LOCK_UN) == 0) }
    let lock = try FolderLock(files, patience: .zero)
    #expect(others.map { flock($0, LOCK_EX | LOCK_NB) } == [-1, -1])
    withExtendedLifetime((lock, files)) {}
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel"), "there is no /sys"))
  func `a folder that may not be written to has a remedy`() {
    // Not even root may create a file there.
    #expect {
      try AtomicFile("/sys/kernel/a.tar.zst")
    } throws: { error in
      (error as? Failure)?.advice == "name a file in a folder that you may write to"
    }
    #expect(OpenFiles.below("/sys/kernel").isEmpty)
  }
}
