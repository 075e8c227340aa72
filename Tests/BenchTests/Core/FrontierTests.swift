import Testing

@testable import BenchCore

@Suite struct FrontierTests {
  @Test func `what another beats in everything is not on the frontier`() {
    let points: [[Double]] = [[1, 9], [5, 5], [6, 6], [9, 1], [5, 7]]
    #expect(Frontier.members(of: points) { $0.map { .exact($0) } } == [[1, 9], [5, 5], [9, 1]])
  }

  @Test func `equals stay together`() {
    #expect(Frontier.members(of: [2, 2, 3]) { [.exact(Double($0))] } == [2, 2])
  }

  @Test func `a difference within the errors beats nothing`() {
    func time(_ seconds: Double) -> MeasuredTime { MeasuredTime(seconds: seconds, error: 0.1) }
    #expect(Frontier.members(of: [1.0, 1.2]) { [time($0)] } == [1.0, 1.2])
    #expect(Frontier.members(of: [1.0, 1.3]) { [time($0)] } == [1.0])
  }

  @Test func `what was not measured is not beaten and beats nothing`() {
    #expect(Frontier.members(of: [1, 2, 3]) { $0 == 1 ? nil : [.exact(Double($0))] } == [1, 2])
  }
}
