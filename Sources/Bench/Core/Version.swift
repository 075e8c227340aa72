/// The version of pybench.
package enum PyBenchVersion {
  /// The version, as `pybench --version` prints it.
  package static let current = "0.2.0"
}
