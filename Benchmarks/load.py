"""A load on chosen processors that ends with its block, or at the latest with its parent or its time."""
import contextlib
import os
import subprocess
import sys

from subject import Problem

# Compression, as a neighbour on a build machine would do: it wants caches and memory, not only cycles.
_WORK = """
import os, sys, time, zlib
parent, end, processors = int(sys.argv[1]), time.monotonic() + float(sys.argv[2]), sys.argv[3].split(",")
os.sched_setaffinity(0, set(map(int, processors)))
data = b"".join(os.urandom(512) + bytes(1536) for _ in range(2048))
print("ready", flush=True)
while time.monotonic() < end and os.getppid() == parent:
    zlib.compress(data, 6)
"""


@contextlib.contextmanager
def load(processors, at_most):
    """Keeps one of `processors` busy for the length of the block; no processors, no load."""
    if not processors:
        yield
        return
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(os.getpid()), str(at_most), ",".join(map(str, sorted(processors)))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        if not worker.stdout.readline():
            raise Problem("cannot start a load on processors " + ", ".join(map(str, sorted(processors))))
        yield
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
