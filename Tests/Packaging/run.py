#!/usr/bin/env python3
"""Tests what surrounds the command in a package: manual pages, steps of continuous integration, installation."""

import argparse
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYBENCH = None


def run(command, cwd=None, **environment):
    """Runs a command with nothing of this process's environment but what is given, and PATH."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={key: str(value) for key, value in environment.items()},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def load_yaml(path):
    # The system's Python has the system's packages, whatever comes first on PATH.
    code = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
    return json.loads(subprocess.run(
        ["/usr/bin/python3", "-c", code], input=path.read_text(), check=True, stdout=subprocess.PIPE, text=True).stdout)


class Folder(unittest.TestCase):
    """A test in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def program(self, name, script):
        """A program in the folder `programs`."""
        path = self.folder / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    @property
    def path(self):
        """PATH, with the programs of this test first."""
        return f"{self.folder / 'programs'}:{os.environ['PATH']}"

    def succeeded(self, result, code=0):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result


class ManualPages(Folder):
    def make(self, pybench):
        pages = self.folder / "pages"
        self.succeeded(
            run([ROOT / "scripts/make-manuals", "--pybench", pybench, "--output", pages, "--date", 86400]))
        return sorted(pages.iterdir())

    def is_clean(self, page):
        shown = self.succeeded(run(["man", "--warnings", "-E", "UTF-8", "-l", page], MANWIDTH=100))
        self.assertEqual(shown.stderr, "", page.name)
        lint = run(["mandoc", "-T", "lint", "-W", "warning", page])
        self.assertEqual(lint.stdout + lint.stderr, "", page.name)
        return shown.stdout

    def test_every_command_has_a_page_with_every_option(self):
        help = json.loads(self.succeeded(run([PYBENCH, "--experimental-dump-help"])).stdout)["command"]
        commands = [entry for entry in help["subcommands"] if entry["commandName"] != "help"]
        pages = {page.stem: self.is_clean(page) for page in self.make(PYBENCH)}
        names = [f"pybench-{command['commandName']}" for command in commands]
        self.assertEqual(sorted(pages), sorted(["pybench", *names]))
        for name, command in zip(names, commands):
            self.assertIn(f"{name}(1)", pages["pybench"])
            for argument in command["arguments"]:
                for option in argument.get("names", []) if argument["shouldDisplay"] else []:
                    typed = ("--" if option["kind"] == "long" else "-") + option["name"]
                    self.assertIn(typed, pages[name])

    def test_text_is_shown_as_it_is(self):
        texts = [".sp 9", "'quoted' \"text\" with `ticks`", r"a \fBbackslash\fR", "~home ^caret ± 2×"]
        help = {"command": {
            "commandName": "pybench", "abstract": "Overview.", "shouldDisplay": True, "arguments": [],
            "subcommands": [{
                "commandName": "try", "abstract": "Try it.", "shouldDisplay": True, "arguments": [],
                "discussion": "\n\n".join(texts) + "\n\nExample: pybench try '.x' \\\n\n  .verbatim \\n"}]}}
        (self.folder / "help.json").write_text(json.dumps(help))
        pybench = self.program(
            "pybench", f'[ "$1" = --version ] && echo pybench 1.2.3 || cat {self.folder}/help.json')
        shown = [self.is_clean(page) for page in self.make(pybench)][0]
        for text in [*texts, "pybench try '.x' \\", ".verbatim \\n", "pybench 1.2.3", "1970-01-02"]:
            self.assertIn(text, shown)


class Completions(Folder):
    def setUp(self):
        super().setUp()
        self.share = self.folder / "share"
        self.succeeded(run([ROOT / "scripts/make-completions", PYBENCH, self.share]))
        (self.folder / "build tree").mkdir()
        for name in ("build.csv", "build.json", "build.tar.zst"):
            (self.folder / name).write_text("")

    def completed(self, *words):
        """What bash offers for the last word; with nothing of its own it completes files if the script allows it."""
        script = r"""
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE=$*; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
            _pybench pybench "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            options=$(complete -p pybench)
            if ((!${#COMPREPLY[@]})) && [[ $options = *"-o default"* ]]; then
                mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
            fi
            printf '%s\n' "${COMPREPLY[@]}"
            """
        file = self.share / "bash-completion/completions/pybench"
        result = self.succeeded(
            run(["bash", "--norc", "-c", script, "bash", file, "pybench", *words], cwd=self.folder))
        return sorted(result.stdout.splitlines())

    def test_bash_completes_files_where_a_path_is_taken(self):
        files = ["build tree", "build.csv", "build.json", "build.tar.zst"]
        for command in ("compress", "archive", "check", "inspect"):
            self.assertEqual(self.completed(command, "--tree", "bu"), ["build tree"], command)
        self.assertEqual(self.completed("merge", "bu"), ["build tree"])
        for words in (["pick"], ["report"], ["history"], ["pick", "build.csv"], ["compress", "--tar"],
                      ["check", "--archive"], ["check", "--baseline"], ["check", "--history"],
                      ["archive", "--output"], ["archive", "--manifest"], ["archive", "--setting"],
                      ["report", "build.csv", "-o"], ["inspect", "--exclude"]):
            self.assertEqual(self.completed(*words, "bu"), files, words)

    def test_bash_completes_words_of_fixed_lists(self):
        for words, found in ((["pick", "--decoder", "ru"], ["ruzstd"]), (["check", "--format", "m"], ["markdown"]),
                             (["check", "--fail-on", "van"], ["vanished"]), (["archive", "--strip", "d"], ["debug"]),
                             (["compress", "--prune", "te"], ["tests"]), (["compress", "--order", "k"], ["kind"]),
                             (["compress", "--settings", "qu"], ["quick"]), (["pick", "--codecs", "x"], ["xz"])):
            self.assertEqual(self.completed(*words), found, words)

    def test_zsh_and_fish_complete_files(self):
        zsh = (self.share / "zsh/site-functions/_pybench").read_text()
        fish = (self.share / "fish/vendor_completions.d/pybench.fish").read_text()
        for name in ("baseline", "history", "manifest", "tar", "archive"):
            lines = [line for line in zsh.splitlines() if f"--{name}[" in line]
            self.assertTrue(lines and all("_files" in line for line in lines), (name, lines))
            lines = [line for line in fish.splitlines() if f"-l '{name}'" in line or f"-l {name} " in line]
            self.assertTrue(lines and all("-rF" in line for line in lines), (name, lines))


class Overview(unittest.TestCase):
    def test_what_follows_a_command_is_a_comment(self):
        text = run([PYBENCH, "help"]).stdout
        lines = text[text.index("In the order of use"):text.index("USAGE")].splitlines()[1:]
        script = "\n".join(line for line in lines if line.strip())
        self.assertGreater(len(script.splitlines()), 8)
        echoed = run(["bash", "-c", f"pybench() {{ echo \"$@\"; }}\n{script}"])
        self.assertEqual((echoed.returncode, echoed.stderr), (0, ""))
        self.assertEqual(len(echoed.stdout.splitlines()), 8)
        self.assertIn("compress --tree build/\n", echoed.stdout)

    def test_the_names_of_a_switch_have_their_own_texts(self):
        text = run([PYBENCH, "help", "archive"]).stdout.splitlines()
        texts = [line.split(None, 1)[1] for line in text if line.startswith(("  --verify ", "  --no-verify "))]
        self.assertEqual(len(set(texts)), 2, texts)


class Installation(Folder):
    def setUp(self):
        super().setUp()
        self.script = self.folder / "scripts/install-files"
        self.script.parent.mkdir()
        shutil.copy(ROOT / "scripts/install-files", self.script)
        self.stage("bin/pybench", 0o755)
        self.stage("share/man/man1/pybench.1", 0o644)
        self.target = self.folder / "target"

    def stage(self, path, mode):
        file = self.folder / ".build/stage" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
        file.chmod(mode)

    def files(self, what, code=0, prefix="/usr/local"):
        return self.succeeded(run([self.script, what], PREFIX=prefix, DESTDIR=self.target), code)

    def found(self):
        return sorted(str(path.relative_to(self.target)) for path in self.target.rglob("*"))

    def test_uninstall_removes_what_install_made_and_nothing_else(self):
        kept = self.target / "usr/local/share/man/man1/other.1"
        kept.parent.mkdir(parents=True)
        kept.write_text("other")
        before = self.found()
        self.files("install")
        self.assertEqual((self.target / "usr/local/bin/pybench").stat().st_mode & 0o777, 0o755)
        self.assertEqual((self.target / "usr/local/share/man/man1/pybench.1").stat().st_mode & 0o777, 0o644)
        self.files("uninstall")
        self.assertEqual(self.found(), before)

    def test_a_prefix_with_spaces_is_one_folder(self):
        self.files("install", prefix="/opt/a b")
        self.assertTrue((self.target / "opt/a b/bin/pybench").exists())
        self.files("uninstall", prefix="/opt/a b")
        self.assertFalse((self.target / "opt/a b").exists())

    def test_an_upgrade_removes_what_the_new_version_lacks(self):
        self.stage("share/old/file", 0o644)
        self.files("install")
        shutil.rmtree(self.folder / ".build/stage/share/old")
        self.files("install")
        self.assertFalse((self.target / "usr/local/share/old/file").exists())
        self.files("uninstall")
        self.assertFalse((self.target / "usr/local").exists())

    def test_a_note_that_leads_out_of_the_prefix_is_refused(self):
        self.files("install")
        (self.target / "usr/kept").write_text("kept")
        (self.target / "usr/local/share/pybench/installed").write_text("file ../kept\n")
        self.assertIn("outside of the prefix", self.files("uninstall", code=2).stderr)
        self.assertTrue((self.target / "usr/kept").exists())

    def test_nothing_is_uninstalled_that_was_not_installed(self):
        self.assertIn("cannot uninstall", self.files("uninstall", code=2).stderr)


class Changelog(Folder):
    def test_what_is_not_released_belongs_to_the_version_that_is_packaged(self):
        text = "# Changelog\n\n## Unreleased\n\n- New\n  line.\n\n## 1.1\n\n- Old.\n\n## 1.0\n\n- First.\n"
        made = subprocess.run(
            [ROOT / "scripts/make-debian-changelog", "--version", "1.1", "--date", "0", "--maintainer", "A <a@b.c>"],
            input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
        end = "\n -- A <a@b.c>  Thu, 01 Jan 1970 00:00:00 -0000\n\n"
        self.assertEqual(
            made, "pybench (1.1) unstable; urgency=medium\n\n  * New line.\n  * Old.\n" + end
            + "pybench (1.0) unstable; urgency=medium\n\n  * First.\n" + end)


    def test_an_older_version_has_its_own_date(self):
        made = subprocess.run(
            [ROOT / "scripts/make-debian-changelog", "--version", "1.1", "--date", "0", "--maintainer", "A <a@b.c>"],
            input="## 1.1 (2026-11-24)\n- New.\n\n## 1.0 (1969-12-31)\n- First.\n", check=True,
            stdout=subprocess.PIPE, text=True).stdout
        dates = [line for line in made.splitlines() if line.startswith(" -- ")]
        self.assertEqual(
            dates, [" -- A <a@b.c>  Thu, 01 Jan 1970 00:00:00 -0000", " -- A <a@b.c>  Wed, 31 Dec 1969 00:00:00 -0000"])


class ActionFiles(unittest.TestCase):
    def test_no_run_step_holds_an_expression(self):
        for step in load_yaml(ROOT / "action.yml")["runs"]["steps"]:
            self.assertNotIn("${{", step["run"])
            script = step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/")
            self.assertTrue(os.access(ROOT / script, os.X_OK), script)

    def test_every_input_reaches_a_variable_that_the_script_reads(self):
        action = load_yaml(ROOT / "action.yml")
        used = set()
        for step in action["runs"]["steps"]:
            script = (ROOT / step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/")).read_text()
            for variable, expression in step["env"].items():
                self.assertIn(variable, script)
                used.add(expression.removeprefix("${{ inputs.").removesuffix(" }}"))
        self.assertEqual(used, set(action["inputs"]))

    def test_the_template_installs_as_the_script_does(self):
        job = load_yaml(ROOT / "ci/gitlab.yml")[".pybench"]
        script = (ROOT / "ci/install.sh").read_text()
        self.assertEqual(
            job["before_script"],
            [f"cat >/tmp/install-pybench.sh <<'END'\n{script}END\nsh /tmp/install-pybench.sh\n"])
        named = [word for line in job["script"] for word in line.split() if word.startswith("/usr/share/")]
        for path in named or self.fail("the template runs no script of the package"):
            self.assertTrue((ROOT / path.removeprefix("/usr/share/pybench/").rstrip(";")).exists(), path)


class Install(Folder):
    def setUp(self):
        super().setUp()
        self.package = self.folder / "my package.deb"
        self.package.write_bytes(b"a package")
        self.sha256 = hashlib.sha256(b"a package").hexdigest()
        self.program("apt-get", f'printf "%s\\n" "$*" >>{self.folder}/apt')
        self.program("sudo", 'shift; exec "$@"')
        self.program("pybench", "echo pybench 1.2.3")
        self.program(
            "curl", 'while [ "$1" != --output ]; do shift; done; printf "a package" >"$2"')

    def install(self, code=0, **environment):
        return self.succeeded(run(["sh", ROOT / "ci/install.sh"], PATH=self.path, **environment), code)

    @property
    def installed(self):
        log = self.folder / "apt"
        return "pybench.deb" in log.read_text() if log.exists() else False

    def test_a_path_is_installed(self):
        self.assertIn("pybench 1.2.3", self.install(PYBENCH_PACKAGE=self.package).stdout)
        self.assertTrue(self.installed)

    def test_a_url_is_installed_if_its_sum_is_right(self):
        self.install(PYBENCH_PACKAGE="https://example.org/p.deb", PYBENCH_PACKAGE_SHA256=self.sha256)
        self.assertTrue(self.installed)

    def test_another_sum_installs_nothing(self):
        result = self.install(2, PYBENCH_PACKAGE="https://example.org/p.deb", PYBENCH_PACKAGE_SHA256="0" * 64)
        self.assertIn("SHA-256", result.stderr)
        self.assertFalse(self.installed)

    def test_a_url_without_a_sum_or_encryption_is_refused(self):
        self.install(2, PYBENCH_PACKAGE="https://example.org/p.deb")
        self.install(2, PYBENCH_PACKAGE="http://example.org/p.deb", PYBENCH_PACKAGE_SHA256=self.sha256)
        self.install(2)
        self.assertFalse(self.installed)


class Steps(Folder):
    def make_tree(self, *extra):
        tree = self.folder / "a tree"
        tree.mkdir(exist_ok=True)
        for name in ("one.py", *extra):
            (tree / name).write_bytes(hashlib.shake_256(name.encode()).digest(20_000))
        return tree

    def step(self, name, code=0, **environment):
        (self.folder / "programs").mkdir(exist_ok=True)
        link = self.folder / "programs/pybench"
        if not link.exists():
            link.symlink_to(PYBENCH)
        return self.succeeded(
            run(["sh", ROOT / "ci" / name], cwd=self.folder, PATH=self.path, GITHUB_OUTPUT=self.folder / "output",
                **environment), code)

    @property
    def output(self):
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())

    def test_an_archive_that_grew_fails_and_leaves_its_report(self):
        environment = {"PYBENCH_TREE": self.make_tree(), "PYBENCH_ARCHIVE": "an archive.tar.zst",
                       "PYBENCH_SETTING": "zstd-3", "PYBENCH_STRIP": "none", "PYBENCH_BASELINE": "base.json"}
        self.step("archive.sh", **environment)
        self.assertEqual(self.output["archive"], "an archive.tar.zst")
        self.assertEqual(int(self.output["bytes"]), (self.folder / "an archive.tar.zst").stat().st_size)
        shutil.copy(self.folder / "an archive.tar.zst.json", self.folder / "base.json")
        self.step("check.sh", **environment)
        self.assertEqual(self.output["result"], "passed")
        self.make_tree("two.py")
        self.step("archive.sh", **environment)
        self.assertIn("two.py", self.step("check.sh", code=1, **environment).stdout)
        self.assertEqual(self.output["result"], "failed")
        self.assertIn("two.py", (self.folder / self.output["report"]).read_text())
        self.step("check.sh", PYBENCH_MAX_GROWTH="300%", **environment)
        self.assertEqual(self.output["result"], "passed")
        self.step("check.sh", PYBENCH_MAX_GROWTH="300%", PYBENCH_REQUIRE="one.*\ntwo.*", **environment)
        self.step("check.sh", code=1, PYBENCH_MAX_GROWTH="300%", PYBENCH_REQUIRE="one.*\nthree.*", **environment)
        self.step("check.sh", code=1, PYBENCH_MAX_GROWTH="300%", PYBENCH_MAX_SIZE="9KB", **environment)
        self.step("check.sh", PYBENCH_FAIL_ON="vanished", **environment)

    def test_a_check_without_a_baseline_is_an_error(self):
        environment = {"PYBENCH_TREE": self.make_tree(), "PYBENCH_SETTING": "zstd-3", "PYBENCH_STRIP": "none"}
        self.step("archive.sh", **environment)
        self.step("check.sh", code=2, PYBENCH_BASELINE="missing.json", **environment)
        self.assertEqual(self.output["result"], "error")
        self.assertNotIn("report", self.output)
        self.step("check.sh", code=2, **environment)

    def test_values_are_arguments_and_never_commands(self):
        self.program("pybench", f'printf "%s\\n" "$@" >>{self.folder}/arguments; echo >python.tar.zst')
        hostile = "$(touch pwned) `touch pwned`; touch pwned *"
        self.step("archive.sh", PYBENCH_TREE=hostile, PYBENCH_EXCLUDE=f"*.h\n{hostile}\n", PYBENCH_PRUNE=hostile,
                  PYBENCH_ARCHIVE_OPTIONS="--no-verify")
        self.step("check.sh", PYBENCH_BASELINE=hostile, PYBENCH_CHECK_OPTIONS=f"--strict\n--setting={hostile}")
        arguments = (self.folder / "arguments").read_text().splitlines()
        for argument in ["--tree=" + hostile, "--exclude=*.h", "--exclude=" + hostile, "--prune=" + hostile,
                         "--no-verify", "--baseline=" + hostile, "--strict", "--setting=" + hostile]:
            self.assertIn(argument, arguments)
        self.assertFalse((self.folder / "pwned").exists())

    def test_a_name_cannot_set_other_outputs(self):
        self.step("archive.sh", code=2, PYBENCH_TREE=self.make_tree(), PYBENCH_ARCHIVE="a\nresult=passed.tar.zst")
        self.step("check.sh", code=2, PYBENCH_BASELINE="b", PYBENCH_REPORT="a\nresult=passed")
        self.assertFalse((self.folder / "output").exists())


class Forge(http.server.BaseHTTPRequestHandler):
    """As much of GitHub's and GitLab's interface as a comment takes."""

    def log_message(self, *_):
        pass

    def answer(self, code, document):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def handle_request(self):
        server = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server.requests.append((self.command, self.path.split("?")[0], dict(self.headers)))
        if server.refused:
            self.answer(server.refused, {"message": "refused"})
        elif self.command == "GET":
            page = int(self.path.split("&page=")[1])
            self.answer(200, server.comments[(page - 1) * 100 : page * 100])
        elif self.command == "POST":
            server.comments.append({"id": 1000 + len(server.comments), "body": json.loads(body)["body"]})
            self.answer(201, server.comments[-1])
        else:
            wanted = int(self.path.rsplit("/", 1)[1])
            if wanted in server.foreign:
                return self.answer(403, {})
            comment = next(entry for entry in server.comments if entry["id"] == wanted)
            comment["body"] = json.loads(body)["body"]
            self.answer(200, comment)

    do_GET = do_POST = do_PATCH = do_PUT = handle_request


class Comments(Folder):
    def setUp(self):
        super().setUp()
        self.forge = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge)
        self.forge.requests, self.forge.refused, self.forge.foreign = [], None, set()
        self.forge.comments = [{"id": number, "body": "talk"} for number in range(150)]
        thread = threading.Thread(target=self.forge.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.forge.server_close)
        self.addCleanup(self.forge.shutdown)
        self.event({"pull_request": {"number": 7}})

    def event(self, document):
        (self.folder / "event.json").write_text(json.dumps(document))

    def comment(self, report, forge="github", **environment):
        (self.folder / "pybench-check.md").write_text(report)
        url = f"http://127.0.0.1:{self.forge.server_port}"
        given = {
            "github": {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_API_URL": url,
                       "GITHUB_EVENT_PATH": self.folder / "event.json"},
            "gitlab": {"CI_PROJECT_ID": 5, "CI_API_V4_URL": url, "CI_MERGE_REQUEST_IID": 7},
        }[forge]
        return self.succeeded(
            run(["sh", ROOT / "ci/comment.sh"], cwd=self.folder, PATH=self.path,
                **{"PYBENCH_TOKEN": "secret", **given, **environment}))

    def bodies(self):
        return [entry["body"] for entry in self.forge.comments if entry["body"] != "talk"]

    def test_a_later_job_updates_the_comment(self):
        self.comment("first \"quoted\"\n\u00b1 second line")
        self.comment("third")
        self.assertEqual(self.bodies(), ["<!-- pybench python.tar.zst -->\nthird"])
        self.assertIn(("POST", "/repos/o/r/issues/7/comments"), [entry[:2] for entry in self.forge.requests])
        self.assertEqual(self.forge.requests[-1][0], "PATCH")
        self.assertEqual({entry[2]["Authorization"] for entry in self.forge.requests}, {"Bearer secret"})

    def test_a_merge_request_is_commented_as_a_pull_request_is(self):
        self.comment("first", "gitlab")
        self.comment("second", "gitlab")
        self.assertEqual(self.bodies(), ["<!-- pybench python.tar.zst -->\nsecond"])
        self.assertEqual(self.forge.requests[-1][0], "PUT")
        self.assertIn(
            ("POST", "/projects/5/merge_requests/7/notes"), [entry[:2] for entry in self.forge.requests])
        self.assertEqual({entry[2]["PRIVATE-TOKEN"] for entry in self.forge.requests}, {"secret"})

    def test_archives_have_a_comment_each(self):
        self.comment("one", PYBENCH_ARCHIVE="one.tar.zst")
        self.comment("<!-- pybench check: two -->\nown marker")
        self.assertEqual(
            self.bodies(), ["<!-- pybench one.tar.zst -->\none", "<!-- pybench check: two -->\nown marker"])

    def test_a_comment_of_someone_else_is_left(self):
        self.forge.comments.append({"id": 900, "body": "<!-- pybench python.tar.zst -->\nforged"})
        self.forge.foreign.add(900)
        self.comment("real")
        self.assertEqual(self.bodies()[1:], ["<!-- pybench python.tar.zst -->\nreal"])

    def test_a_token_that_may_not_write_is_a_warning(self):
        self.forge.refused = 403
        result = self.comment("text")
        self.assertIn("::warning title=pybench::no comment", result.stderr)
        self.assertNotIn("secret", result.stdout + result.stderr)

    def test_without_a_request_or_a_token_nothing_is_sent(self):
        self.event({"ref": "refs/heads/main"})
        self.comment("text")
        self.event({"pull_request": {"number": 7}})
        self.comment("text", PYBENCH_TOKEN="")
        self.comment("")
        self.assertEqual(self.forge.requests, [])


def main():
    global PYBENCH
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pybench", required=True, type=pathlib.Path, help="the command to test")
    given, rest = parser.parse_known_args()
    PYBENCH = given.pybench.resolve()
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
