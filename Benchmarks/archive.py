"""What do pybench archive and pybench check add to the stock commands?

`pybench archive` against GNU tar piped into the stock compressor, on the same tree and without stripping on either side;
with and without reading the archive back. `pybench check` of that archive against its own manifest, beside decoding
alone (`zstd -t`). All take turns, in the other order every other trial.

The stock commands give less: a tar that is not reproducible, no manifest, no comparison with the tree. In a pipe zstd does
not know the size of the tar, so its archives differ in some bytes. gzip is GNU gzip, pybench's is zlib.

Default: about 3 minutes on a tar of 42 MB.
"""
import subprocess
import time

import peers
import report
from subject import Problem

QUICK = {"settings": "zstd-1,gzip-1", "trials": 1}


def add_options(parser):
    parser.add_argument("--settings", default="zstd-3,zstd-12,gzip-6,libdeflate-6")
    parser.add_argument("--trials", type=int, default=3, help="alternations (default: %(default)s)")


def run(subject, options):
    settings = peers.settings(options.settings)
    peers.require("tar", *peers.tools(settings))
    tree = options.trees[0]
    samples = []
    for trial in range(options.trials):
        for setting in settings:
            report.progress(f"archive: trial {trial + 1}/{options.trials}, {setting.label}")
            sides = _sides(subject, tree, setting)
            # Both checks read the archive, so it is made before the first trial and not within one.
            if trial == 0:
                sides["archive"]()
            order = list(sides) if trial % 2 == 0 else list(reversed(sides))
            times = {side: sides[side]() for side in order}
            samples.append({"trial": trial, "setting": setting.label, "seconds": times})
    _print(samples, settings)
    return samples


def _sides(subject, tree, setting):
    """What measures each side: the seconds of one run."""
    ending = "tar." + peers.ENDINGS[setting.codec]
    archive, other = subject.scratch / f"{setting.label}.{ending}", subject.scratch / f"{setting.label}-other.{ending}"
    plain = ("--strip", "none")
    return {
        "archive": lambda: subject.archive(tree, archive, setting.label, *plain),
        "unverified": lambda: subject.archive(tree, other, setting.label, *plain, "--no-verify"),
        "pipe": lambda: _pipe(tree, setting, other),
        "check": lambda: subject.check(archive, f"{archive}.json"),
        "test": lambda: peers.timed(peers.tester(setting, archive)),
    }


def _pipe(tree, setting, path):
    """`tar | zstd`: both processes at once, as a release script has it."""
    start = time.perf_counter()
    with open(path, "wb") as output:
        tar = subprocess.Popen(
            ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", str(tree), "-cf", "-", "."],
            stdout=subprocess.PIPE)
        packer = subprocess.Popen(peers.filter_command(setting), stdin=tar.stdout, stdout=output)
        tar.stdout.close()
        codes = packer.wait(), tar.wait()
    passed = time.perf_counter() - start
    if codes != (0, 0):
        raise Problem(f"'tar | {' '.join(peers.filter_command(setting))}' failed")
    return passed


def _print(samples, settings):
    rows = []
    for setting in settings:
        own = [sample["seconds"] for sample in samples if sample["setting"] == setting.label]
        for side, peer, name, against in (
                ("archive", "pipe", "archive", f"tar | {peers.tool(setting)}"),
                ("unverified", "pipe", "archive --no-verify", f"tar | {peers.tool(setting)}"),
                ("check", "test", "check", f"{setting.codec} -t")):
            ours, theirs = ([times[which] for times in own] for which in (side, peer))
            rows.append([setting.label, name, against, report.seconds(report.median(ours)),
                         report.seconds(report.median(theirs)),
                         *report.ratio([our / their for our, their in zip(ours, theirs)])])
    report.table(["setting", "pybench", "stock", "pybench s", "stock s", "ratio", "min", "max"], rows)
