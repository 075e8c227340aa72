"""The peers: the stock tools as processes, `zstd -b`, and Python's zlib and lzma in this process."""
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

Setting = namedtuple("Setting", "label encoder codec level extreme long single")
# The format of each encoder, by the name in its labels.
CODECS = {"zstd": "zstd", "gzip": "gzip", "libdeflate": "gzip", "zopfli": "gzip", "xz": "xz"}
ENDINGS = {"zstd": "zst", "gzip": "gz", "xz": "xz"}
# The command of an encoder, where it is not the label's name.
TOOLS = {"libdeflate": "libdeflate-gzip"}

# pybench gives zlib pieces of this size, and inflate's output then stays within one reused block.
INPUT_CHUNK = 1 << 20
OUTPUT_CHUNK = 128 << 10


def settings(text):
    """Reads a list of labels as pybench does; N..M is a range of levels."""
    found = []
    for item in text.split(","):
        match = re.fullmatch(r"([a-z]+)-(\d+)(?:\.\.(\d+))?(e?)(?:-long(\d*))?(-single)?", item.strip())
        if not match or match.group(1) not in CODECS:
            raise Problem(f"'{item}' is no setting that the peers know; say zstd-3, zstd-1..22-long27, zstd-19-single, "
                          "gzip-9, libdeflate-12, zopfli-15 or xz-6e")
        encoder, first, last, extreme, window, single = match.groups()
        long = None if window is None else int(window or 27)
        for level in range(int(first), int(last or first) + 1):
            label = f"{encoder}-{level}{extreme}" + ("" if long is None else f"-long{long}") + (single or "")
            found.append(Setting(label, encoder, CODECS[encoder], level, extreme, long, bool(single)))
    return found


def tool(setting):
    return TOOLS.get(setting.encoder, setting.encoder)


def tools(settings):
    """The commands that compress and decompress with these settings."""
    return sorted({tool(setting) for setting in settings} | {setting.codec for setting in settings})


def command(setting, path):
    """The stock command that compresses `path` to its output."""
    return [*_options(setting), str(path)]


def filter_command(setting):
    """The stock command that compresses its input to its output, as behind `tar |`."""
    if setting.encoder == "zopfli":
        raise Problem("the zopfli command reads no pipe")
    # zstd, gzip and xz read a pipe unless a file is named; libdeflate-gzip like gzip.
    return _options(setting)


def _options(setting):
    if setting.encoder == "zstd":
        long = [] if setting.long is None else [f"--long={setting.long}"]
        threads = "--single-thread" if setting.single else "-T1"
        return ["zstd", "-q", "-c", "--ultra", f"-{setting.level}", *long, threads]
    if setting.encoder == "zopfli":
        return ["zopfli", f"--i{setting.level}", "-c"]
    threads = ["-T1"] if setting.encoder == "xz" else []
    return [tool(setting), *threads, "-k", "-c", f"-{setting.level}{setting.extreme}"]


def decoder(setting, path):
    """The stock command that decompresses `path` to its output."""
    # A plain zstd refuses windows above 2^27.
    long = ["--long=31"] if setting.codec == "zstd" and (setting.long or 0) > 27 else []
    if setting.encoder == "libdeflate":
        return [tool(setting), "-d", "-c", str(path)]
    return [setting.codec, *long, "-q", "-d", "-c", str(path)]


def tester(setting, path):
    """The stock command that decodes `path` and keeps nothing."""
    long = ["--long=31"] if setting.codec == "zstd" and (setting.long or 0) > 27 else []
    return [setting.codec, *long, "-q", "-t", str(path)]


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
    """The stock tool, both ways, reading a file from the page cache and writing nowhere.

    Only compression for the gzip format: pybench decodes with zlib, and neither gzip nor libdeflate-gzip does.
    """
    times = {"compress": repeat(lambda: timed(command(setting, tar)), min_time)}
    if setting.codec != "gzip":
        times["decompress"] = repeat(lambda: timed(decoder(setting, archive)), min_time)
    return times


def zstd_bench(first, last, long, tar, min_time, single=False):
    """`zstd -b`: MB/s of its fastest run, both ways, by level."""
    options = [] if long is None else [f"--long={long}"]
    options += ["--single-thread"] if single else []
    arguments = ["zstd", "--ultra", f"-b{first}", f"-e{last}", f"-i{max(1, round(min_time))}", *options, str(tar)]
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

    kept = []
    times = [compress(kept)]
    if times[0] < min_time:
        times += repeat(compress, min_time - times[0])
    return {"compress": times, **decoding(setting, b"".join(kept), min_time)}


def decoding(setting, archive, min_time):
    """Python's zlib or lzma on an archive in memory, output thrown away."""
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

    return {"decompress": repeat(decompress, min_time)}


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
