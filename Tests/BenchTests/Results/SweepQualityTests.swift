import Testing

@testable import BenchResults
@testable import BenchSweep
@testable import pybench

@Suite struct SweepQualityTests {
  private func row(_ label: String, error: Double) throws -> SweepRow {
    var row = try PickFixture.row(label, bytes: 100, compress: 1, decompress: 1)
    row.compress?.error = error
    row.decompress?.error = error / 2
    return row
  }

  private func plan(jobs: Int = 1, minTime: Duration = .seconds(3)) throws -> SweepPlan {
    SweepPlan(
      grid: try Grid("zstd-1"), budget: Budget(minTime: minTime), jobs: jobs, seed: 1, sizesOnly: false,
      extract: false)
  }

  private func runs(lost: Double, stolen: Double = 0) throws -> [Sample] {
    [try Fake.sample("zstd-1", .compress, wall: 1, cpu: 1 - lost, stolen: stolen)]
  }

  @Test(arguments: [
    (0, "within 2%"), (0.01, "within 2%"), (0.0101, "within 5%"), (0.025, "within 5%"), (0.05, "within 10%"),
    (0.0501, "within 20%"), (0.1, "within 20%"), (0.101, "worse than 20%"), (3, "worse than 20%"),
  ])
  func `a grade is of twice the standard error`(error: Double, grade: String) {
    #expect(TimeGrade(error: error).description == grade)
  }

  @Test func `a row has the grade of its largest error`() throws {
    #expect(try row("zstd-1", error: 0.02).grade == .within5)
    #expect(try PickFixture.row("zstd-1", bytes: 1).grade == nil)
    #expect(try row("zstd-1", error: 0.164).looseTimes == ["compress ±16.4%"])
    #expect(try row("zstd-1", error: 0.1).looseTimes.isEmpty)
  }

  @Test func `a sweep has the grade that nine of ten rows reach`() throws {
    func grade(_ errors: [Double]) throws -> TimeGrade? {
      SweepQuality(try errors.map { try row("zstd-1", error: $0) }, [])?.grade
    }
    #expect(try grade([0.01]) == .within2)
    #expect(try grade([Double](repeating: 0.01, count: 9) + [0.2]) == .within2)
    #expect(try grade([Double](repeating: 0.01, count: 8) + [0.2, 0.04]) == .within10)
    #expect(try grade([]) == nil)
  }

  @Test func `time lost to others is computed from codecs with one thread`() throws {
    let telling = try runs(lost: 0.5, stolen: 0.25)
    let waiting = try [
      Fake.sample("zstd-1-T2", .compress, wall: 9, cpu: 1), Fake.sample("xz-1", .extract, wall: 9, cpu: 1),
    ]
    let quality = try #require(SweepQuality([try row("zstd-1", error: 0.1)], telling + waiting))
    #expect(quality.lost == 0.5 && quality.stolen == 0.25)
  }

  @Test func `an undisturbed sweep reports only the precision of its times`() throws {
    let rows = try [row("zstd-1", error: 0.005), row("zstd-2", error: 0.009)]
    #expect(
      QualityText.sentence(SweepQuality(rows, try runs(lost: 0.01)), try plan())
        == "Times are known within 2% for all 2 settings.")
    #expect(QualityText.sentence(nil, try plan()) == "No times were measured.")
  }

  @Test func `a disturbed sweep reports the disturbance and gives advice`() throws {
    let rows = try [row("zstd-1", error: 0.02), row("zstd-2", error: 0.18), row("zstd-3", error: 0.19)]
    #expect(
      QualityText.sentence(SweepQuality(rows, try runs(lost: 0.4, stolen: 0.05)), try plan(jobs: 2))
        == "Times are known within 5% for 1 of 3 settings and to no better than 20% for 2. Other processes had the processor for "
        + "40.0% of the time (other guests of the hypervisor: 5%). For more precise times, run nothing else on the "
        + "machine; use --jobs 1, so that settings do not disturb each other; use --min-time 10s for more "
        + "runs. Sizes and memory are exact.")
    #expect(
      QualityText.sentence(SweepQuality(rows, try runs(lost: 0)), try plan(minTime: .seconds(20)))
        .hasSuffix("For more precise times, use --rounds 4 for more runs. Sizes and memory are exact."))
  }
}
