import ArgumentParser

@main
struct PyBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pybench")
}
