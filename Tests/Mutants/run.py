#!/usr/bin/env python3
"""Changes the sources as a bug would, one change at a time, and counts how many of the bugs the tests notice.

All mutants of a sample are built into one copy, each behind a switch, so that one build serves all. Each suite of tests
runs once with all switches off, to learn which mutants it reaches; then each mutant is switched on and the suites that
reach it run, the fastest first, up to the first failure. What ends by a signal or takes far too long counts as killed.
What fails without a mutant counts for nothing.

Same sources, number, seed and files: same mutants.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import difflib
import fnmatch
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import sites as finder
import switches

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / ".build-mutants"
TREE, BUILD = WORK / "tree", WORK / "build"
BINARY = BUILD / "debug" / "pybenchPackageTests.xctest"
# What did not compile, and what the suites do without a mutant, from the runs before.
REFUSED, MEASURED = WORK / "refused.json", WORK / "baseline.json"
SWITCHES = "MutantSwitches.swift"
# The share of mutants beyond the number asked for, for those that do not compile.
SPARE = 0.25
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# A failing test, as Swift Testing reports it.
FAILED = re.compile(r"^. (?:Test|Suite) (?!run with)(.+?)(?: with \d+ test cases)? (?:recorded an issue|failed after)")


def module(path):
    """The target of a source file."""
    parts = pathlib.PurePath(path).parts
    return "Bench" + parts[2] if parts[1] == "Bench" else parts[1]


def folder(name):
    """The folder of a target, in the copy."""
    return TREE / "Sources" / ("Bench/" + name[5:] if name.startswith("Bench") else name)


def load(path, default):
    return json.loads(path.read_text()) if path.exists() else default


def put(path, text):
    """Writes a file of the copy where it differs, for builds go by times."""
    data = text if isinstance(text, bytes) else text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def copy_tree(sources):
    """Brings the copy up to date; sources are put by their owner."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
        capture_output=True).stdout.decode()
    names = [name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)]
    for name in names:
        origin, target = ROOT / name, TREE / name
        if name in sources:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_symlink():
            target.unlink(missing_ok=True)
            target.symlink_to(os.readlink(origin))
        else:
            put(target, origin.read_bytes())
            target.chmod(origin.stat().st_mode)
    for part in ("Sources", "Tests"):
        for path in sorted((TREE / part).rglob("*")):
            name = str(path.relative_to(TREE))
            if path.suffix == ".swift" and path.name != SWITCHES and name not in names:
                path.unlink()


def sample(sources, number, seed, patterns):
    """Mutants in the order drawn: a kind, rare kinds more often than their share, then a place of it."""
    cases = finder.cases(sources.values())
    kinds = collections.defaultdict(list)
    for path, text in sources.items():
        if not patterns or any(path == p or fnmatch.fnmatch(path, p) or path.startswith(p + "/") for p in patterns):
            for site in finder.sites(path, module(path), text, cases):
                kinds[site.kind].append(site)
    # Each place has a number of its own, so that a change of one file leaves the mutants of others as they were.
    order = []
    for own in kinds.values():
        seen = collections.Counter()
        for site in own:
            start, _, new = site.plain[0]
            line = site.text[site.text.rfind("\n", 0, start) + 1:].split("\n", 1)[0]
            name = (seed, site.path, site.kind, line, new)
            seen[name] += 1
            site.name = repr((*name, seen[name]))
            draw = random.Random(site.name)
            # The square root draws rare kinds more often than their share.
            order.append((draw.expovariate(len(own) ** -0.5), site))
    order.sort(key=lambda pair: pair[0])
    drawn, lines = [], collections.defaultdict(set)
    for _, site in order:
        # Two mutants of one statement would make its types hard to check.
        if not set(range(site.first_line - 1, site.last_line + 2)) & lines[site.path]:
            lines[site.path] |= set(range(site.first_line, site.last_line + 1))
            drawn.append(site)
        if len(drawn) == number:
            break
    return drawn


def write_sources(sources, mutants, count):
    """Writes the sources with the switches of some mutants."""
    by_path, by_module = collections.defaultdict(list), collections.defaultdict(list)
    for number, site in sorted(mutants.items()):
        by_path[site.path] += site.switched(number)
        by_module[module(site.path)].append((number, site))
    for path, text in sources.items():
        put(TREE / path, finder.edited(text, by_path[path]))
    for name in sorted({module(path) for path in sources}):
        put(folder(name) / SWITCHES, switches.source(name, by_module[name], count))


def build(arguments):
    """Builds; returns the places and texts of errors."""
    done = subprocess.run(
        ["swift", "build", "--scratch-path", str(BUILD), *arguments], cwd=TREE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    text = done.stdout.decode(errors="replace")
    found = re.findall(r"^(/[^:\n]+):(\d+):\d+: error: (.*)$", text, re.M)
    errors = {(os.path.relpath(path, TREE), int(line) - 1, why) for path, line, why in found}
    if done.returncode and not errors:
        sys.exit("\n".join(re.findall(r".*\berror\b.*", text)) + text[-2000:] + "\nmutants: the copy does not build")
    return errors if done.returncode else set()


def culprits(errors, mutants):
    """The mutants that errors stem from: those of the line, or else the nearest of the file."""
    found = {}
    for path, line, why in errors:
        near = [(number, site) for number, site in mutants.items() if site.path == path]
        if path.endswith(SWITCHES):
            text = (TREE / path).read_text().splitlines()
            near = [(n, s) for n, s in mutants.items() if any(
                finder.mark(n) in t or re.search(r"[a-z]%d\b|\(%d\b" % (n, n), t) for t in text[line:line + 1])]
            found.update((number, why) for number, _ in near)
            continue
        here = [pair for pair in near if pair[1].first_line <= line <= pair[1].last_line]
        if not here and near:
            here = [min(near, key=lambda pair: min(abs(pair[1].first_line - line), abs(pair[1].last_line - line)))]
        found.update((number, why) for number, _ in here)
    return found


def build_mutants(sources, drawn):
    """Builds all mutants that compile into the copy; returns them by number."""
    # A build goes on where the last one was: what did not compile then is left out at once.
    refused = set(load(REFUSED, []))
    mutants = {number: site for number, site in enumerate(drawn) if site.name not in refused}
    # The tests are built last: no mutant is in them.
    for arguments in (["--product", "pybench"], ["--build-tests"]):
        while True:
            write_sources(sources, mutants, len(drawn))
            started = time.monotonic()
            errors = build(arguments)
            if not errors:
                say(f"built in {time.monotonic() - started:.0f} s, {len(mutants)} mutants")
                break
            dropped = culprits(errors, mutants)
            if not dropped:
                sys.exit("\n".join(map(str, sorted(errors))) + "\nmutants: the copy does not build")
            for number in dropped:
                site = mutants.pop(number)
                refused.add(site.name)
                say(f"does not compile: {site.kind} {site.path}:{site.first_line + 1}: {dropped[number]}")
            REFUSED.write_text(json.dumps(sorted(refused)))
    return mutants


class Outcome:
    """How a run of suites ended."""

    def __init__(self, failed, reason, seconds):
        self.failed, self.reason, self.seconds = failed, reason, seconds


@contextlib.contextmanager
def scratch_folder():
    """A folder for tests, removed by rm, because a killed test may leave a tree too deep for shutil."""
    path = tempfile.mkdtemp(prefix="mutant-")
    try:
        yield path
    finally:
        subprocess.run(
            ["sh", "-c", 'chmod -R u+rwX "$1"; rm -rf "$1"', "sh", path], stderr=subprocess.DEVNULL, check=False)


def run_suites(suites, environment, limit, known=frozenset(), stops=True):
    """Runs suites up to the first failure that is not known."""
    filters = [part for suite in suites for part in ("--filter", "^" + re.escape(suite) + "/")]
    with scratch_folder() as scratch:
        started = time.monotonic()
        process = subprocess.Popen(
            [BINARY, "--testing-library", "swift-testing", *filters], cwd=TREE, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "TMPDIR": scratch, "NO_COLOR": "1", **environment}, preexec_fn=set_limits)
        timer = threading.Timer(limit, end_session, [process.pid])
        timer.start()
        failed, complete = [], False
        try:
            for line in process.stdout:
                line = ESCAPES.sub("", line.decode(errors="replace"))
                complete = complete or "Test run with" in line
                match = FAILED.match(line)
                if match and match.group(1) not in known:
                    failed.append(match.group(1))
                    if stops and not match.group(0).startswith("Suite"):
                        break
        finally:
            late = not timer.is_alive()
            timer.cancel()
            end_session(process.pid)
            process.stdout.close()
            status = process.wait()
        seconds = time.monotonic() - started
        if failed and stops:
            return Outcome(failed, failed[0], seconds)
        if late:
            return Outcome(failed, "too long", seconds)
        if not complete:
            return Outcome(failed, f"ended with {status}", seconds)
        return Outcome(failed, None, seconds)


def set_limits():
    """Keeps a mutant from filling the memory or the disk."""
    # Not the address space: a browser reserves more than there is memory.
    resource.setrlimit(resource.RLIMIT_DATA, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_session(leader):
    """Kills a process that leads a session and all in it, for tests start commands in groups of their own."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.getsid(int(entry)) == leader:
                    os.kill(int(entry), signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def suites():
    """The suites of all tests."""
    listed = subprocess.run(
        [BINARY, "--testing-library", "swift-testing", "--list-tests"], cwd=TREE, check=True, capture_output=True)
    names = [line.rsplit("/`", 1)[0].rsplit("/", 1)[0] if "/`" not in line else line.split("/`", 1)[0]
             for line in listed.stdout.decode().splitlines() if "/" in line]
    return sorted(set(names))


class Baseline:
    """Suites without a mutant: what they reach, how long they take, and what fails anyway."""

    def __init__(self, jobs):
        self.seconds, self.reached, self.failing = {}, collections.defaultdict(list), set()
        built = [os.stat(path).st_mtime for path in (BINARY, BINARY.with_name("pybench"))]
        saved = load(MEASURED, {})
        if saved.get("built") == built:
            self.seconds, self.failing = saved["seconds"], set(saved["failing"])
            self.reached.update((int(number), names) for number, names in saved["reached"].items())
            return
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for suite, outcome, numbers in pool.map(self.run, suites()):
                self.seconds[suite] = outcome.seconds
                if outcome.failed or outcome.reason:
                    say(f"fails without a mutant: {suite}: {', '.join(sorted(set(outcome.failed))) or outcome.reason}")
                self.failing |= set(outcome.failed)
                # A suite that does not end by itself tells nothing.
                for number in numbers if outcome.reason is None else ():
                    self.reached[number].append(suite)
        MEASURED.write_text(json.dumps({
            "built": built, "seconds": self.seconds, "failing": sorted(self.failing), "reached": self.reached}))

    @staticmethod
    def run(suite):
        with scratch_folder() as scratch:
            file = pathlib.Path(scratch) / "reached"
            outcome = run_suites([suite], {"PYBENCH_MUTANTS_REACHED": str(file)}, 600, stops=False)
            numbers = set(map(int, file.read_text().split())) if file.exists() else set()
        return suite, outcome, numbers

    def packs(self, number):
        """Suites that reach a mutant, the fastest first, in packs for one run each."""
        pack, total, size = [], 0.0, 4.0
        for suite in sorted(self.reached[number], key=lambda suite: self.seconds[suite]):
            if pack and total + self.seconds[suite] > size:
                yield pack, total
                pack, total, size = [], 0.0, size * 2
            pack.append(suite)
            total += self.seconds[suite]
        if pack:
            yield pack, total


def judge(number, baseline):
    """Why a mutant is dead; nil if it lives."""
    for pack, seconds in baseline.packs(number):
        outcome = run_suites(pack, {"PYBENCH_MUTANT": str(number)}, 30 + 6 * seconds, baseline.failing)
        if outcome.reason:
            return outcome.reason
    return None


def difference(site):
    """A mutant as a diff."""
    return "".join(difflib.unified_diff(
        site.text.splitlines(True), site.mutated().splitlines(True), "a/" + site.path, "b/" + site.path, n=2))


def say(text):
    print(text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=40, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="determines which")
    parser.add_argument("--files", nargs="*", default=[], help="sources to change: paths, folders or patterns")
    parser.add_argument("--only", type=int, nargs="*", help="run these numbers of the sample alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at a time")
    options = parser.parse_args()
    sources = {
        str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "Sources").rglob("*.swift"))}
    drawn = sample(sources, int(options.number * (1 + SPARE)) + 1, options.seed, options.files)
    WORK.mkdir(exist_ok=True)
    copy_tree(sources)
    mutants = build_mutants(sources, drawn)
    mutants = dict(sorted(mutants.items())[:options.number])
    if options.only:
        mutants = {number: mutants[number] for number in options.only if number in mutants}
    started = time.monotonic()
    baseline = Baseline(options.jobs)
    say(f"{len(baseline.seconds)} suites without a mutant in {time.monotonic() - started:.0f} s")
    survivors, reports = [], []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, reason in zip(mutants, pool.map(lambda number: judge(number, baseline), mutants)):
            site = mutants[number]
            if reason is None:
                survivors.append(number)
                reason = None if baseline.reached[number] else "no test reaches it"
            verdict = "survived" + (f" ({reason})" if reason else "") if number in survivors else f"killed: {reason}"
            reports.append(f"{number} {site.kind} {site.path}:{site.first_line + 1} {verdict}")
            say(reports[-1])
    for number in survivors:
        say(f"\nsurvivor {number}: {mutants[number].kind}")
        say(difference(mutants[number]))
    say(f"{len(mutants)} mutants, {len(mutants) - len(survivors)} killed")


if __name__ == "__main__":
    main()
