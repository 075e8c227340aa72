"""The peers: stock zstd, xz and gzip as processes, `zstd -b`, and Python's zlib and lzma in this process."""
import contextlib
import lzma
import os
import re
import shutil
import subprocess
import time
import zlib
from collections import namedtuple

from subject import Problem

Setting = namedtuple("Setting", "label codec level extreme long")

# pybench gives zlib pieces of this size, and inflate's output then stays within one reused block.
INPUT_CHUNK = 1 << 20
OUTPUT_CHUNK = 128 << 10


def settings(text):
    """Reads a list of labels as pybench does; N..M is a range of levels."""
    found = []
    for item in text.split(","):
        match = re.fullmatch(r"(zstd|gzip|xz)-(\d+)(?:\.\.(\d+))?(e?)(?:-long(\d*))?", item.strip())
        if not match:
            raise Problem(f"'{item}' is no setting that the peers know; say zstd-3, zstd-1..22-long27, gzip-9 or xz-6e")
        codec, first, last, extreme, window = match.groups()
        long = None if window is None else int(window or 27)
        for level in range(int(first), int(last or first) + 1):
            label = f"{codec}-{level}{extreme}" + ("" if long is None else f"-long{long}")
            found.append(Setting(label, codec, level, extreme, long))
    return found


def command(setting, path):
    """The stock command that compresses `path` to its output."""
    if setting.codec == "zstd":
        long = [] if setting.long is None else [f"--long={setting.long}"]
        return ["zstd", "-q", "-c", "--ultra", f"-{setting.level}", *long, "-T1", str(path)]
    threads = ["-T1"] if setting.codec == "xz" else []
    return [setting.codec, *threads, "-k", "-c", f"-{setting.level}{setting.extreme}", str(path)]


def decoder(setting, path):
    """The stock command that decompresses `path` to its output."""
    # A plain zstd refuses windows above 2^27.
    long = ["--long=31"] if setting.codec == "zstd" and (setting.long or 0) > 27 else []
    return [setting.codec, *long, "-q", "-d", "-c", str(path)]


def require(*names):
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        raise Problem(f"cannot find {', '.join(missing)} on PATH; install what has it")


def version(tool):
    first = subprocess.run([tool, "--version"], stdout=subprocess.PIPE).stdout.decode().splitlines()[0]
    return re.search(r"\d+\.\d+[.\d]*", first).group()


def timed(arguments, output=subprocess.DEVNULL):
    """The wall time of a process, from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE)
    passed = time.perf_counter() - start
    if done.returncode != 0:
        raise Problem(f"'{' '.join(arguments)}' failed: {done.stderr.decode(errors='replace').strip()}")
    return passed


def repeat(work, min_time):
    """Times of `work`, again and again until `min_time` is spent: pybench's budget."""
    times = []
    while not times or sum(times) < min_time:
        times.append(work())
    return times


def compress_to(setting, tar, path):
    with open(path, "wb") as output:
        timed(command(setting, tar), output)


def process(setting, tar, archive, min_time):
    """The stock tool, both ways, reading a file from the page cache and writing nowhere."""
    return {
        "compress": repeat(lambda: timed(command(setting, tar)), min_time),
        "decompress": repeat(lambda: timed(decoder(setting, archive)), min_time),
    }


def zstd_bench(first, last, long, tar, min_time):
    """`zstd -b`: MB/s of its fastest run, both ways, by level."""
    window = [] if long is None else [f"--long={long}"]
    arguments = ["zstd", "--ultra", f"-b{first}", f"-e{last}", f"-i{max(1, round(min_time))}", *window, str(tar)]
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # It overwrites its line while it measures, and names the level when it is done with it.
    speeds, latest = {}, None
    for line in re.split(r"[\r\n]+", done.stdout.decode(errors="replace")):
        speed = re.search(r"\(x[\d.]+\),\s*([\d.]+) MB/s,\s*([\d.]+) MB/s", line)
        latest = tuple(map(float, speed.groups())) if speed else latest
        level = re.match(r"\s*(\d+)#", line)
        if level and latest:
            speeds[int(level.group(1))], latest = latest, None
    if done.returncode != 0 or not speeds:
        raise Problem(f"'{' '.join(arguments)}' failed: {done.stderr.decode(errors='replace').strip()}")
    return speeds


def in_process(setting, data, min_time):
    """Python's zlib or lzma on bytes in memory, output thrown away."""
    pieces = memoryview(data)

    def compress(keep=None):
        start = time.perf_counter()
        if setting.codec == "gzip":
            codec = zlib.compressobj(setting.level, zlib.DEFLATED, 31)
        else:
            preset = setting.level | (lzma.PRESET_EXTREME if setting.extreme else 0)
            codec = lzma.LZMACompressor(preset=preset)
        for offset in range(0, len(pieces), INPUT_CHUNK):
            piece = codec.compress(pieces[offset:offset + INPUT_CHUNK])
            if keep is not None:
                keep.append(piece)
        piece = codec.flush()
        if keep is not None:
            keep.append(piece)
        return time.perf_counter() - start

    def decompress():
        start = time.perf_counter()
        if setting.codec == "gzip":
            codec = zlib.decompressobj(31)
            for offset in range(0, len(archive), OUTPUT_CHUNK // 8):
                codec.decompress(archive[offset:offset + OUTPUT_CHUNK // 8])
        else:
            codec = lzma.LZMADecompressor()
            codec.decompress(archive, OUTPUT_CHUNK)
            while not codec.eof:
                codec.decompress(b"", OUTPUT_CHUNK)
        return time.perf_counter() - start

    kept = []
    times = [compress(kept)]
    if times[0] < min_time:
        times += repeat(compress, min_time - times[0])
    archive = b"".join(kept)
    return {"compress": times, "decompress": repeat(decompress, min_time)}


def gnu_time():
    path = shutil.which("time")
    if not path:
        raise Problem("cannot find GNU time (the command, not the shell's word); install the package 'time'")
    return path


def peak_memory(arguments):
    """The most memory a process had resident, in bytes.

    A child's ru_maxrss starts at what its parent had, so Python's own size would hide a small tool's: GNU time is
    the small parent.
    """
    done = subprocess.run(
        [gnu_time(), "-f", "%M", *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode != 0 or not lines or not lines[-1].isdigit():
        raise Problem(f"'{' '.join(map(str, arguments))}' failed: {' '.join(lines)}")
    return 1024 * int(lines[-1])


@contextlib.contextmanager
def pinned():
    """Keeps this process and what it starts on one processor for the length of the block.

    It is the one that pybench's first lane takes. Processors of one machine differ, and a tool that reads ahead on a
    second thread would have two.
    """
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, processors)
