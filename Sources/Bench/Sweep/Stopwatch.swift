package import BenchResults
package import Pipeline

/// Times work of the calling thread and of the threads that the work returns.
package struct Stopwatch: Sendable {
  private let clock: any TimeSource
  /// Processors that the work may use.
  private let processors: [Int]

  package init(_ clock: any TimeSource, processors: [Int]) {
    self.clock = clock
    self.processors = processors
  }

  /// Times `body`.
  ///
  /// - Parameter body: The work. It returns its result and the threads that it started and that still live.
  /// - Returns: The result and its times.
  /// - Throws: What `body` throws.
  package func time<Result, Problem: Error>(
    _ body: () throws(Problem) -> (Result, helpers: [ThreadID])
  ) throws(Problem) -> (Result, ElapsedTimes) {
    let own = ThreadID.current
    // Reading the stolen time takes some time, so it is outside of the wall time.
    let stolen = clock.stolen(from: processors)
    let cpu = clock.cpu(of: [own])
    let start = clock.wall()
    let (result, helpers) = try body()
    let end = clock.wall()
    // The work started these threads, so all of their processor time belongs to it.
    return (
      result,
      ElapsedTimes(
        wall: end - start, cpu: clock.cpu(of: [own] + helpers) - cpu,
        stolen: clock.stolen(from: processors) - stolen, processors: processors.count)
    )
  }
}
