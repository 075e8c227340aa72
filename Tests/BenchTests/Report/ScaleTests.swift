import Testing

@testable import BenchReport

@Suite struct ScaleTests {
  @Test func `a logarithmic scale puts equal factors at equal distances`() {
    let scale = Scale(.logarithmic, domain: 1...10_000, from: 0, to: 400)
    #expect(abs(scale.position(10) - 100) < 1e-9)
    #expect(abs(scale.position(1000) - 300) < 1e-9)
  }

  @Test func `a scale may run backwards, and keeps values within its ends`() {
    let scale = Scale(.linear, domain: 0...10, from: 300, to: 100)
    #expect(scale.position(0) == 300)
    #expect(scale.position(5) == 200)
    #expect(scale.position(99) == 100)
  }

  @Test func `ticks are round and lie within the domain`() {
    #expect(Scale(.linear, domain: 0...10, from: 0, to: 1).ticks(about: 5) == [0, 2, 4, 6, 8, 10])
    #expect(Scale(.linear, domain: 2.4...4.3, from: 0, to: 1).ticks(about: 4) == [2.5, 3, 3.5, 4])
    #expect(Scale(.logarithmic, domain: 0.9...60, from: 0, to: 1).ticks() == [1, 2, 5, 10, 20, 50])
    #expect(
      Scale(.logarithmic, domain: 1...10_000, from: 0, to: 1).ticks(about: 3) == [1, 10, 100, 1000, 10_000])
  }

  @Test func `a single value, or none, still gives a scale`() {
    let one = Scale(.logarithmic, covering: [5])
    #expect(one.domain.contains(5) && one.domain.lowerBound < one.domain.upperBound)
    let none = Scale(.linear, covering: [])
    #expect(none.domain.lowerBound < none.domain.upperBound)
  }

  @Test func `a scale runs from 0 to 1 unless it is placed`() {
    let scale = Scale(.linear, covering: [3, 5])
    #expect(scale.position(-100) == 0 && scale.position(100) == 1)
  }
}
