#!/usr/bin/env python3
"""Runs the tests with coverage: lines that they enter, by target, and the functions that none enters.

What a test runs as a command counts too.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build-coverage"
SOURCES = ROOT / "Sources"
BINARY = BUILD / "debug" / "pybenchPackageTests.xctest"
PROFILES, MERGED = BUILD / "profiles", BUILD / "tests.profdata"


def target(path):
    """The target of a source file."""
    parts = path.relative_to(SOURCES).parts
    return "Bench" + parts[1] if parts[0] == "Bench" else parts[0]


def tool(name):
    """The LLVM tool that comes with the Swift on PATH."""
    swift = shutil.which("swift")
    beside = pathlib.Path(swift).resolve().with_name(name) if swift else pathlib.Path(name)
    return str(beside) if beside.exists() else name


def run_tests():
    """Builds and runs all tests, and merges what they and the commands they ran entered; returns the tests' status."""
    subprocess.run(
        ["swift", "build", "--build-tests", "--enable-code-coverage", "--scratch-path", str(BUILD)], cwd=ROOT,
        check=True)
    shutil.rmtree(PROFILES, ignore_errors=True)
    PROFILES.mkdir()
    done = subprocess.run(
        [str(BINARY), "--testing-library", "swift-testing"], cwd=ROOT,
        env={**os.environ, "LLVM_PROFILE_FILE": str(PROFILES / "%m-%p.profraw")})
    # A command that a test killed leaves half a profile, which "swift test" would end at.
    subprocess.run(
        [tool("llvm-profdata"), "merge", "-sparse", "--failure-mode=all", "-o", str(MERGED), str(PROFILES)], check=True)
    return done.returncode


def demangled(names):
    done = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(names), text=True, check=True, capture_output=True)
    return done.stdout.splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skip-tests", action="store_true", help="report of the run before")
    options = parser.parse_args()
    status = 0 if options.skip_tests else run_tests()
    exported = subprocess.run(
        [tool("llvm-cov"), "export", f"-instr-profile={MERGED}", str(BINARY)], check=True, capture_output=True)
    report = json.loads(exported.stdout)["data"][0]

    lines = collections.defaultdict(lambda: [0, 0])
    for file in report["files"]:
        path = pathlib.Path(file["filename"])
        if path.is_relative_to(SOURCES):
            summary = file["summary"]["lines"]
            lines[target(path)][0] += summary["covered"]
            lines[target(path)][1] += summary["count"]
    # A function can be listed for each binary that holds it; it was entered where any of them was.
    entered, places = collections.Counter(), {}
    for function in report["functions"]:
        path = pathlib.Path(function["filenames"][0])
        if path.is_relative_to(SOURCES):
            name = function["name"].split(":")[-1]
            entered[name] += function["count"]
            places[name] = f"{os.path.relpath(path, ROOT)}:{function['regions'][0][0]}"
    missed = sorted((name for name in entered if not entered[name]), key=lambda name: places[name])

    for name, plain in zip(missed, demangled(missed) if missed else []):
        print(f"never entered: {places[name]}: {plain}")
    print()
    for name, (covered, count) in sorted(lines.items()):
        print(f"{name:14} {covered:6} of {count:6} lines  {100 * covered / max(count, 1):5.1f} %")
    covered, count = (sum(column) for column in zip(*lines.values()))
    print(f"{'all':14} {covered:6} of {count:6} lines  {100 * covered / max(count, 1):5.1f} %")
    print(f"{len(missed)} of {len(entered)} functions and closures never entered")
    return status


if __name__ == "__main__":
    sys.exit(main())
