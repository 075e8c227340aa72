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
  /// How many processors the work might use; nil where it is not recorded.
  package var processors: Int?

  /// Creates a reading.
  package init(wall: Duration, cpu: Duration = .zero, stolen: Duration = .zero, processors: Int? = nil) {
    self.wall = wall
    self.cpu = cpu
    self.stolen = stolen
    self.processors = processors
  }
}
