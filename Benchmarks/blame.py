#!/usr/bin/env python3
"""Does 'pybench check' name the culprit first?

Makes realistic changes of a release tree, one at a time, checks each against the unchanged tree, and compares the first
row of the result with the file or folder that was really changed: once alone, and once together with 600 modules that each
grew by some bytes, as between two revisions.

usage: blame.py [--pybench FILE] [--setting LABEL] [--only TEXT] TREE      (such as scripts/make-tree --release makes)
"""
import argparse
import fnmatch
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True


def grow(path, data):
    with open(path, "ab") as file:
        file.write(data)


class Tree:
    """A stripped copy of the release tree that changes are made in."""

    def __init__(self, path, original, seed):
        self.path = path
        self.original = original
        self.random = random.Random(seed)
        self.lib = next((path / "lib").glob("python3.*"))
        self.dynload = self.lib / "lib-dynload"

    def module(self, name):
        return next(self.dynload.glob(name + ".*.so"))

    def noise(self, size):
        return self.random.randbytes(size)

    def text(self, size):
        words = ["self", "value", "return", "import", "os.path", "None", "lambda", "result", "index"]
        lines = []
        while sum(map(len, lines)) < size:
            lines.append(f"    {self.random.choice(words)}_{self.random.randrange(99999)} = "
                         f"{self.random.choice(words)}({self.random.randrange(1 << 20)})\n")
        return "".join(lines)[:size].encode()

    def bare(self, path):
        """The same file as it was before stripping."""
        shutil.copy2(self.original / path.relative_to(self.path), path)

    def revise(self, keep):
        """600 modules grow by some bytes each, but none of those in question."""
        modules = sorted(p for p in self.lib.rglob("*.py") if p.stat().st_size > 2000)
        modules = [p for p in modules if not any(matches(str(p.relative_to(self.path)), k) for k in keep)]
        for path in self.random.sample(modules, min(600, len(modules))):
            grow(path, b"\n# " + self.text(self.random.randrange(20, 300)).replace(b"\n", b" ") + b"\n")


def matches(path, pattern):
    return fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path, pattern + "/*")


# Each change: its name, the exit code that is right, patterns of what was really changed, and what is done.
def changes():
    def case(name, code, culprits, do):
        return name, code, [culprits] if isinstance(culprits, str) else culprits, do

    def write(path, data, mode=0o644):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)

    def swap(path, size):
        data = bytearray(path.read_bytes())
        start = len(data) // 3
        data[start:start + size] = random.Random(7).randbytes(len(data[start:start + size]))
        path.write_bytes(data)

    def tests(t):
        for index in range(40):
            write(t.lib / f"test/test_{index}.py", t.text(6000))

    yield case("a folder of tests is left in", 1, "lib/python3.*/test", tests)
    yield case("libpython is not stripped", 1, "lib/libpython3.*.so*", lambda t: t.bare(next(t.path.glob("lib/libpython3.*.so.1.0"))))
    yield case("one module is not stripped", 1, "*/_decimal.*", lambda t: t.bare(t.module("_decimal")))
    yield case("_ssl is missing", 1, "*/_ssl.*", lambda t: t.module("_ssl").unlink())
    yield case("_sqlite3 is missing", 1, "*/_sqlite3.*", lambda t: t.module("_sqlite3").unlink())
    yield case("the smallest module is missing", 1, "*/_heapq.*", lambda t: t.module("_heapq").unlink())
    yield case("_ssl is missing, a text makes up for it", 1, ["*/_ssl.*", "share/doc"],
               lambda t: (t.module("_ssl").unlink(), write(t.path / "share/doc/big.txt", t.noise(90_000))))
    yield case("the interpreter is an empty file", 1, "bin/python3.*", lambda t: next(t.path.glob("bin/python3.[0-9]*[0-9]")).write_bytes(b""))
    yield case("a package of 180 kB comes along, within the limits", 0, "lib/python3.*/site-packages*",
               lambda t: [write(t.lib / f"site-packages/extra/m{i}.py", t.text(6000)) for i in range(30)])
    yield case("1 MB of data", 1, "share/data*", lambda t: write(t.path / "share/data/model.bin", t.noise(1_000_000)))
    yield case("a core dump of zeros and some heap", 1, "core", lambda t: write(t.path / "core", bytes(4_000_000) + t.noise(150_000)))
    yield case("a static library", 1, "lib/*.a", lambda t: write(t.path / "lib/libextra.a", b"!<arch>\n" + t.noise(200_000)))
    yield case("a module grows by 16 kB", 0, "lib/python3.*/enum.py", lambda t: grow(t.lib / "enum.py", t.text(16_000)))
    yield case("a module grows by 60 kB", 0, "*/json/decoder.py", lambda t: grow(t.lib / "json/decoder.py", t.text(60_000)))
    yield case("a table of 100 kB in a module", 1, "*/html/entities.py", lambda t: grow(t.lib / "html/entities.py", t.noise(80_000).hex().encode()))
    yield case("a bundled wheel grows", 1, "*/ensurepip/_bundled*", lambda t: grow(next(t.lib.glob("ensurepip/_bundled/*.whl")), t.noise(300_000)))
    yield case("a bundled wheel is replaced", 1, "*/ensurepip/_bundled*",
               lambda t: (next(t.lib.glob("ensurepip/_bundled/*.whl")).unlink(),
                          write(t.lib / "ensurepip/_bundled/pip-99-py3-none-any.whl", t.noise(2_400_000))))
    yield case("a binary grows", 1, "*/_ctypes.*", lambda t: grow(t.module("_ctypes"), t.noise(100_000)))
    yield case("a binary of the same size holds other code", 0, "*/_testcapi.*", lambda t: swap(t.module("_testcapi"), 60_000))
    yield case("a text of the same size becomes random", 0, "*/pydoc_data/topics.py", lambda t: swap(t.lib / "pydoc_data/topics.py", 60_000))
    yield case("headers are there twice", 0, "include2*", lambda t: shutil.copytree(t.path / "include", t.path / "include2"))
    yield case("a copy of libpython, before the original", 0, "lib/a.so", lambda t: shutil.copy2(next(t.path.glob("lib/libpython3.*.so.1.0")), t.path / "lib/a.so"))
    yield case("man pages", 0, "share/man*", lambda t: [write(t.path / f"share/man/man3/{i}.3", t.text(3000)) for i in range(20)])
    yield case("all codecs grow by 500 bytes", 0, "*/encodings/*.py", lambda t: [grow(p, t.text(500)) for p in (t.lib / "encodings").glob("*.py")])
    yield case("a .pyc of every module of asyncio comes along", 1, "*/asyncio/*",
               lambda t: [write(t.lib / f"asyncio/__pycache__/{p.stem}.cpython-399.pyc", p.read_bytes()[::-1]) for p in (t.lib / "asyncio").glob("*.py")])
    yield case("ensurepip is gone", 0, "*/ensurepip", lambda t: shutil.rmtree(t.lib / "ensurepip"))
    yield case("tkinter is gone", 0, "*/tkinter", lambda t: shutil.rmtree(t.lib / "tkinter"))
    yield case("the longest text is gone", 0, "*/pydoc_data/topics.py", lambda t: (t.lib / "pydoc_data/topics.py").unlink())
    yield case("a module shrinks to nothing", 0, "*/turtle.py", lambda t: (t.lib / "turtle.py").write_bytes(b""))
    yield case("idlelib loses its news", 0, "*/idlelib/*", lambda t: [p.unlink() for p in (t.lib / "idlelib").glob("[Nn][Ee][Ww][Ss]*")])
    yield case("lib-dynload moves, nothing is lost", 0, None, lambda t: (t.dynload.rename(t.lib / "plat"),))
    yield case("a module becomes abi3, nothing is lost", 0, None,
               lambda t: t.module("_json").rename(t.dynload / "_json.abi3.so"))
    yield case("the interpreter is set-user-ID", "modes", None, lambda t: next(t.path.glob("bin/python3.[0-9]*[0-9]")).chmod(0o4755))
    yield case("a folder is open to all", "modes", None, lambda t: (t.lib / "json").chmod(0o777))


def check(pybench, tree, baseline, setting, extra=()):
    run = subprocess.run(
        [pybench, "check", "--quiet", "--tree", str(tree), "--strip", "none", "--setting", setting,
         "--baseline", str(baseline), "--format", "json", *extra], stdout=subprocess.PIPE, check=False)
    return run.returncode, json.loads(run.stdout) if run.stdout else None


def first(result):
    """The first row: a missing binary stands before all changes."""
    if result["missing_binaries"]:
        return result["missing_binaries"][0]["path"], 0
    if not result["changes"]:
        return None, 0
    row = result["changes"][0]
    return row["path"], row["blame_bytes"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pybench", default=Path(__file__).resolve().parent.parent / ".build/release/pybench")
    parser.add_argument("--setting", default="zstd-9-long27")
    parser.add_argument("--only", default="", help="changes whose name holds this")
    parser.add_argument("tree", type=Path)
    options = parser.parse_args()
    pybench = str(Path(options.pybench).resolve())
    environment = dict(os.environ)
    environment.pop("SOURCE_DATE_EPOCH", None)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        subprocess.run([pybench, "archive", "--quiet", "--tree", str(options.tree), "--setting", "tar",
                        "--output", str(scratch / "base.tar")], check=True, stdout=subprocess.DEVNULL)
        def fresh(name):
            path = scratch / name
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            subprocess.run(["tar", "-xf", str(scratch / "base.tar"), "-C", str(path)], check=True)
            return path
        baseline = scratch / "base.json"
        subprocess.run([pybench, "check", "--quiet", "--update", "--tree", str(fresh("base")), "--strip", "none",
                        "--setting", options.setting, "--baseline", str(baseline)], check=True,
                       stderr=subprocess.DEVNULL)
        print("| Change | Verdict | Growth | First row | Alone | Among 600 |\n|---|---|---:|---|:-:|:-:|")
        cases = found = among = verdicts = culpable = 0
        for number, (name, code, culprits, do) in enumerate(changes()):
            if options.only not in name:
                continue
            marks = []
            for noisy in (False, True):
                tree = Tree(fresh("now"), options.tree.resolve(), number)
                do(tree)
                if noisy:
                    tree.revise(culprits or [])
                extra = ["--fail-on", "growth,vanished,modes"] if code == "modes" else []
                status, result = check(pybench, tree.path, baseline, options.setting, extra)
                path, blame = first(result)
                total = sum(c["blame_bytes"] for c in result["changes"]) + result["unchanged"]["shifted_bytes"]
                assert total == result["sizes"][0]["growth_bytes"], name
                right = culprits is None or (path is not None and any(matches(path, c) for c in culprits))
                marks.append(right)
                if not noisy:
                    row = (status, result["sizes"][0]["growth_bytes"], path, blame)
            cases += 1
            expected = 1 if code == "modes" else code
            verdicts += row[0] == expected
            culpable += culprits is not None
            found += culprits is not None and marks[0]
            among += culprits is not None and marks[1]
            verdict = ("fails" if row[0] == 1 else "passes") + ("" if row[0] == expected else " (wrong)")
            shown = "-" if row[2] is None or culprits is None else f"`{row[2]}` {row[3]:+,}"
            cell = lambda right: "-" if culprits is None else "yes" if right else "**no**"
            print(f"| {name} | {verdict} | {row[1]:+,} | {shown} | {cell(marks[0])} | {cell(marks[1])} |", flush=True)
        print(f"\nVerdict right: {verdicts} of {cases}. Culprit in the first row: {found} of {culpable} alone, "
              f"{among} of {culpable} among 600 modules that grew by 20 to 300 bytes.")


if __name__ == "__main__":
    main()
