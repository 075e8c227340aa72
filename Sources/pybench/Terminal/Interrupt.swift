import BenchCore
import BenchDecide
import BenchGate
import BenchReport
import BenchResults
import BenchSweep
import Pipeline
import Dispatch
import Glibc
import Synchronization

/// Ends the process on Ctrl-C and its like: results so far are kept, scratch files go.
enum Interrupt {
  // Written once, before anything else runs.
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

  /// What to say when a signal ends the process, such as what was kept: lines; nil says nothing.
  static let farewell = Mutex<(@Sendable () -> [String])?>(nil)

  /// Installs the handlers; when it returns, no signal can be lost and none ends the process unseen.
  static func install() {
    let registered = DispatchGroup()
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What nohup protects lives on. An interrupt is heeded all the same: scripts start what runs in the background
      // with interrupts ignored, and one that is sent to it is meant for it.
      if number == SIGHUP,
        unsafeBitCast(signal(number, SIG_DFL), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        signal(number, SIG_IGN)
        continue
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let lines = farewell.withLock { $0 }?() ?? []
        TemporaryFiles.removeAll {
          Console.endProgress()
          for line in lines { Console.note(line) }
          // 128 and the signal's number is what shells report.
          _exit(128 + number)
        }
      }
      registered.enter()
      source.setRegistrationHandler { registered.leave() }
      source.resume()
      sources.append(source)
    }
    registered.wait()
  }
}
