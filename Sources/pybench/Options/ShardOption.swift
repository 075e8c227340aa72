import ArgumentParser
import BenchResults
import FoundationEssentials

/// Reads `--shard`: `K/N`, `auto` or `auto/N`.
@Sendable func share(_ text: String) throws -> Shard {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  if parts[0] == "auto", parts.count <= 2 {
    let count = parts.count == 2 ? Int(parts[1]) : nil
    guard parts.count == 1 || count.map(Shard.counts.contains) ?? false else {
      throw ValidationError("auto/N takes a number of shards, as in auto/8")
    }
    return try Engine.shard(ProcessInfo.processInfo.environment, count: count)
  }
  guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
    let shard = Shard(index, of: count)
  else {
    throw ValidationError("write a shard as K/N with K from 1 to N, such as 2/8, or auto")
  }
  return shard
}

/// The scheduler or CI that runs pybench, by its environment variables.
enum Engine {
  /// The shard that the environment names.
  ///
  /// - Parameters:
  ///   - environment: The variables.
  ///   - count: The number of shards on the command line; nil for that of the environment.
  /// - Throws: `ValidationError` if the environment names no shard, or another number of shards.
  static func shard(_ environment: [String: String], count: Int?) throws -> Shard {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    let found: (name: String, index: Int, count: Int?)
    if let index = number("CI_NODE_INDEX") {
      found = ("CI_NODE_INDEX", index, number("CI_NODE_TOTAL"))
    } else if let index = number("AWS_BATCH_JOB_ARRAY_INDEX") {
      found = ("AWS_BATCH_JOB_ARRAY_INDEX", index + 1, number("AWS_BATCH_JOB_ARRAY_SIZE"))
    } else if let index = number("JOB_COMPLETION_INDEX") {
      found = ("JOB_COMPLETION_INDEX", index + 1, nil)
    } else if environment["SLURM_JOB_ID"] != nil {
      // A task that is submitted again alone has SLURM_ARRAY_TASK_COUNT=1.
      throw ValidationError(
        "Slurm does not pass the number of tasks if one task is submitted again; write the number,"
          + " as in --shard $SLURM_ARRAY_TASK_ID/8")
    } else {
      throw ValidationError(
        "no environment variable names the shard (GitLab, AWS Batch and Kubernetes set one); write it as K/N")
    }
    guard let total = found.count ?? count else {
      throw ValidationError("\(found.name) has no number of shards; write auto/N")
    }
    guard count ?? total == total else {
      throw ValidationError(
        "auto/\(count ?? total) differs from the number of shards in the environment, \(total)")
    }
    guard let shard = Shard(found.index, of: total) else {
      throw ValidationError("\(found.name) names shard \(found.index) of \(total)")
    }
    return shard
  }

  /// The job that the environment names, such as `Slurm job 12 task 3 restart 1`; nil if it names none.
  static func job(_ environment: [String: String]) -> String? {
    func words(_ name: String, _ variables: [(String, String)]) -> String? {
      let words = variables.compactMap { word, variable in environment[variable].map { "\(word) \($0)" } }
      return words.isEmpty ? nil : ([name] + words).joined(separator: " ")
    }
    return words(
      "Slurm",
      [
        ("job", environment["SLURM_ARRAY_JOB_ID"] == nil ? "SLURM_JOB_ID" : "SLURM_ARRAY_JOB_ID"),
        ("task", "SLURM_ARRAY_TASK_ID"), ("restart", "SLURM_RESTART_COUNT"),
      ])
      ?? words(
        "AWS Batch",
        [("job", "AWS_BATCH_JOB_ID"), ("attempt", "AWS_BATCH_JOB_ATTEMPT")])
      ?? words("GitLab", [("job", "CI_JOB_ID")])
      ?? words("GitHub Actions", [("run", "GITHUB_RUN_ID"), ("attempt", "GITHUB_RUN_ATTEMPT")])
      ?? words("Kubernetes", [("index", "JOB_COMPLETION_INDEX")])
  }
}
