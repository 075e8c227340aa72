"""Are pybench's heap peaks what the stock tools hold?

pybench counts a codec's own allocations. A tool's peak resident memory on the tar, less its peak on an empty file,
should be the same within a tenth. The tool's buffers for reading and writing and pages of its code come on
top, half a MB that counts where the heap is small, so the difference is printed beside the ratio. gzip and the decoding of
its format are left out: no stock tool uses zlib, and GNU gzip keeps its tables in static memory. zopfli is left out
because pybench cannot count its memory.

Default: about 10 minutes on a tar of 42 MB.
"""
import subprocess

import report
import peers
from subject import DIRECTIONS

QUICK = {"settings": "zstd-3,zstd-3-single,xz-0,libdeflate-6", "trials": 1}
AIM = 0.1


def add_options(parser):
    parser.add_argument(
        "--settings", default="zstd-1,zstd-3,zstd-9,zstd-19,zstd-19-single,zstd-19-long27,zstd-22-long27,"
        "zstd-22-long27-single,xz-0,xz-6,xz-9,libdeflate-6,libdeflate-12")
    parser.add_argument("--trials", type=int, default=2, help="runs of each tool (default: %(default)s)")


def run(subject, options):
    settings = [setting for setting in peers.settings(options.settings) if setting.encoder not in ("gzip", "zopfli")]
    peers.require(*peers.tools(settings))
    labels = ",".join(setting.label for setting in settings)
    report.progress("memory: pybench")
    sweep = subject.sweep(options.trees[0], labels, "--sizes-only", "--jobs", 1)
    tar = subject.tar(options.trees[0])
    empty = subject.scratch / "empty"
    empty.touch()
    samples, rows = [], []
    for setting in settings:
        report.progress(f"memory: {setting.label}")
        archive, nothing = subject.scratch / "archive", subject.scratch / "nothing"
        peers.compress_to(setting, tar, archive)
        peers.compress_to(setting, empty, nothing)
        commands = {
            "compress": (peers.command(setting, tar), peers.command(setting, empty)),
            "decompress": (peers.decoder(setting, archive), peers.decoder(setting, nothing)),
        }
        for direction in DIRECTIONS if setting.codec != "gzip" else DIRECTIONS[:1]:
            full, idle = ([peers.peak_memory(_plain(command)) for _ in range(options.trials)]
                          for command in commands[direction])
            heap = int(sweep.rows[setting.label][direction + "_heap_bytes"])
            samples.append({"setting": setting.label, "direction": direction, "heap_bytes": heap,
                            "peak_bytes": full, "idle_bytes": idle})
            resident = report.median(full) - report.median(idle)
            ratio = heap / resident if resident > 0 else float("nan")
            rows.append([setting.label, direction, f"{heap / 1e6:.2f}", f"{resident / 1e6:.2f}",
                         f"{ratio:.3f}", f"{(heap - resident) / 1e6:+.2f}",
                         "yes" if abs(ratio - 1) <= AIM else "no"])
    report.table(["setting", "direction", "heap MB", "stock tool MB", "ratio", "difference MB", f"within {AIM:.0%}"],
                 rows)
    print(f"{sum(row[-1] == 'yes' for row in rows)} of {len(rows)} within {AIM:.0%}.")
    return samples


def _plain(command):
    """Leaves out zstd's pools of buffers for reading ahead, some MB that are no part of the codec."""
    if command[0] != "zstd" or not _knows_asyncio():
        return command
    return [command[0], "--no-asyncio", *command[1:]]


def _knows_asyncio():
    # Since zstd 1.5.4.
    done = subprocess.run(["zstd", "--no-asyncio", "-q", "-c"], input=b"", stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    return done.returncode == 0
