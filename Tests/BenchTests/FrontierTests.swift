import Testing

@testable import Bench

@Suite struct FrontierTests {
  @Test func `what another beats in everything is not on the frontier`() {
    let points: [[Double]] = [[1, 9], [5, 5], [6, 6], [9, 1], [5, 7]]
    #expect(Frontier.members(of: points) { $0 } == [[1, 9], [5, 5], [9, 1]])
  }

  @Test func `equals stay together`() {
    #expect(Frontier.members(of: [2, 2, 3]) { [Double($0)] } == [2, 2])
  }
}
