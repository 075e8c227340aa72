"""Loads on chosen processors that end with their block, or at the latest with their parent or their time."""
import contextlib
import os
import subprocess
import sys

from subject import Problem

# Compression, as a neighbour on a build machine would do: it wants caches and memory, not only cycles.
_WORK = """
import os, sys, time, zlib
parent, end, processors = int(sys.argv[1]), time.monotonic() + float(sys.argv[2]), sys.argv[3].split(",")
burst = float(sys.argv[4])
os.sched_setaffinity(0, set(map(int, processors)))
data = b"".join(os.urandom(512) + bytes(1536) for _ in range(2048))
print("ready", flush=True)
while time.monotonic() < end and os.getppid() == parent:
    # By the clock of all processes, so that those on several processors work at the same time.
    if burst and time.monotonic() % (2 * burst) >= burst:
        time.sleep(0.05)
    else:
        zlib.compress(data, 6)
"""


@contextlib.contextmanager
def load(places, at_most, burst=0):
    """Keeps one processor of each of `places`, sets of processors, busy for the length of the block.

    With `burst` it is busy for so many seconds, then idle for as many, over and over.
    """
    with contextlib.ExitStack() as stack:
        for processors in places:
            stack.enter_context(_worker(processors, at_most, burst))
        yield


@contextlib.contextmanager
def _worker(processors, at_most, burst):
    names = ",".join(map(str, sorted(processors)))
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(os.getpid()), str(at_most), names, str(burst)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        if not worker.stdout.readline():
            raise Problem(f"cannot start a load on processors {names}")
        yield
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
