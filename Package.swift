// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A part of `Sources/Bench`, a target of its own so that the compiler keeps the arrows between parts.
func part(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: "Bench" + name, dependencies: dependencies, path: "Sources/Bench/" + name, swiftSettings: settings)
}

/// The tests of a target, in a folder of the same place and name.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport", "BenchCore", "Pipeline", system],
    swiftSettings: settings)
}

let package = Package(
  name: "pybench",
  products: [
    .executable(name: "pybench", targets: ["pybench"])
  ],
  // Exact versions, because Package.resolved is not committed.
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    // Without its Foundation trait: it builds fastest so, and strip's messages are plain text.
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibdeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    // zopfli has no pkg-config file.
    .systemLibrary(name: "CZopfli", providers: [.apt(["libzopfli-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    .systemLibrary(name: "CLinux"),

    part("Core", [system]),
    .target(
      name: "Pipeline",
      dependencies: [
        "BenchCore", "CLinux", "CZstd", "CZlib", "CLibdeflate", "CZopfli", "CLZMA", "CArchive", "CCrypto",
        system,
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: settings
    ),
    part("Results", ["BenchCore", "Pipeline", system]),
    part("Sweep", ["BenchCore", "Pipeline", "BenchResults", "CLinux", system]),
    part("Gate", ["BenchCore", "Pipeline", "BenchResults", system]),
    part("Decide", ["BenchCore", "Pipeline", "BenchResults"]),
    part("Report", ["BenchCore", "Pipeline", "BenchResults"]),
    .executableTarget(
      name: "pybench",
      dependencies: [
        "BenchCore", "Pipeline", "BenchResults", "BenchSweep", "BenchGate", "BenchDecide", "BenchReport",
        system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("Pipeline", []),
    tests(
      "Bench",
      [
        "BenchResults", "BenchSweep", "BenchGate", "BenchDecide", "BenchReport", "pybench",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // The command is run, not imported.
    tests("Command", ["pybench", "BenchResults", "BenchGate", "BenchReport"]),
  ],
  swiftLanguageModes: [.v6]
)
