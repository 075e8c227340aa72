/// The version of pybench.
public enum PyBenchVersion {
  /// The version, as `pybench --version` prints it.
  public static let current = "0.1.0"
}
