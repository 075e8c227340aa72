"""Do two full sweeps of one tree agree?

Sizes, hashes, windows and heap peaks must be the same; 95 % of the times should lie within the errors that the rows state. With
--first an existing result of the same tree takes the place of the first sweep.

Default: about 13 minutes on a tar of 42 MB.
"""
import math
import pathlib

import report
from subject import DIRECTIONS, Problem, Sweep

QUICK = {"settings": "zstd-1..3,gzip-1,xz-0", "min_time": 0.2}
EXACT = ("original_bytes", "compressed_bytes", "compressed_sha256", "window_bytes", "default_decoder",
         "compress_heap_bytes", "decompress_heap_bytes")


def add_options(parser):
    parser.add_argument("--settings", help="(default: pybench's own)")
    parser.add_argument("--min-time", type=float, default=3, help="(default: %(default)s)")
    parser.add_argument("--first", metavar="DIR", type=pathlib.Path, help="results to compare a single sweep with")


def run(subject, options):
    tree = options.trees[0]
    sweeps = [Sweep(options.first, 0)] if options.first else []
    while len(sweeps) < 2:
        report.progress(f"repeat: sweep {len(sweeps) + 1} of 2")
        sweeps.append(subject.sweep(tree, options.settings, "--min-time", options.min_time))
    first, second = sweeps
    common = [setting for setting in first.rows if setting in second.rows]
    if not common:
        raise Problem("the two sweeps have no setting in common")
    for part in ("tree", "tar"):
        if first.provenance[part]["sha256"] != second.provenance[part]["sha256"]:
            raise Problem(f"the two sweeps are not comparable: the SHA-256 of the {part} differs")
    rows = [{setting: sweep.rows[setting] for setting in common} for sweep in sweeps]
    _print(rows, common)
    return rows


def _print(sweeps, settings):
    first, second = sweeps
    rows = []
    for column in EXACT:
        differ = [setting for setting in settings if first[setting][column] != second[setting][column]]
        rows.append([column, len(settings) - len(differ), len(differ), ", ".join(differ[:4])])
    report.table(["column", "same", "differ", "which"], rows)

    rows = []
    for direction in DIRECTIONS:
        for name, is_member in (("several runs", lambda row: row[f"{direction}_s_mad"] != ""),
                                ("one run", lambda row: row[f"{direction}_s_mad"] == "")):
            members = [setting for setting in settings if is_member(first[setting]) and is_member(second[setting])]
            if not members:
                continue
            logs, stated = [], []
            for setting in members:
                times = [float(sweep[setting][f"{direction}_s"]) for sweep in sweeps]
                logs.append(math.log(times[1] / times[0]))
                errors = [sweep[setting].get(f"{direction}_error") for sweep in sweeps]
                if all(errors):
                    allowed = 2 * math.hypot(*(time * float(error) for time, error in zip(times, errors)))
                    stated.append(abs(times[1] - times[0]) <= allowed)
            middle = report.median(logs)
            rows.append([direction, name, len(members), report.percent(math.expm1(middle)),
                         report.percent(report.rms(logs)), report.percent(report.rms([log - middle for log in logs])),
                         report.percent(math.expm1(report.quantile([abs(log) for log in logs], 0.95))),
                         f"{sum(stated)} of {len(stated)}" if stated else ""])
    report.table(["direction", "rows with", "rows", "second slower by", "RMS", "RMS without that", "95 % below",
                  "within stated errors"], rows)
