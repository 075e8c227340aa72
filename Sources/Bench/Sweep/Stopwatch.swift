import BenchCore
package import Pipeline
package import BenchResults

/// Times any piece of work done by the calling thread and the threads it names.
package struct Stopwatch: Sendable {
  private let clock: any TimeSource
  /// Processors that the work may use.
  private let processors: [Int]

  /// Creates a stopwatch.
  package init(_ clock: any TimeSource, processors: [Int]) {
    self.clock = clock
    self.processors = processors
  }

  /// Times `body`.
  ///
  /// - Parameter body: The work; it returns its result and the threads that it started and that still live.
  /// - Returns: The result and what passed meanwhile.
  /// - Throws: What `body` throws.
  package func time<Result, Problem: Error>(
    _ body: () throws(Problem) -> (Result, helpers: [ThreadID])
  ) throws(Problem) -> (Result, ElapsedTimes) {
    let own = ThreadID.current
    // ElapsedTimes what was stolen takes some time, which is none of the work's: it stays outside of the wall time.
    let stolen = clock.stolen(from: processors)
    let cpu = clock.cpu(of: [own])
    let start = clock.wall()
    let (result, helpers) = try body()
    let end = clock.wall()
    // The helpers were started meanwhile, so all their processor time belongs to the work.
    return (
      result,
      ElapsedTimes(
        wall: end - start, cpu: clock.cpu(of: [own] + helpers) - cpu,
        stolen: clock.stolen(from: processors) - stolen, processors: processors.count)
    )
  }
}
