"""What do settings measured side by side do to each other?

The same settings with --jobs 1 and with --jobs N, alternating. The ratio is the median time beside others over the
median time alone; RMS is how far medians of runs of the same kind lie from their mean.

Default: about 4 minutes on a tar of 42 MB.
"""
import math

import report
from subject import DIRECTIONS

QUICK = {"settings": "zstd-1,zstd-3,gzip-6", "trials": 2, "min_time": 0.2}


def add_options(parser):
    parser.add_argument("--settings", default="zstd-1,zstd-3,zstd-6,zstd-9,zstd-3-long27,gzip-6,xz-0")
    parser.add_argument("--trials", type=int, default=5, help="pairs of runs (default: %(default)s)")
    parser.add_argument("--min-time", type=float, default=1, help="seconds a setting and direction")
    parser.add_argument("--jobs", type=int, default=2, help="settings side by side (default: %(default)s)")


def run(subject, options):
    samples = []
    for trial in range(options.trials):
        for jobs in (1, options.jobs) if trial % 2 == 0 else (options.jobs, 1):
            report.progress(f"jobs: trial {trial + 1}/{options.trials}, --jobs {jobs}")
            sweep = subject.sweep(options.trees[0], options.settings, "--min-time", options.min_time, "--jobs", jobs)
            samples.append({
                "trial": trial, "jobs": jobs, "wall": sweep.wall,
                "times": {setting: {direction: {clock: sweep.times(setting, direction, clock)
                                                for clock in ("wall_s", "cpu_s")}
                                    for direction in DIRECTIONS} for setting in sweep.rows}})
    _print(samples, options.jobs)
    return samples


def _print(samples, jobs):
    def medians(setting, direction, clock, count):
        return [report.median(sample["times"][setting][direction][clock])
                for sample in samples if sample["jobs"] == count]

    rows, changes = [], {direction: [] for direction in DIRECTIONS}
    for setting in samples[0]["times"]:
        for direction in DIRECTIONS:
            cells = []
            for clock in ("wall_s", "cpu_s"):
                alone, beside = (medians(setting, direction, clock, count) for count in (1, jobs))
                ratios = [two / one for one, two in zip(alone, beside)]
                cells += report.ratio(ratios) if clock == "wall_s" else [f"{report.median(ratios):.3f}"]
                if clock == "wall_s":
                    changes[direction].append(report.median(ratios))
                    spread = [report.percent(_spread(values)) for values in (alone, beside)]
            rows.append([setting, direction, *cells, *spread])
    report.table(["setting", "direction", "time ratio", "min", "max", "CPU ratio", "RMS alone", f"RMS {jobs} jobs"],
                 rows)
    for direction in DIRECTIONS:
        values = changes[direction]
        print(f"{direction}: {report.median(values):.3f} in the median, {min(values):.3f} to {max(values):.3f}")
    walls = [report.median([sample["wall"] for sample in samples if sample["jobs"] == count]) for count in (1, jobs)]
    print(f"wall time: {walls[0]:.1f} s with --jobs 1, {walls[1]:.1f} s with --jobs {jobs}: "
          f"{report.percent(1 - walls[1] / walls[0], 0)} saved")


def _spread(values):
    logs = [math.log(value) for value in values]
    middle = report.mean(logs)
    return report.rms([value - middle for value in logs])
