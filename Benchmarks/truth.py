"""What can be believed: how far do two measurements of the same thing lie apart, and are real differences seen?

A/A: every trial measures the same settings in two short runs, A and B, in the other order every other trial; the
error is the log ratio of their estimates. Within a run, samples 1, 3, 5… against 2, 4, 6… are interleaved arms and
the first half against the second half blocked ones.
A/B: pairs of different settings, sorted by how far they really lie apart (over all quiet trials); how often a single
trial gets the sign right.
Conditions: quiet; beside, with a load on the other processors; shared, with a load on the measuring one.

Default: about 45 minutes on a tar of 42 MB.
"""
import os

import report
import truth_figures
from load import load
from subject import DIRECTIONS, Problem

QUICK = {"settings": "zstd-1,zstd-2,gzip-1,gzip-2", "trials": 3, "min_time": 0.1}
CONDITIONS = ("quiet", "beside", "shared")


def add_options(parser):
    parser.add_argument(
        "--settings", default="zstd-1,zstd-2,zstd-3,zstd-3-long22,zstd-3-long24,zstd-3-long27,gzip-5,gzip-6",
        help="neighbours, so that some pairs differ by 3 and some by 10 percent (default: %(default)s)")
    parser.add_argument("--trials", type=int, default=30, help="pairs of runs a condition (default: %(default)s)")
    parser.add_argument("--min-time", type=float, default=1, help="seconds a setting and direction")
    parser.add_argument("--conditions", default="quiet,beside", help="of quiet, beside, shared (default: %(default)s)")


def run(subject, options):
    unknown = set(options.conditions.split(",")) - set(CONDITIONS)
    if unknown:
        raise Problem(f"conditions are {', '.join(CONDITIONS)}, not {', '.join(sorted(unknown))}")
    processors = sorted(os.sched_getaffinity(0))
    # With one job, pybench measures on the first processor that it may use.
    places = {"quiet": [], "beside": processors[1:], "shared": processors[:1]}
    conditions = options.conditions.split(",")
    if len(processors) < 2 and "beside" in conditions:
        report.progress("truth: one processor only, so nothing can run beside")
        conditions.remove("beside")
    samples = []
    for trial in range(options.trials):
        # All conditions in every trial, so that what changes over an hour touches them alike.
        for condition in conditions:
            report.progress(f"truth: trial {trial + 1}/{options.trials}, {condition}")
            with load(places[condition], at_most=1800):
                for arm in "AB" if trial % 2 == 0 else "BA":
                    samples.append({"condition": condition, "trial": trial, "arm": arm, **_measure(subject, options)})
    _print(samples, conditions)
    return samples


def _measure(subject, options):
    sweep = subject.sweep(options.trees[0], options.settings, "--min-time", options.min_time, "--jobs", 1)
    return {
        "noisy": {setting: sweep.is_noisy(setting) for setting in sweep.rows},
        "times": {setting: {direction: {clock: sweep.times(setting, direction, clock) for clock in ("wall_s", "cpu_s")}
                            for direction in DIRECTIONS} for setting in sweep.rows}}


def _print(samples, conditions):
    pairs = {condition: truth_figures.trials(samples, condition) for condition in conditions}

    print("A/A: RMS of the log ratio between two measurements of the same")
    rows = []
    for condition in conditions:
        for arms in truth_figures.ARMS:
            for direction in DIRECTIONS:
                for clock in ("wall_s", "cpu_s"):
                    errors = {name: truth_figures.errors(pairs[condition], arms, direction, clock, name)
                              for name in truth_figures.ESTIMATORS}
                    rows.append([condition, arms, direction, clock[:-2], f"{len(errors['median'])}",
                                 *(report.percent(report.rms(errors[name])) for name in truth_figures.ESTIMATORS)])
    report.table(["condition", "arms", "direction", "clock", "comparisons", *truth_figures.ESTIMATORS], rows)

    print("The verdict: wrong where it calls both runs quiet and they differ by more than 3 %,\n"
          "or one noisy and they differ by at most 1 %")
    rows = []
    for condition in conditions:
        verdicts = truth_figures.verdicts(pairs[condition])
        rows.append([condition, *verdicts])
    report.table(["condition", "called quiet", "of these wrong", "called noisy", "of these wrong"], rows)

    print("A/B: real differences, judged from one trial. By rule: medians further apart than 1.4826·(MAD + MAD)")
    rows = []
    base = pairs.get("quiet") or pairs[conditions[0]]
    for condition in conditions:
        for arms in ("one sweep", "two sweeps"):
            for bucket in truth_figures.BUCKETS:
                rows.append([condition, arms, bucket.name,
                             *truth_figures.sightings(pairs[condition], base, bucket, arms)])
    report.table(["condition", "rows from", "real difference", "pairs", "judged", "sign right", "rule: right",
                  "undecided", "wrong"], rows)
    for line in truth_figures.examples(base):
        print(line)

    for condition in conditions:
        trusted = [f"{report.percent(truth_figures.trusted(pairs[condition], direction))} in {direction} time"
                   for direction in DIRECTIONS]
        print(f"{condition}: between two sweeps, a difference of {' and of '.join(trusted)} can be trusted.")
    print("Trusted means that two measurements of one setting lie closer together in 95 of 100 cases.")
