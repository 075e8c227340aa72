"""What the trials of truth say: how far sweeps lie apart, whether their errors say so, and how often differences are seen."""
import itertools
import math
from collections import namedtuple

import report
from subject import DIRECTIONS


def middle_half(values):
    """The mean of the middle half, which takes a part of the values at its ends."""
    ordered = sorted(values)
    low, high = len(ordered) / 4, 3 * len(ordered) / 4
    weights = [max(0, min(index + 1, high) - max(index, low)) for index in range(len(ordered))]
    return sum(weight * value for weight, value in zip(weights, ordered)) / sum(weights)


ESTIMATORS = {"median": report.median, "middle half": middle_half, "mean": report.mean, "minimum": min}
GRADES = {"within 2%": 0.02, "within 5%": 0.05, "within 10%": 0.1, "within 20%": 0.2, "worse than 20%": math.inf}

Bucket = namedtuple("Bucket", "name low high")
BUCKETS = (Bucket("none (A/A)", None, None), Bucket("2 to 4.5 %", 0.02, 0.045), Bucket("7 to 14 %", 0.07, 0.14),
           Bucket("above 20 %", 0.20, math.inf))


def trials(samples, condition):
    """The two sweeps of each trial of a condition, A first."""
    own = [sample for sample in samples if sample["condition"] == condition]
    return [tuple(sorted((sample for sample in own if sample["trial"] == trial), key=lambda sample: sample["arm"]))
            for trial in sorted({sample["trial"] for sample in own})]


def _time(run, setting, direction):
    return run["shown"][setting][direction][0]


def _error(run, setting, direction):
    return run["shown"][setting][direction][1]


def _log_ratio(one, other, setting, direction):
    return math.log(_time(one, setting, direction) / _time(other, setting, direction))


def _comparisons(pairs, directions=DIRECTIONS):
    return [(first, second, setting, direction)
            for first, second in pairs for setting in first["shown"] for direction in directions]


def agreement(pairs, direction):
    """How many comparisons there are, their RMS and worst, the median error stated, and how many the errors cover."""
    comparisons = _comparisons(pairs, [direction])
    logs = [_log_ratio(*comparison) for comparison in comparisons]
    errors = [(_error(first, setting, direction), _error(second, setting, direction))
              for first, second, setting, direction in comparisons]
    cells = [str(len(logs)), report.percent(report.rms(logs)), _worst(logs)]
    if any(error is None for both in errors for error in both):
        return cells + ["", ""]
    covered = [not _differ(first, setting, second, setting, direction)
               for first, second, setting, direction in comparisons]
    return cells + [report.percent(report.median([error for both in errors for error in both])), _share(covered)]


def _differ(one, setting, other, other_setting, direction):
    """Whether two times lie further apart than their errors allow; False where no errors are stated."""
    times = _time(one, setting, direction), _time(other, other_setting, direction)
    errors = _error(one, setting, direction), _error(other, other_setting, direction)
    if None in errors:
        return False
    allowed = 2 * math.hypot(*(time * error for time, error in zip(times, errors)))
    return abs(times[0] - times[1]) > allowed


def _worst(logs):
    return report.percent(math.expm1(max(map(abs, logs)))) if logs else ""


def against(pairs, quiet):
    """How many times a sweep has, and how far they lie from the quiet ones."""
    base = {(setting, direction): report.median([_time(run, setting, direction) for pair in quiet for run in pair])
            for setting in quiet[0][0]["shown"] for direction in DIRECTIONS}
    singles, medians = {}, {}
    for setting, direction in base:
        times = [_time(run, setting, direction) for pair in pairs for run in pair]
        logs = [math.log(time / base[setting, direction]) for time in times]
        singles[setting, direction] = max(logs, key=abs)
        medians[setting, direction] = math.log(report.median(times) / base[setting, direction])
    every = [math.log(_time(run, *key) / base[key]) for pair in pairs for run in pair for key in base]
    cells = [str(len(base)), report.percent(report.rms(every))]
    for logs in (singles, medians):
        which = max(logs, key=lambda key: abs(logs[key]))
        cells += [report.percent(math.expm1(abs(logs[which]))), " ".join(which)]
    return cells


def grades(pairs):
    """By grade, how many rows have it, and how many of their comparisons lie within √2 of it."""
    found = []
    for grade, limit in GRADES.items():
        rows, closer = 0, []
        for first, second in pairs:
            rows += sum(run["grades"][setting] == grade for run in (first, second) for setting in run["grades"])
            closer += [abs(math.expm1(_log_ratio(first, second, setting, direction))) <= math.sqrt(2) * limit
                       for setting in first["grades"] for direction in DIRECTIONS
                       if first["grades"][setting] == second["grades"][setting] == grade]
        if rows:
            found.append([grade, str(rows), _share(closer) if limit < math.inf else ""])
    return found


def errors(pairs, direction, clock, estimator):
    """Log ratios of an estimate of the same thing in two sweeps."""
    estimate = ESTIMATORS[estimator]
    return [math.log(estimate(first["times"][setting][direction][clock])
                     / estimate(second["times"][setting][direction][clock]))
            for first, second, setting, direction in _comparisons(pairs, [direction])]


def _differences(pairs):
    """By pair of settings and direction, the real log ratio: the median over all sweeps."""
    settings = list(pairs[0][0]["shown"])
    return {
        (one, other, direction): report.median(
            [math.log(_time(run, one, direction) / _time(run, other, direction)) for pair in pairs for run in pair])
        for one, other in itertools.combinations(settings, 2) for direction in DIRECTIONS}


def _members(base, bucket):
    """What is compared in a bucket: two settings, a direction, and the sign of the real difference."""
    if bucket.low is None:
        return [(setting, setting, direction, 0) for setting in base[0][0]["shown"] for direction in DIRECTIONS]
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
                difference = _time(first, one, direction) - _time(second, other, direction)
                decided = _differ(first, one, second, other, direction)
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
    logs = [_log_ratio(*comparison) for comparison in _comparisons(pairs, [direction])]
    return math.expm1(report.quantile([abs(value) for value in logs], 0.95))


def _share(truths):
    values = list(truths)
    return report.percent(sum(values) / len(values), 0) if values else ""
