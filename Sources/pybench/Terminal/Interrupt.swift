import Dispatch
import Glibc
import Pipeline
import Synchronization

/// Ends the process on Ctrl-C, SIGTERM and SIGHUP: results so far are kept, scratch files are removed.
enum Interrupt {
  // Written once, before anything else runs.
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

  /// Lines to print when a signal ends the process, for example what was kept; nil prints nothing.
  static let farewell = Mutex<(@Sendable () -> [String])?>(nil)

  /// Installs the handlers. After it returns, no signal is lost and none ends the process without a handler.
  static func install() {
    let registered = DispatchGroup()
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // nohup ignores SIGHUP, so we do too. SIGINT is handled even if ignored: scripts start background processes
      // with SIGINT ignored, and a SIGINT sent to such a process is intended for it.
      if number == SIGHUP,
        unsafeBitCast(signal(number, SIG_DFL), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        signal(number, SIG_IGN)
        continue
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let lines = farewell.withLock { $0 }?() ?? []
        // Shells report 128 plus the signal's number.
        TemporaryFiles.removeAll { Console.end(with: lines, status: 128 + number) }
      }
      registered.enter()
      source.setRegistrationHandler { registered.leave() }
      source.resume()
      sources.append(source)
    }
    registered.wait()
  }
}
