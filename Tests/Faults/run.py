#!/usr/bin/env python3
"""Runs pybench with a fault at each of its system calls, and looks at what is left.

A run is counted first: how often it opens, reads, writes, syncs, renames, truncates and maps. Then it is repeated once
for each call and each fault: an error, an interrupt, half of what was asked, or a kill. Of every such run is expected:

- It never ends by a signal of its own, nor with exit code 1, and what fails says why.
- With exit code 0 all data is there and right. Interrupts and halves always end so.
- An archive never stands beside the manifest of another.
- Only a killed run leaves anything behind, and a failed run leaves all files as they were.
- Without the fault the same command succeeds, with the result of an undisturbed run and nothing else left.
"""

import argparse
import concurrent.futures
import csv
import errno
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# What can happen to a call of a group; numbers are errors.
FAULTS = {
    "open": [errno.EIO, errno.EMFILE, errno.ENOSPC, errno.EINTR, "kill"],
    "read": [errno.EIO, errno.EINTR, "short", "kill"],
    "write": [errno.EIO, errno.ENOSPC, errno.EINTR, "short", "kill"],
    "fsync": [errno.EIO, errno.EINTR, "kill"],
    "rename": [errno.EIO, errno.EPERM, "kill"],
    "ftruncate": [errno.EIO, "kill"],
    "mmap": [errno.ENOMEM, "kill"],
}
HARMLESS = {"short", errno.EINTR}


class Scenario:
    """A command, what is there before it, and what it leaves."""

    def __init__(self, name, arguments, outcome, prepare=(), again=None):
        self.name, self.arguments, self.outcome = name, arguments, outcome
        self.prepare, self.again = prepare, again or arguments


def archive_outcome(folder):
    """The archive's digest and its manifest."""
    return tuple(hashlib.sha256(read(folder / name)).hexdigest() for name in ("a.tar.zst", "a.tar.zst.json"))


def baseline_outcome(folder):
    return read(folder / "base.json")


def report_outcome(folder):
    return read(folder / "r.html")


def sweep_outcome(folder):
    """What the tables say beside times: the sizes of all settings, and that there are runs of each."""
    results = folder / "results" / "t"
    json.loads(read(results / "datapackage.json"))
    with open(results / "sweep.csv", newline="", encoding="utf-8") as file:
        rows = sorted((row["setting"], row["status"], row["compressed_sha256"]) for row in csv.DictReader(file))
    with open(results / "samples.csv", newline="", encoding="utf-8") as file:
        runs = sorted({(row["setting"], row["direction"]) for row in csv.DictReader(file)})
    with open(results / "stages.csv", newline="", encoding="utf-8") as file:
        stages = [(row["stage"], row["files"], row["bytes"]) for row in csv.DictReader(file)]
    return rows, runs, stages


ARCHIVE = ["archive", "--quiet", "--tree", "tree", "--setting", "zstd-1", "--output", "a.tar.zst"]
OLD_ARCHIVE = ["archive", "--quiet", "--tree", "old", "--setting", "zstd-1", "--output", "a.tar.zst"]
SWEEP = ["compress", "--quiet", "--tree", "tree", "--name", "t", "--settings", "zstd-1,gzip-1", "--min-time", "0",
         "--jobs", "1"]
FIRST = ["compress", "--quiet", "--tree", "tree", "--name", "t", "--settings", "zstd-1", "--min-time", "0",
         "--jobs", "1"]
UPDATE = ["check", "--quiet", "--tree", "tree", "--baseline", "base.json", "--setting", "zstd-1", "--update"]
OLD_UPDATE = ["check", "--quiet", "--tree", "old", "--baseline", "base.json", "--setting", "zstd-1", "--update"]
REPORT = ["report", "results/t", "--output", "r.html"]
OTHER_REPORT = ["report", "results/t", "--format", "csv", "--output", "r.html"]

SCENARIOS = [
    Scenario("archive", ARCHIVE, archive_outcome),
    Scenario("archive over another", ARCHIVE, archive_outcome, [OLD_ARCHIVE]),
    Scenario("check --update", UPDATE, baseline_outcome, [OLD_UPDATE]),
    Scenario("compress", SWEEP, sweep_outcome, again=SWEEP + ["--resume"]),
    Scenario("compress --resume", SWEEP + ["--resume"], sweep_outcome, [FIRST]),
    Scenario("report", REPORT, report_outcome, [FIRST]),
    Scenario("report over another", REPORT, report_outcome, [FIRST, OTHER_REPORT]),
]


def read(path):
    return pathlib.Path(path).read_bytes()


def left_over(folder):
    """Temporary files and folders, wherever they lie."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")
                  if ".pybench-" in path.name or path.name.startswith("pybench-") or path.name.endswith(".tmp"))


def outputs(folder):
    """What a run that fails must leave as it was."""
    return {name: read(folder / name) for name in ("a.tar.zst", "a.tar.zst.json", "base.json", "r.html")
            if (folder / name).exists()}


def is_sound(folder):
    """Whether the manifest beside an archive is its own."""
    archive, manifest = folder / "a.tar.zst", folder / "a.tar.zst.json"
    if not archive.exists() or not manifest.exists():
        return True
    recorded = json.loads(read(manifest))
    return recorded["archive_sha256"] == hashlib.sha256(read(archive)).hexdigest()


class Campaign:
    def __init__(self, pybench, work):
        self.pybench, self.work = str(pathlib.Path(pybench).resolve()), work
        self.library = work / "faults.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", self.library, HERE / "faults.c", "-ldl"],
                       check=True)

    def run(self, folder, arguments, **variables):
        """Runs pybench in a folder, where its scratch files go too."""
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "SOURCE_DATE_EPOCH")}
        environment.update(TMPDIR=str(folder / "tmp"), **variables)
        return subprocess.run([self.pybench, *arguments], cwd=folder, env=environment, capture_output=True,
                              timeout=300, check=False)

    def plain(self, folder, arguments):
        done = self.run(folder, arguments)
        if done.returncode != 0:
            sys.exit(f"faults: {' '.join(arguments)} fails without a fault: {done.stderr.decode()}")

    def make(self, scenario):
        """A folder with what the scenario starts from, the result of an undisturbed run, and its calls."""
        start = self.work / f"{scenario.name}-start"
        for tree in ("tree", "old"):
            (start / tree / "lib").mkdir(parents=True)
            (start / tree / "lib" / "a.py").write_text(f"print({tree!r})\n" * 500)
            (start / tree / "lib" / "b.bin").write_bytes(random.Random(tree).randbytes(200_000))
            (start / tree / "link").symlink_to("lib/a.py")
            shutil.copy(shutil.which("true"), start / tree / "true")
        (start / "tmp").mkdir()
        for arguments in scenario.prepare:
            self.plain(start, arguments)
        end = self.copy(start, "end")
        calls = self.work / f"{scenario.name}-calls"
        done = self.run(end, scenario.arguments, LD_PRELOAD=str(self.library), PYBENCH_FAULTS_COUNT=str(calls))
        if done.returncode != 0:
            sys.exit(f"faults: {scenario.name} fails without a fault: {done.stderr.decode()}")
        groups = calls.read_text().split()
        return start, scenario.outcome(end), {group: groups.count(group) for group in FAULTS}

    def copy(self, start, name):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"case-{name}-", dir=self.work))
        shutil.copytree(start, folder, symlinks=True, dirs_exist_ok=True)
        return folder

    def case(self, scenario, start, expected, fault):
        """What is wrong with a run with a fault; nothing where all is as it should be."""
        group, number, what = fault
        folder = self.copy(start, "run")
        problems = []
        try:
            before, earlier = left_over(folder), outputs(folder)
            done = self.run(folder, scenario.arguments, LD_PRELOAD=str(self.library),
                            PYBENCH_FAULT=f"{group}:{number}:{what}")
            said = done.stderr.decode(errors="replace")
            killed = what == "kill" and done.returncode == -9
            if done.returncode not in (0, 2) and not killed:
                problems.append(f"exit code {done.returncode}: {said}")
            if done.returncode != 0 and what in HARMLESS:
                problems.append(f"it does not go on after {what}: {said}")
            if done.returncode == 0 and scenario.outcome(folder) != expected:
                problems.append("exit code 0, and the result is wrong")
            if done.returncode == 2 and not said:
                problems.append("exit code 2 without a word")
            if done.returncode == 2 and outputs(folder) != earlier:
                problems.append("exit code 2, and the outputs are not what they were")
            if not is_sound(folder):
                problems.append("the manifest is not the archive's")
            if not killed and left_over(folder) != before:
                problems.append(f"it leaves {left_over(folder)}")
            again = self.run(folder, scenario.again)
            if again.returncode != 0:
                problems.append(f"afterwards: exit code {again.returncode}: {again.stderr.decode(errors='replace')}")
            elif scenario.outcome(folder) != expected:
                problems.append("afterwards: the result is wrong")
            if left_over(folder):
                problems.append(f"afterwards: {left_over(folder)} is left")
        except (subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
            problems.append(f"{type(error).__name__}: {error}")
        shutil.rmtree(folder, ignore_errors=True)
        return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pybench", default=".build/release/pybench", help="the command (%(default)s)")
    parser.add_argument("--sample", type=int, help="only so many cases of each scenario, chosen by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", help="only those whose name contains this")
    parser.add_argument("--fault", help="only this fault, such as write:3:28")
    options = parser.parse_args()
    total = failures = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        campaign = Campaign(options.pybench, pathlib.Path(work))
        for scenario in SCENARIOS:
            if options.scenario and options.scenario not in scenario.name:
                continue
            start, expected, calls = campaign.make(scenario)
            faults = [(group, number, what) for group, count in calls.items()
                      for number in range(1, count + 1) for what in FAULTS[group]]
            if options.fault:
                faults = [fault for fault in faults if ":".join(map(str, fault)) == options.fault]
            if options.sample and options.sample < len(faults):
                faults = random.Random(options.seed).sample(faults, options.sample)
            found = pool.map(lambda fault: (fault, campaign.case(scenario, start, expected, fault)), faults)
            bad = 0
            for fault, problems in found:
                for problem in problems:
                    print(f"faults: {scenario.name}, {':'.join(map(str, fault))}: {problem.strip()}")
                bad += bool(problems)
            counted = ", ".join(f"{count} {group}" for group, count in calls.items() if count)
            print(f"faults: {scenario.name}: {len(faults)} cases, {bad} failures ({counted})", flush=True)
            total, failures = total + len(faults), failures + bad
    print(f"faults: {total} cases, {failures} failures")
    return 1 if failures or not total else 0


if __name__ == "__main__":
    sys.exit(main())
