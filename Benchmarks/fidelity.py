"""Are pybench's speeds those of the peers? Both on the same tar, alternating.

For each setting and trial pybench and its peers take turns, in the other order every other trial. The ratio is
pybench's speed over the peer's, so above 1 pybench calls the codec faster. `zstd -b` prints its fastest run only, so
pybench's fastest is compared with it too: that column says how much of a difference is median against fastest. The
sides named libzstd call the library from Python: first as pybench does, which is judged, then step by step as `zstd -b`
does, which tells where a difference comes from.

Default: about 25 minutes on a tar of 42 MB.
"""
import hashlib

import libzstd
import peers
import report
from subject import DIRECTIONS, Problem

QUICK = {"settings": "zstd-1,zstd-3-long27,zstd-3-single,xz-0,gzip-6,libdeflate-6", "trials": 2, "min_time": 0.2}
AIM = 0.03


def add_options(parser):
    parser.add_argument(
        "--settings", default="zstd-1,zstd-3,zstd-9,zstd-19,zstd-3-long27,zstd-3-single,xz-0,xz-6,gzip-6,gzip-9,"
        "libdeflate-6,libdeflate-12", help="zopfli-1 takes a minute a run on 42 MB (default: %(default)s)")
    parser.add_argument("--trials", type=int, default=5, help="alternations (default: %(default)s)")
    parser.add_argument("--min-time", type=float, default=3, help="seconds a side and direction (default: %(default)s)")


def run(subject, options):
    settings = peers.settings(options.settings)
    peers.require(*peers.tools(settings))
    tree = options.trees[0]
    tar = subject.tar(tree)
    data = tar.read_bytes()
    samples = []
    for setting in settings:
        # The gzip command is another implementation than zlib, which pybench and Python use.
        if setting.encoder != "gzip":
            peers.compress_to(setting, tar, subject.scratch / setting.label)
    ways = {setting: libzstd.sides(setting, data, options.min_time, peers.repeat)
            for setting in settings if setting.codec == "zstd"}
    with peers.pinned():
        for trial in range(options.trials):
            for setting in settings:
                report.progress(f"fidelity: trial {trial + 1}/{options.trials}, {setting.label}")
                sides = [("pybench", lambda: _pybench(subject, tree, setting, options, len(data)))]
                sides += _peers(setting, tar, data, subject.scratch / setting.label, options.min_time)
                sides += ways.get(setting, [])
                for side, measure in sides if trial % 2 == 0 else reversed(sides):
                    samples.append(
                        {"trial": trial, "setting": setting.label, "side": side, "seconds": measure()})
    _print(samples, settings)
    _print_same(subject, tree, settings)
    return samples


def _print_same(subject, tree, settings):
    """Whether each archive is the stock tool's, to the byte."""
    compared = [setting for setting in settings if setting.encoder != "gzip"]
    if not compared:
        return
    rows = subject.sweep(tree, ",".join(setting.label for setting in compared), "--sizes-only").rows
    other = [setting.label for setting in compared
             if hashlib.sha256((subject.scratch / setting.label).read_bytes()).hexdigest()
             != rows[setting.label]["compressed_sha256"]]
    print(f"{len(compared) - len(other)} of {len(compared)} archives have the bytes of the stock tool's"
          + (f"; not: {', '.join(other)}" if other else "") + ".")


def _pybench(subject, tree, setting, options, tar_bytes):
    sweep = subject.sweep(tree, setting.label, "--min-time", options.min_time, "--jobs", 1)
    if sweep.tar_bytes != tar_bytes:
        raise Problem("pybench compress and pybench archive made different tars of the tree")
    # The library that pybench loads must be the peers', or there is nothing to compare.
    if setting.encoder in ("zstd", "xz"):
        library = sweep.rows[setting.label]["library_version"]
        if peers.version(setting.codec) not in library:
            report.progress(f"note: pybench uses {library}, the tool is {setting.codec} {peers.version(setting.codec)}")
    return {direction: sweep.times(setting.label, direction) for direction in DIRECTIONS}


def _peers(setting, tar, data, archive, min_time):
    """The peers that exist for a codec, by name."""
    if setting.encoder == "gzip":
        # GNU gzip is another implementation; ours is zlib, as Python's.
        return [("Python zlib", lambda: peers.in_process(setting, data, min_time))]
    stock = (f"{peers.tool(setting)} process", lambda: peers.process(setting, tar, archive, min_time))
    if setting.codec == "gzip":
        return [stock, ("Python zlib", lambda: peers.decoding(setting, archive.read_bytes(), min_time))]
    if setting.codec == "xz":
        return [stock, ("Python lzma", lambda: peers.in_process(setting, data, min_time))]

    def bench():
        speeds = peers.zstd_bench(
            setting.level, setting.level, setting.long, tar, min_time, setting.single)[setting.level]
        return {direction: [len(data) / 1e6 / speed] for direction, speed in zip(DIRECTIONS, speeds)}
    return [("zstd -b", bench), stock]


def _print(samples, settings):
    rows = []
    for setting in settings:
        own = [sample for sample in samples if sample["setting"] == setting.label]
        sides = list(dict.fromkeys(sample["side"] for sample in own if sample["side"] != "pybench"))
        for direction in DIRECTIONS:
            for side in sides:
                if any(direction not in sample["seconds"] for sample in own if sample["side"] == side):
                    continue

                def times(which, estimate):
                    return [estimate(sample["seconds"][direction]) for sample in own if sample["side"] == which]
                ours, theirs = times("pybench", report.median), times(side, report.median)
                ratios = [their / our for our, their in zip(ours, theirs)]
                fastest = [their / our for our, their in zip(times("pybench", min), times(side, min))]
                # What a figure of zstd -b means is its fastest run.
                judged = fastest if side == "zstd -b" else ratios
                explains = side in libzstd.STEPS
                distance = abs(report.median(judged) - 1)
                rows.append([
                    setting.label, direction, side, report.seconds(report.median(ours)),
                    report.seconds(report.median(theirs)), *report.ratio(ratios),
                    f"{report.median(fastest):.3f}", "" if explains else "yes" if distance <= AIM else "no"])
    report.table(["setting", "direction", "peer", "pybench s", "peer s", "speed ratio", "min", "max", "of fastest",
                  f"within {AIM:.0%}"], rows)
    met = sum(row[-1] == "yes" for row in rows)
    judged = sum(row[-1] != "" for row in rows)
    print(f"{met} of {judged} within {AIM:.0%}; against zstd -b by the fastest runs, else by medians.")
