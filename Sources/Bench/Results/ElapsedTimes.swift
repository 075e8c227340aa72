/// Times of one measured call.
package struct ElapsedTimes: Sendable, Equatable {
  package var wall: Duration
  /// Processor time of the threads that did the work.
  package var cpu: Duration
  /// Time that the hypervisor gave to other guests, on the processors that the work may use.
  package var stolen: Duration
  /// How many processors the work might use; nil if it is not recorded.
  package var processors: Int?

  package init(wall: Duration, cpu: Duration = .zero, stolen: Duration = .zero, processors: Int? = nil) {
    self.wall = wall
    self.cpu = cpu
    self.stolen = stolen
    self.processors = processors
  }
}
