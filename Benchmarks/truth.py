"""What can be believed: how far apart are two sweeps of the same tree, do their errors say so, are differences seen?

Every trial measures the same settings in two sweeps, A and B, in the other order every other trial.
A/A: a comparison is of one setting and direction in A and in B. The *RMS* and the *worst* are of the log ratio of the
times shown. *Covered* are comparisons that lie within 2·√(error² + error²): 95 % are if the errors are honest, and
where it is more, the *median error* tells whether they are padded.
Against quiet: how far a time under load lies from that of the quiet sweeps.
A/B: pairs of different settings, sorted by how far they really lie apart; how often a single trial orders them right.
Conditions: quiet; bursts, a load on all processors, four seconds on, four seconds off; beside, a load on the other
processors; shared, a load on the measuring one.

Default: about 12 minutes on a tar of 42 MB.
"""
import os

import report
import truth_figures
from load import load
from subject import DIRECTIONS, Problem

QUICK = {"settings": "zstd-1,zstd-2,gzip-1,gzip-2", "trials": 2, "min_time": 0.1}
CONDITIONS = ("quiet", "bursts", "beside", "shared")
BURST = 4
CLOCKS = ("wall_s", "cpu_s")


def add_options(parser):
    parser.add_argument(
        "--settings",
        default="zstd-1,zstd-2,zstd-3,zstd-5,zstd-7,zstd-9,zstd-12,zstd-3-long27,zstd-9-long27,gzip-1,gzip-3,gzip-6,xz-0",
        help="fast and slow ones, and neighbours that differ by 3 and by 10 percent (default: %(default)s)")
    parser.add_argument("--trials", type=int, default=4, help="pairs of sweeps a condition (default: %(default)s)")
    parser.add_argument("--min-time", type=float, default=1, help="seconds a setting and direction")
    parser.add_argument("--jobs", type=int, default=1, help="settings side by side (default: %(default)s)")
    parser.add_argument(
        "--conditions", default="quiet,bursts", help="of " + ", ".join(CONDITIONS) + " (default: %(default)s)")


def run(subject, options):
    unknown = set(options.conditions.split(",")) - set(CONDITIONS)
    if unknown:
        raise Problem(f"conditions are {', '.join(CONDITIONS)}, not {', '.join(sorted(unknown))}")
    processors = sorted(os.sched_getaffinity(0))
    # With one job, pybench measures on the first processor that it may use.
    places = {"quiet": [], "beside": [processors[1:]], "shared": [processors[:1]],
              "bursts": [[processor] for processor in processors]}
    conditions = options.conditions.split(",")
    if len(processors) < 2 and "beside" in conditions:
        report.progress("truth: one processor only, so nothing can run beside")
        conditions.remove("beside")
    samples = []
    for trial in range(options.trials):
        # All conditions in every trial, so that what changes over an hour touches them alike.
        for condition in conditions:
            report.progress(f"truth: trial {trial + 1}/{options.trials}, {condition}")
            with load(places[condition], at_most=1800, burst=BURST if condition == "bursts" else 0):
                for arm in "AB" if trial % 2 == 0 else "BA":
                    samples.append({"condition": condition, "trial": trial, "arm": arm, **_measure(subject, options)})
    _print(samples, conditions)
    return samples


def _measure(subject, options):
    sweep = subject.sweep(
        options.trees[0], options.settings, "--min-time", options.min_time, "--jobs", options.jobs)
    return {
        "seconds": sweep.wall, "lost": sweep.lost,
        "grades": {setting: sweep.grade(setting) for setting in sweep.rows},
        "shown": {setting: {direction: sweep.shown(setting, direction) for direction in DIRECTIONS}
                  for setting in sweep.rows},
        "times": {setting: {direction: {clock: sweep.times(setting, direction, clock) for clock in CLOCKS}
                            for direction in DIRECTIONS} for setting in sweep.rows}}


def _print(samples, conditions):
    pairs = {condition: truth_figures.trials(samples, condition) for condition in conditions}

    print("A/A: the times shown by two sweeps of the same")
    rows = []
    for condition in conditions:
        runs = [run for pair in pairs[condition] for run in pair]
        seconds = report.median([run["seconds"] for run in runs])
        lost = report.median([run["lost"] for run in runs])
        for direction in DIRECTIONS:
            rows.append([condition, report.seconds(seconds), report.percent(lost, 0), direction,
                         *truth_figures.agreement(pairs[condition], direction)])
    report.table(["condition", "sweep s", "lost", "direction", "comparisons", "RMS", "worst", "median error", "covered"],
                 rows)

    if "quiet" in conditions and len(conditions) > 1:
        print("Against quiet: the times shown by a sweep, over the median of the quiet sweeps")
        rows = [[condition, *truth_figures.against(pairs[condition], pairs["quiet"])] for condition in conditions]
        report.table(["condition", "times a sweep", "RMS", "worst", "which", "worst of the medians", "which"], rows)

    print("Grades: how closely rows say that their times are known, and how many of the comparisons then lie closer")
    rows = [[condition, *row] for condition in conditions for row in truth_figures.grades(pairs[condition])]
    report.table(["condition", "grade", "rows", "closer"], rows)

    print("Estimators: RMS of the log ratio between two sweeps of the same, by clock")
    rows = []
    for condition in conditions:
        for direction in DIRECTIONS:
            for clock in CLOCKS:
                errors = {name: truth_figures.errors(pairs[condition], direction, clock, name)
                          for name in truth_figures.ESTIMATORS}
                rows.append([condition, direction, clock[:-2],
                             *(report.percent(report.rms(errors[name])) for name in truth_figures.ESTIMATORS)])
    report.table(["condition", "direction", "clock", *truth_figures.ESTIMATORS], rows)

    print("A/B: real differences, judged from one trial. Decided: times further apart than 2·√(error² + error²)")
    rows = []
    base = pairs.get("quiet") or pairs[conditions[0]]
    for condition in conditions:
        for arms in ("one sweep", "two sweeps"):
            for bucket in truth_figures.BUCKETS:
                rows.append([condition, arms, bucket.name,
                             *truth_figures.sightings(pairs[condition], base, bucket, arms)])
    report.table(["condition", "rows from", "real difference", "pairs", "judged", "sign right", "decided: right",
                  "undecided", "wrong"], rows)
    for line in truth_figures.examples(base):
        print(line)

    for condition in conditions:
        trusted = [f"{report.percent(truth_figures.trusted(pairs[condition], direction))} in {direction} time"
                   for direction in DIRECTIONS]
        print(f"{condition}: between two sweeps, a difference of {' and of '.join(trusted)} can be trusted.")
    print("Trusted means that two measurements of one setting lie closer together in 95 of 100 cases.")
