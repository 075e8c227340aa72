import Dispatch
import Foundation
import Glibc
import Synchronization

/// A command under way; it is killed when its owner goes, so that a test that fails leaves nothing behind.
///
/// Its end is learned by waiting for its process alone: Foundation's `Process` wants a run loop.
package final class RunningCommand {
  private let process: pid_t
  private let output: CInt
  private let errors: CInt
  private let command: String
  private let state = State()

  /// Whether the process was waited for; its number may then be another's.
  private final class State: Sendable {
    let isReaped = Mutex(false)
  }

  init(_ command: String, _ folder: String?, _ environment: [String: String]) throws {
    self.command = command
    // Files, unlike pipes, never fill up.
    output = try Self.scratch()
    errors = try Self.scratch()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that what the shell started can be killed with it. No signal is blocked or ignored: this
    // thread's pool blocks most, SIGCHLD among them, and a shell that inherits that waits for its children forever.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
    // The mask is not inherited, for libarchive changes this process's for a moment while other tests unpack.
    let script = #"umask 022; cd "$1" || exit 125; eval "$2""#
    var arguments = Self.strings(["sh", "-c", script, "sh", folder ?? ".", command])
    var strings = Self.strings(variables.map { "\($0.key)=\($0.value)" })
    defer { for string in arguments + strings { free(string) } }
    var number: pid_t = 0
    let code = posix_spawn(&number, "/bin/sh", &actions, &attributes, &arguments, &strings)
    guard code == 0 else {
      errno = code
      throw SystemError("posix_spawn")
    }
    process = number
  }

  deinit {
    let isReaped = state.isReaped.withLock { $0 }
    if !isReaped {
      kill(-process, SIGKILL)
      _ = try? reap()
    }
    close(output)
    close(errors)
  }

  /// Sends a signal to the process; what the command started with `exec` gets it directly.
  package func send(_ signal: CInt) { kill(process, signal) }

  /// What it wrote to standard error so far.
  package var errorsSoFar: String { Self.text(errors) }

  /// Whether it ended; `finish` tells how.
  package var hasEnded: Bool {
    var info = siginfo_t()
    // The process stays to be waited for.
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0
      && Self.ended(info.si_signo)
  }

  /// Waits until something that the command does can be seen from outside.
  ///
  /// - Throws: `CommandError` where the command ends before, or two minutes pass.
  package func wait(for event: String, until condition: () -> Bool) throws {
    for _ in 0..<60_000 {
      // Read before the condition: what it did right before its end counts.
      let ended = hasEnded
      if condition() { return }
      guard !ended else { throw CommandError("'\(command)' ended before \(event): \(errorsSoFar)") }
      usleep(2000)
    }
    throw CommandError("'\(command)' did not come to \(event): \(errorsSoFar)")
  }

  /// Waits for its end.
  ///
  /// The limits of suites cannot end a thread that waits here, and count the time that a test waits for a thread: they
  /// are for the whole run to end. This one is for a command.
  ///
  /// - Throws: `CommandError` where it had to be killed after five minutes.
  package func finish() throws -> Shell.Outcome {
    let (process, state) = (process, state)
    let isLate = Late()
    let alarm = DispatchWorkItem {
      // Held while killing: the process cannot be waited for meanwhile, and its number is not another's.
      state.isReaped.withLock { isReaped in
        guard !isReaped else { return }
        isLate.value.withLock { $0 = true }
        kill(-process, SIGKILL)
      }
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(300), execute: alarm)
    defer { alarm.cancel() }
    let status = try reap()
    guard !isLate.value.withLock({ $0 }) else {
      throw CommandError("'\(command)' did not end: \(Self.text(errors))")
    }
    // The low seven bits are the signal that ended it, the next byte is its exit code (wait(2)).
    let signal = status & 0x7F
    return Shell.Outcome(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: Self.text(output),
      errors: Self.text(errors))
  }

  private final class Late: Sendable {
    let value = Mutex(false)
  }

  private func reap() throws -> CInt {
    var info = siginfo_t()
    while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0 {
      guard errno == EINTR else { throw SystemError("waitid") }
    }
    return try state.isReaped.withLock { isReaped in
      var status: CInt = 0
      guard waitpid(process, &status, 0) == process else { throw SystemError("waitpid") }
      isReaped = true
      return status
    }
  }

  /// waitid leaves the number of the signal at 0 where nothing ended (wait(2)).
  private static func ended(_ signal: CInt) -> Bool { signal == SIGCHLD }

  private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  private static func scratch() throws -> CInt {
    var template = Array((NSTemporaryDirectory() + "pybench-test-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw SystemError("mkstemp") }
    unlink(template)
    return descriptor
  }

  private static func text(_ file: CInt) -> String {
    // The child shares the file's position, so reading must not move it.
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(file, &piece, piece.count, off_t(bytes.count))
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A command that did not do what a test waited for.
package struct CommandError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
