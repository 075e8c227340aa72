"""What the trials of truth say: errors of estimators, verdicts, and how often real differences are seen."""
import itertools
import math
from collections import namedtuple

import report
from subject import DIRECTIONS

ESTIMATORS = {"median": report.median, "mean": report.mean, "minimum": min}
ARMS = ("two runs", "interleaved", "blocked")
NORMAL_SCALE = 1.4826

Bucket = namedtuple("Bucket", "name low high")
BUCKETS = (Bucket("none (A/A)", None, None), Bucket("2 to 4.5 %", 0.02, 0.045), Bucket("7 to 14 %", 0.07, 0.14),
           Bucket("above 20 %", 0.20, math.inf))


def trials(samples, condition):
    """The two runs of each trial of a condition, A first."""
    own = [sample for sample in samples if sample["condition"] == condition]
    return [tuple(sorted((sample for sample in own if sample["trial"] == trial), key=lambda sample: sample["arm"]))
            for trial in sorted({sample["trial"] for sample in own})]


def _arms(pair, setting, direction, clock, arms):
    """Two lists of times of the same thing, or more such pairs, by how they were taken."""
    times = [run["times"][setting][direction][clock] for run in pair]
    if arms == "two runs":
        return [tuple(times)]
    if arms == "interleaved":
        # Alternately starting with the one and the other would only change the sign.
        return [(run[0::2], run[1::2]) for run in times if len(run) > 1]
    return [(run[:len(run) // 2], run[len(run) // 2:]) for run in times if len(run) > 1]


def errors(pairs, arms, direction, clock, estimator):
    """Log ratios of an estimate of the same thing in two arms."""
    estimate = ESTIMATORS[estimator]
    return [math.log(estimate(first) / estimate(second))
            for pair in pairs for setting in pair[0]["times"]
            for first, second in _arms(pair, setting, direction, clock, arms)]


def verdicts(pairs):
    """How many comparisons the verdict calls quiet and noisy, and which share of each is wrong."""
    called = {False: [], True: []}
    for pair in pairs:
        for setting in pair[0]["times"]:
            # The verdict is on both directions, so the worse one counts.
            error = max(abs(math.log(_median(pair[0], setting, direction) / _median(pair[1], setting, direction)))
                        for direction in DIRECTIONS)
            called[any(run["noisy"][setting] for run in pair)].append(error)
    quiet, noisy = called[False], called[True]
    return [str(len(quiet)), _share(error > 0.03 for error in quiet),
            str(len(noisy)), _share(error <= 0.01 for error in noisy)]


def _median(run, setting, direction):
    return report.median(run["times"][setting][direction]["wall_s"])


def _differences(pairs):
    """By pair of settings and direction, the real log ratio: the median over all runs."""
    settings = list(pairs[0][0]["times"])
    return {
        (one, other, direction): report.median(
            [math.log(_median(run, one, direction) / _median(run, other, direction)) for pair in pairs for run in pair])
        for one, other in itertools.combinations(settings, 2) for direction in DIRECTIONS}


def _members(base, bucket):
    """What is compared in a bucket: two settings, a direction, and the sign of the real difference."""
    if bucket.low is None:
        return [(setting, setting, direction, 0) for setting in base[0][0]["times"] for direction in DIRECTIONS]
    return [(one, other, direction, math.copysign(1, real))
            for (one, other, direction), real in _differences(base).items()
            if bucket.low <= abs(math.expm1(abs(real))) <= bucket.high]


def sightings(pairs, base, bucket, arms):
    """How often a single trial sees the real differences of a bucket."""
    members = _members(base, bucket)
    if arms == "one sweep" and bucket.low is None:
        # One sweep has each setting once: nothing is compared with itself.
        return ["", "", "", "", "", ""]
    signs, decisions = [], []
    for one, other, direction, truth in members:
        for pair in pairs:
            runs = [(run, run) for run in pair] if arms == "one sweep" else [pair]
            for first, second in runs:
                left, right = first["times"][one][direction]["wall_s"], second["times"][other][direction]["wall_s"]
                difference = report.median(left) - report.median(right)
                # One run has no spread to go by.
                decided = min(len(left), len(right)) > 1 and abs(difference) > NORMAL_SCALE * (
                    report.mad(left) + report.mad(right))
                signs.append(difference * truth > 0)
                decisions.append("undecided" if not decided else "right" if difference * truth > 0 else "wrong")
    if not decisions:
        return ["0", "", "", "", "", ""]
    differ = bucket.low is not None
    return [str(len(members)), str(len(decisions)), _share(signs) if differ else "",
            _share(decision == "right" for decision in decisions) if differ else "",
            *(_share(decision == name for decision in decisions) for name in ("undecided", "wrong"))]


def examples(base):
    """Which pairs stand for the small differences."""
    real = _differences(base)
    for bucket in BUCKETS[1:3]:
        members = _members(base, bucket)
        names = [f"{one} and {other} ({direction}, {report.percent(abs(math.expm1(real[one, other, direction])))})"
                 for one, other, direction, _ in members]
        yield f"{bucket.name}: " + (", ".join(names[:6]) if names else "no pair; other --settings may have one")


def trusted(pairs, direction):
    """The difference that two measurements of the same thing stay below in 95 of 100 cases."""
    logs = errors(pairs, "two runs", direction, "wall_s", "median")
    return math.expm1(report.quantile([abs(value) for value in logs], 0.95))


def _share(truths):
    values = list(truths)
    return report.percent(sum(values) / len(values), 0) if values else ""
