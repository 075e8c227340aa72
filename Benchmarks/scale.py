"""What do stripping and packing cost on trees of any size, and how much memory does a sweep take?

Strip and tar of pybench (stages.csv) against `cp -a`, `find | xargs strip` and GNU tar of the same tree, alternating.
The copy is part of the stock way, for strip works in place and the tree must stay as it is.

Default: about 2 minutes for a tree with a tar of 42 MB; about 15 for one of 964 MB, most of it zstd-19.
"""
import os
import shutil
import subprocess
import time

import report
import peers

QUICK = {"trials": 1, "memory_settings": "zstd-3", "grid": "zstd-1,gzip-1"}
AIM = 0.5


def add_options(parser):
    parser.add_argument("--trials", type=int, default=3, help="alternations (default: %(default)s)")
    parser.add_argument("--memory-settings", default="zstd-3,zstd-19", help="(default: %(default)s)")
    parser.add_argument("--grid", default="zstd-1,zstd-3,zstd-9,gzip-6",
                        help="swept for the cost per MB (default: %(default)s)")
    parser.add_argument("--strip-jobs", type=int, default=1,
                        help="the stock way's xargs -P (default: %(default)s, as releases do it)")


def run(subject, options):
    peers.require("cp", "find", "xargs", "strip", "tar")
    samples = [_tree(subject, tree, options) for tree in options.trees]
    _print(samples)
    return samples


def _tree(subject, tree, options):
    name = os.path.basename(os.path.normpath(tree))
    sample = {"tree": name, "pybench": [], "stock": []}
    for trial in range(options.trials):
        sides = [("pybench", lambda: _pybench(subject, tree)),
                 ("stock", lambda: _stock(subject, tree, options.strip_jobs))]
        for side, measure in sides if trial % 2 == 0 else reversed(sides):
            report.progress(f"scale: {name}, trial {trial + 1}/{options.trials}, {side}")
            sample[side].append(measure())
    report.progress(f"scale: {name}, memory")
    sample["memory"] = _memory(subject, tree, options.memory_settings)
    report.progress(f"scale: {name}, sweep of {options.grid}")
    sweep = subject.sweep(tree, options.grid, "--min-time", 0)
    sample["sweep"] = {"wall": sweep.wall, "tar_bytes": sweep.tar_bytes}
    return sample


def _pybench(subject, tree):
    # The cheapest way to the stages: one fast setting, nothing timed.
    sweep = subject.sweep(tree, "zstd-1", "--sizes-only")
    return {"strip": sweep.stage_seconds("selected", "stripped"), "tar": sweep.stage_seconds("tar"),
            "files": int(sweep.stages["selected"]["files"]), "bytes": int(sweep.stages["selected"]["bytes"]),
            "tar_bytes": sweep.tar_bytes}


def _stock(subject, tree, strip_jobs):
    """The shell's way, each step as fast as a careful author would write it."""
    copy, tar = subject.scratch / "copy", subject.scratch / "stock.tar"

    def strip(names, flags):
        # What has such a name and is no binary fails, which is no news.
        pipe = f'find "$0" -type f \\( {names} \\) -print0 | xargs -0 -r -n 200 -P {strip_jobs} strip {flags}'
        subprocess.run(["sh", "-c", pipe, str(copy)], stderr=subprocess.DEVNULL)

    times = {}
    try:
        times["copy"] = peers.timed(["cp", "-a", str(tree) + "/.", str(copy)])
        # Only root may strip a file that is read-only; in favour of the stock way this is not timed.
        subprocess.run(["chmod", "-R", "u+w", str(copy)], check=True)
        start = time.perf_counter()
        strip("-perm /111 -o -name '*.so*'", "--strip-all")
        strip("-name '*.a' -o -name '*.o'", "--strip-debug --enable-deterministic-archives")
        times["strip"] = time.perf_counter() - start
        times["tar"] = peers.timed(
            ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", str(copy), "-cf", str(tar), "."])
        times["tar_bytes"] = tar.stat().st_size
    finally:
        shutil.rmtree(copy, ignore_errors=True)
        if tar.exists():
            tar.unlink()
    return times


def _memory(subject, tree, settings):
    peak = subject.scratch / "peak"
    sweep = subject.sweep(tree, settings, "--min-time", 0, "--jobs", 1,
                          prefix=[peers.gnu_time(), "-f", "%M", "-o", str(peak)])
    heaps = [int(row[column]) for row in sweep.rows.values()
             for column in ("compress_heap_bytes", "decompress_heap_bytes")]
    archives = [int(row["compressed_bytes"]) for row in sweep.rows.values()]
    return {"peak": 1024 * int(peak.read_text().split()[-1]), "tar": sweep.tar_bytes, "heap": max(heaps),
            "archive": max(archives)}


def _print(samples):
    rows, figures = [], []
    for sample in samples:
        ours, theirs = sample["pybench"], sample["stock"]

        def middle(runs, *steps):
            return report.median([sum(run[step] for step in steps) for run in runs])
        ratios = [(our["strip"] + our["tar"]) / (their["copy"] + their["strip"] + their["tar"])
                  for our, their in zip(ours, theirs)]
        for side, runs, steps in (("pybench", ours, ("strip", "tar")), ("stock", theirs, ("copy", "strip", "tar"))):
            rows.append([
                sample["tree"], side, f"{middle(runs, 'copy'):.2f}" if "copy" in steps else "",
                f"{middle(runs, 'strip'):.2f}", f"{middle(runs, 'tar'):.2f}", f"{middle(runs, *steps):.2f}",
                f"{runs[0]['tar_bytes'] / 1e6:.1f}", f"{runs[0]['tar_bytes'] / 1e6 / middle(runs, 'tar'):.0f}",
                *(report.ratio(ratios) + ["yes" if report.median(ratios) <= AIM else "no"]
                  if side == "pybench" else [""] * 4)])
        memory, sweep = sample["memory"], sample["sweep"]
        parts = memory["tar"] + memory["heap"]
        figures.append([
            sample["tree"], str(ours[0]["files"]), f"{ours[0]['bytes'] / 1e6:.1f}", f"{memory['tar'] / 1e6:.1f}",
            f"{memory['heap'] / 1e6:.1f}", f"{memory['archive'] / 1e6:.1f}", f"{memory['peak'] / 1e6:.1f}",
            f"{memory['peak'] / parts:.2f}", f"{sweep['wall']:.1f}",
            f"{1000 * sweep['wall'] / (sweep['tar_bytes'] / 1e6):.0f}"])
    report.table(["tree", "side", "copy s", "strip s", "tar s", "sum s", "tar MB", "MB/s", "ratio", "min", "max",
                  f"≤ {AIM}"], rows)
    report.table(["tree", "files", "tree MB", "tar MB", "heap MB", "archive MB", "peak MB", "peak/(tar+heap)",
                  "sweep s", "ms per MB"], figures)
