import BenchCore

/// Limits of this process's control groups (cgroups(7)), version 1 and 2: the lowest limit of the group and its
/// parents.
struct ControlGroup {
  private var files: [(cpu: [String], memory: String?)] = []
  private let read: (String) -> String?

  /// Finds the groups of this process.
  ///
  /// - Parameter read: Returns a file's text; nil if there is none.
  init(read: @escaping (String) -> String? = SystemFile.text) {
    self.read = read
    for line in (read("/proc/self/cgroup") ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",")
      let folder = controllers.isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/\(fields[1])"
      // In a container the path may be the host's while the files are at the root. A missing file sets no limit.
      for group in Self.ancestors(of: String(fields[2])) {
        let path = folder + group
        if controllers.isEmpty {
          files.append((["\(path)/cpu.max"], "\(path)/memory.max"))
        } else if controllers.contains("cpu") {
          files.append((["\(path)/cpu.cfs_quota_us", "\(path)/cpu.cfs_period_us"], nil))
        } else if controllers.contains("memory") {
          files.append(([], "\(path)/memory.limit_in_bytes"))
        }
      }
    }
  }

  /// Limit of processor time, in processors; nil without a limit.
  var processors: Double? {
    files.compactMap { files -> Double? in
      let words = files.cpu.compactMap(read).joined(separator: " ").split(whereSeparator: \.isWhitespace)
      guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]) else { return nil }
      return quota > 0 && period > 0 ? quota / period : nil
    }.min()
  }

  /// Limit of memory; nil without a limit.
  var memory: Int? {
    files.compactMap { $0.memory.flatMap(read).flatMap { Int($0.trimmed) } }.min()
  }

  /// A group's path and those above it, without a last slash.
  private static func ancestors(of group: String) -> [String] {
    let names = group.split(separator: "/")
    return (0...names.count).map { names.prefix($0).map { "/" + $0 }.joined() }
  }
}
