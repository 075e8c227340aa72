"""Statistics, plain text tables, progress, and the file of raw samples."""
import json
import math
import os
import platform
import statistics
import sys
import time

STARTED = time.monotonic()


def heading(text):
    print(f"\n== {text}\n", flush=True)


def progress(text):
    """One line to stderr, so that a long run is seen to live and stdout stays a report."""
    seconds = int(time.monotonic() - STARTED)
    print(f"[{seconds // 60:3d}:{seconds % 60:02d}] {text}", file=sys.stderr, flush=True)


def table(headers, rows):
    """Prints columns: text to the left, figures to the right."""
    cells = [headers] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    left = [all(not row[column][:1].isdigit() and row[column][:1] not in "-+" for row in cells[1:] if row[column])
            for column in range(len(headers))]
    # Labels such as 3-long27 are no figures.
    left[0] = True
    for row in cells:
        line = "  ".join(cell.ljust(width) if to_left else cell.rjust(width)
                         for cell, width, to_left in zip(row, widths, left))
        print(line.rstrip())
    print(flush=True)


def median(values):
    return statistics.median(values)


def mean(values):
    return statistics.fmean(values)


def mad(values):
    """The median absolute deviation, not scaled, as pybench writes it; 0 of one value."""
    middle = median(values)
    return median([abs(value - middle) for value in values])


def rms(values):
    return math.sqrt(sum(value * value for value in values) / len(values)) if values else math.nan


def quantile(values, share):
    """The smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def percent(share, places=1):
    return "" if math.isnan(share) else f"{100 * share:.{places}f} %"


def ratio(values):
    """Median, lowest and highest of ratios, as three cells."""
    return [f"{median(values):.3f}", f"{min(values):.3f}", f"{max(values):.3f}"]


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def save(name, subject, options, samples):
    """Keeps what was measured under .build/benchmarks, which git ignores."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = subject.folder / f"{name}-{stamp}.json"
    document = {
        "benchmark": name,
        "ended": stamp,
        "pybench": subject.version,
        "options": {key: value for key, value in vars(options).items() if not callable(value)},
        "machine": {
            "processors": os.cpu_count(), "kernel": platform.platform(), "load_averages": os.getloadavg(),
            "python": platform.python_version(),
        },
        "samples": samples,
    }
    path.write_text(json.dumps(document, indent=1, default=str) + "\n")
    print(f"raw samples: {os.path.relpath(path)}", flush=True)
