import BenchCore
import Pipeline
/// What passed while something was timed.
package struct ElapsedTimes: Sendable, Equatable {
  /// Wall time.
  package var wall: Duration
  /// Processor time of the threads that did the work.
  package var cpu: Duration
  /// Time that the hypervisor gave this machine's processors to others, on the processors that the work might use.
  package var stolen: Duration

  /// Creates a reading.
  package init(wall: Duration, cpu: Duration = .zero, stolen: Duration = .zero) {
    self.wall = wall
    self.cpu = cpu
    self.stolen = stolen
  }
}
