import Testing

@testable import BenchResults

@Suite struct SampleTests {
  @Test func `one thread costs its processor time, several cost wall time`() throws {
    #expect(try Fake.sample("zstd-3", .compress, wall: 2, cpu: 1).time == .seconds(1))
    #expect(try Fake.sample("zstd-3-T4", .compress, wall: 2, cpu: 5).time == .seconds(2))
  }

  @Test func `a decoder has one thread for every encoder`() throws {
    #expect(try Fake.sample("zstd-3-T4", .decompress, wall: 2, cpu: 1).time == .seconds(1))
    #expect(try Fake.sample("zstd-3-T4", .decompress, wall: 1, cpu: 0.9, stolen: 0.3).disturbance < 0.11)
  }

  @Test func `unpacking costs wall time, for it waits for the disk`() throws {
    let run = try Fake.sample("zstd-3", .extract, wall: 2, cpu: 1)
    #expect(run.time == .seconds(2) && run.disturbance == 0 && run.spent == 2)
  }

  @Test func `what others took of a run is not spent`() throws {
    #expect(abs(try Fake.sample("zstd-3", .compress, wall: 2, cpu: 0.5).spent - 0.5) < 1e-12)
    // Where the kernel counts stolen time as computing.
    #expect(abs(try Fake.sample("zstd-3", .compress, wall: 2, cpu: 2, stolen: 0.5).spent - 1.5) < 1e-12)
    #expect(try Fake.sample("zstd-3", .compress, wall: 1, cpu: 1, stolen: 5).spent == 0)
  }

  @Test func `a run reads back with its tree and machine`() throws {
    var sample = try Fake.sample("zstd-3", .compress, wall: 2, cpu: 0.5)
    (sample.tree, sample.machine) = ("a, b", "0123456789ab")
    let text = CSV.table([sample], SampleTable.columns)
    let rows = try Results.table(Array(text.utf8), named: "samples.csv", SampleTable.row)
    #expect(rows == [sample])
    #expect(SampleTable.columns.first?.name == "tree")
  }

  @Test func `runs of earlier versions name neither tree nor machine`() throws {
    let text =
      "setting,direction,round,wall_s,cpu_s,steal_s,concurrency,noisy\r\nxz-8,compress,1,2.5,2.25,0,2,false\r\n"
    let rows = try Results.table(Array(text.utf8), named: "samples.csv", SampleTable.row)
    #expect(rows.count == 1 && rows[0].tree == "" && rows[0].machine == nil && rows[0].time == .seconds(2.25))
  }

  @Test(arguments: [
    (1, 1, true), (1, 10_000, true), (10_000, 10_000, true), (0, 4, false), (5, 4, false), (1, 0, false),
    (1, 10_001, false), (-1, 1, false),
  ])
  func `a shard is one of at most ten thousand`(index: Int, count: Int, exists: Bool) {
    #expect((Shard(index, of: count) != nil) == exists)
    #expect(Shard(index, of: count)?.description == (exists ? "\(index)/\(count)" : nil))
  }
}
