#!/usr/bin/env python3
"""Compares sweeps cell by cell: all that is no time must be the same.

  compare.py SINGLE MERGED NAME...     results of one machine, and those that a farm merged
  compare.py --resumed FOLDER          whether a share was measured by a run that was stopped and one that went on
"""

import csv
import json
import re
import sys
from pathlib import Path

# What depends on the machine and the hour.
TIMES = re.compile(r"^(compress|decompress|extract)_(s|error|s_mad|wall_s|cpu_s|rounds|mb_per_s)$|^grade$")


def rows(folder):
    with open(folder / "sweep.csv", newline="") as file:
        return list(csv.DictReader(file))


def compare(single, merged, names):
    different = 0
    for name in names:
        one, other = rows(single / name), rows(merged / name)
        if [row["setting"] for row in one] != [row["setting"] for row in other]:
            print(f"{name}: other settings, or another order of them")
            different += 1
            continue
        columns = [column for column in one[0] if not TIMES.match(column)]
        cells = 0
        for left, right in zip(one, other):
            for column in columns:
                cells += 1
                if left[column] != right[column]:
                    print(f"{name} {left['setting']} {column}: {left[column]} and {right[column]}")
                    different += 1
            if not right["compress_s"]:
                print(f"{name} {left['setting']}: it was not timed")
                different += 1
        print(f"{name}: {len(one)} rows, {cells} cells compared")
    return different == 0


def is_resumed(folder):
    runs = json.loads((folder / "datapackage.json").read_text())["provenance"]["runs"]
    for run in runs:
        print(f"{folder.name}: {run['begin']} to {run.get('end', 'its death')}, {run.get('engine')}")
    return len(runs) > 1 and "end" not in runs[0] and "end" in runs[-1]


if sys.argv[1] == "--resumed":
    sys.exit(0 if is_resumed(Path(sys.argv[2])) else 1)
sys.exit(0 if compare(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]) else 1)
