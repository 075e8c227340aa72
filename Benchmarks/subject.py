"""What is measured: the built pybench, run as a user runs it, and the files that it writes."""
import csv
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIRECTIONS = ("compress", "decompress")


class Problem(Exception):
    """What keeps a benchmark from going on, as a sentence."""


class Subject:
    """The pybench under test, with a scratch folder that lives as long as the benchmark."""

    def __init__(self, command=None):
        self.command = Path(command or ROOT / ".build/release/pybench").resolve()
        if not self.command.is_file():
            raise Problem(f"cannot find {self.command}; build it with 'make build', or name it with --pybench")
        self.folder = ROOT / ".build/benchmarks"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.version = subprocess.run(
            [str(self.command), "--version"], stdout=subprocess.PIPE, check=True).stdout.decode().strip()

    def __enter__(self):
        # Beside the results and not in /tmp, which may be kept in memory.
        self.scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=self.folder))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def tar(self, tree):
        """The tar that pybench makes of `tree`: what all peers are given."""
        path = self.scratch / "tree.tar"
        self._run(["archive", "--tree", tree, "--output", str(path), "--quiet"])
        return path

    def archive(self, tree, output, setting, *options):
        """The seconds of one `pybench archive`; `output` and its manifest are there afterwards."""
        return self._timed(["archive", "--tree", tree, "--output", str(output), "--setting", setting, "--quiet", *options])

    def check(self, archive, baseline):
        """The seconds of one `pybench check` of an archive that passes."""
        return self._timed(["check", "--archive", str(archive), "--baseline", str(baseline), "--quiet"])

    def sweep(self, tree, settings=None, *options, prefix=()):
        """One `pybench compress`; `settings` of None is the default grid."""
        command = ["compress", "--tree", tree, "--output", str(self.scratch / "results"), "--name", "sweep",
                   "--overwrite", "--quiet"]
        if settings:
            command += ["--settings", settings]
        start = time.perf_counter()
        self._run(command + [str(option) for option in options], prefix)
        return Sweep(self.scratch / "results/sweep", time.perf_counter() - start)

    def _timed(self, arguments):
        start = time.perf_counter()
        self._run(arguments)
        return time.perf_counter() - start

    def _run(self, arguments, prefix=()):
        done = subprocess.run(
            [*prefix, str(self.command), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode != 0:
            reason = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
            raise Problem(f"'pybench {' '.join(arguments)}' failed: {reason}")


class Sweep:
    """The results of one `pybench compress`, read from its files."""

    def __init__(self, folder, wall):
        self.wall = wall
        self.rows = {row["setting"]: row for row in _read(folder / "sweep.csv")}
        self.stages = {row["stage"]: row for row in _read(folder / "stages.csv")}
        self.samples = _read(folder / "samples.csv")
        self.provenance = json.loads((folder / "datapackage.json").read_text())["provenance"]
        for label, row in self.rows.items():
            if row["status"] != "ok":
                raise Problem(f"pybench could not measure {label}: {row['error']}")

    @property
    def tar_bytes(self):
        return int(self.stages["tar"]["bytes"])

    def stage_seconds(self, *stages):
        return sum(float(self.stages[stage]["seconds"]) for stage in stages)

    def times(self, setting, direction, clock="wall_s"):
        """The seconds of every run of a setting, in the order in which they were made."""
        return [float(sample[clock]) for sample in self.samples
                if sample["setting"] == setting and sample["direction"] == direction]

    def shown(self, setting, direction):
        """The time that the row shows, and its standard error as a share of it; None from versions that state none."""
        row = self.rows[setting]
        error = row.get(f"{direction}_error")
        return float(row[f"{direction}_s"]), float(error) if error else None

    def grade(self, setting):
        """How closely the row says that its times are known; None from versions that say nothing of it."""
        return self.rows[setting].get("grade")

    @property
    def lost(self):
        """The share of the timed wall time that was not the codec's."""
        wall, cpu = (sum(float(sample[clock]) for sample in self.samples) for clock in ("wall_s", "cpu_s"))
        return max(0, 1 - cpu / wall)


def _read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
