"""Does the default sweep cost less than the stock commands for the same figures?

The stock commands, one after the other: `zstd -b1 -e22`, the same with --long=27, and every level of xz, gzip and
libdeflate-gzip both ways. They give less: no sizes of real archives, no memory, no spread, and each level of xz, gzip and
libdeflate-gzip timed once.

Default: about 17 minutes on a tar of 42 MB and two processors, once each; aim: at most 0.5 of the stock commands'.
"""
import time

import report
import peers
from subject import Problem

QUICK = {"settings": "zstd-1..3,zstd-1..2-long27,gzip-1..2,libdeflate-1..2,xz-0", "min_time": 1}
# The default grid of pybench; checked against its results.
DEFAULT_GRID = "zstd-1..22,zstd-1..22-long27,gzip-1..9,libdeflate-1..12,xz-0..9"
AIM = 0.5


def add_options(parser):
    parser.add_argument("--settings", help="(default: pybench's own, " + DEFAULT_GRID + ")")
    parser.add_argument("--trials", type=int, default=1, help="times both are run (default: %(default)s)")
    parser.add_argument("--jobs", type=int, help="pybench's --jobs (default: pybench's own)")
    # zstd -i counts in whole seconds, and both sides must have the same.
    parser.add_argument("--min-time", type=int,
                        help="seconds a level, pybench's --min-time and zstd's -i (default: their own, 3)")


def run(subject, options):
    settings = peers.settings(options.settings or DEFAULT_GRID)
    peers.require(*peers.tools(settings))
    tree, tar = options.trees[0], subject.tar(options.trees[0])
    samples = []
    for trial in range(options.trials):
        sides = [("pybench", lambda: _pybench(subject, tree, settings, options)),
                 ("stock", lambda: _stock(subject, tar, settings, 3 if options.min_time is None else options.min_time))]
        for side, measure in sides if trial % 2 == 0 else reversed(sides):
            report.progress(f"cost: trial {trial + 1}/{options.trials}, {side}")
            samples.append({"trial": trial, "side": side, **measure()})
    _print(samples)
    return samples


def _pybench(subject, tree, settings, options):
    chosen = []
    if options.min_time is not None:
        chosen += ["--min-time", options.min_time]
    if options.jobs is not None:
        chosen += ["--jobs", options.jobs]
    sweep = subject.sweep(tree, options.settings, *chosen)
    if set(sweep.rows) != {setting.label for setting in settings}:
        raise Problem("pybench swept other settings than the stock commands are to measure")
    timed = sum(float(sample["wall_s"]) for sample in sweep.samples)
    return {"wall": sweep.wall, "jobs": sweep.provenance["runs"][-1]["method"]["jobs"], "timed": timed,
            "stages": sweep.stage_seconds("selected", "stripped", "tar"),
            # Each setting is decoded once more to compare every byte; that is work of codecs too.
            "verifying": sum(float(row["decompress_s"]) for row in sweep.rows.values())}


def _stock(subject, tar, settings, min_time):
    parts = {}

    def add(part, work):
        report.progress(f"cost: stock {part}")
        start = time.perf_counter()
        work()
        parts[part] = time.perf_counter() - start

    kinds = {(setting.single, setting.long or 0) for setting in settings if setting.encoder == "zstd"}
    for single, log in sorted(kinds):
        long = log or None
        levels = sorted(setting.level for setting in settings
                        if setting.encoder == "zstd" and (setting.single, setting.long) == (single, long))
        for first, last in _ranges(levels):
            name = (f"zstd -b{first} -e{last}" + (f" --long={long}" if long else "")
                    + (" --single-thread" if single else ""))
            add(name, lambda: peers.zstd_bench(first, last, long, tar, min_time, single))
    for encoder in ("xz", "gzip", "libdeflate", "zopfli"):
        chosen = [setting for setting in settings if setting.encoder == encoder]

        def both_ways():
            for setting in chosen:
                archive = subject.scratch / "archive"
                peers.compress_to(setting, tar, archive)
                peers.timed(peers.decoder(setting, archive))
        if chosen:
            add(f"{peers.tool(chosen[0])}, {len(chosen)} levels both ways", both_ways)
    return {"wall": sum(parts.values()), "parts": parts}


def _ranges(levels):
    """The first and last of each stretch of levels without a gap, for `zstd -b` takes no list."""
    ends = []
    for level in levels:
        if ends and level == ends[-1][1] + 1:
            ends[-1][1] = level
        else:
            ends.append([level, level])
    return ends


def _print(samples):
    def walls(side):
        return [sample["wall"] for sample in samples if sample["side"] == side]

    ours = [sample for sample in samples if sample["side"] == "pybench"]
    theirs = [sample for sample in samples if sample["side"] == "stock"]
    jobs = ours[0]["jobs"]
    rows = [[part, f"{report.median([sample['parts'][part] for sample in theirs]):.1f}"]
            for part in theirs[0]["parts"]]
    rows += [["all stock commands", f"{report.median(walls('stock')):.1f}"],
             [f"pybench compress, {jobs} jobs", f"{report.median(walls('pybench')):.1f}"]]
    report.table(["what", "seconds"], rows)
    middle, low, high = report.ratio([our / their for our, their in zip(walls("pybench"), walls("stock"))])
    verdict = "met" if float(middle) <= AIM else "missed"
    print(f"pybench / stock: {middle} ({low} to {high}); aim: at most {AIM}: {verdict}")
    lanes = [jobs * sample["wall"] for sample in ours]
    outside = [1 - sample["timed"] / lane for sample, lane in zip(ours, lanes)]
    verifying = [sample["verifying"] / lane for sample, lane in zip(ours, lanes)]
    stages = [sample["stages"] / sample["wall"] for sample in ours]
    print(f"share of pybench's lanes outside timed codecs: {report.percent(report.median(outside))}, of which "
          f"comparing every byte {report.percent(report.median(verifying))};\n"
          f"select, strip and tar, in which no lane runs: {report.percent(report.median(stages))} of the wall time;\n"
          "the rest is lanes that wait at the end, digests and files.")
