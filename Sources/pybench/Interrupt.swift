import Dispatch
import Glibc
import Pipeline

/// Ends the process on Ctrl-C and its like: results so far are kept, scratch files go.
enum Interrupt {
  // Written once, before anything else runs.
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

  /// Installs the handlers.
  static func install() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Console.endProgress()
        // 128 and the signal's number is what shells report.
        Leftovers.removeAll { _exit(128 + number) }
      }
      source.resume()
      sources.append(source)
    }
  }
}
