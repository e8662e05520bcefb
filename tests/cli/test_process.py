"""The installed command as a process: how it starts, how it ends, what it does on a terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from daprls import __version__
from daprls.cli.pages import offer, page
from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES
from terminals import command, daprls, daprls_failing, everything, process, written

WRONG = "componentType: state.rediss\nversion: v1\nmetadata: []\n"
ESCAPE = b"\x1b["
posix_only = pytest.mark.skipif(os.name == "nt", reason="there are no such terminals and signals")


def on_a_terminal(
    arguments: list[str], folder: Path, environment: Mapping[str, str] | None = None
) -> bytes:
    """What a command prints on a terminal."""
    import pty

    parent, child = pty.openpty()
    running = subprocess.Popen(
        [*command(), *arguments],
        cwd=folder,
        stdin=child,
        stdout=child,
        stderr=child,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **(environment or {})},
    )
    os.close(child)
    printed = b""
    try:
        while part := os.read(parent, 65536):
            printed += part
    except OSError:
        pass  # Linux says so when the other end is closed.
    running.wait(timeout=60)
    os.close(parent)
    return printed


class TestStart:
    def test_tells_its_version(self, tmp_path: Path) -> None:
        done = process(["--version"], tmp_path)
        assert done.returncode == 0
        assert done.stdout.decode().split() == ["daprls", __version__]

    def test_runs_as_a_module(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "daprls", "lint", "--nonsense"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr.startswith("Usage: daprls lint ")

    def test_without_arguments_shows_help(self, tmp_path: Path) -> None:
        done = process([], tmp_path)
        assert done.returncode == 2
        assert b"Commands:" in done.stdout + done.stderr

    def test_imports_nothing_heavy_before_a_command_needs_it(self) -> None:
        code = "import sys, daprls.cli.main; print(*sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        heavy = {"ruamel", "ruamel.yaml", "jsonschema", "rich", "pygls", "lsprotocol", "pathspec"}
        assert not heavy & set(done.stdout.split())

    def test_lints_without_the_editors_protocol(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        code = (
            "import sys; from daprls.cli.main import app\n"
            "app.main(['lint', 'a.yaml'], standalone_mode=False); print(*sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        modules = set(done.stdout.splitlines()[-1].split())
        assert "daprls.lint.engine" in modules
        assert not {"rich", "pygls", "lsprotocol"} & modules


class TestEnd:
    def test_the_exit_code_is_the_process_s(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        assert process(["lint"], tmp_path).returncode == 1
        assert process(["lint", "--fail-on", "never"], tmp_path).returncode == 0
        assert process(["lint", "gone"], tmp_path).returncode == 2
        assert process(["lint", "--format", "xml"], tmp_path).returncode == 2

    def test_stdin_is_bytes(self, tmp_path: Path) -> None:
        text = "\ufeff" + WRONG.replace("\n", "\r\n") + "# é"
        done = process(["lint", "-", "--format", "json"], tmp_path, stdin=text.encode())
        assert done.returncode == 1
        found = json.loads(done.stdout)["diagnostics"]
        assert [each["range"]["start"]["line"] for each in found] == [0] * len(found)

    def test_output_survives_a_poor_encoding(self, tmp_path: Path) -> None:
        written(tmp_path, {"ü.yaml": WRONG.replace("rediss", "rediss # \N{SNOWMAN}")})
        environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
        done = process(["lint"], tmp_path, environment=environment)
        assert done.returncode == 1
        printed = done.stdout.decode("latin-1")
        assert "ü.yaml:1:16: error[unknown-component-type]" in printed
        assert "1 | componentType: state.rediss # ?" in printed

    @posix_only
    def test_a_reader_that_leaves_ends_it_without_a_word(self, tmp_path: Path) -> None:
        written(tmp_path, {f"{number}.yaml": WRONG for number in range(300)})
        running = subprocess.Popen(
            [*command(), "lint"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 141
        running.stderr.close()

    @posix_only
    def test_an_interrupt_ends_it_with_a_word(self, tmp_path: Path) -> None:
        running = subprocess.Popen(
            [*command(), "lint", "-"],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell that runs the tests in the background has them ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert running.stdin is not None
        # It reads stdin until its end, which never comes; once it takes bytes it is at work.
        running.stdin.write(b"#" * 1_000_000)
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=60)
        assert (running.returncode, output, errors) == (130, b"", b"Interrupted.\n")

    def test_a_bug_is_told_without_the_message_of_the_exception(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise ValueError("c4n4ry")

        monkeypatch.setattr("daprls.cli.lint.workspace", fail)
        result = daprls_failing("lint", tmp_path)
        assert result.exit_code == 70
        assert result.stderr.startswith("daprls has failed with ValueError, a bug;")
        assert "test_process.py:" in result.stderr
        assert "c4n4ry" not in everything(result)

    def test_a_rule_that_fails_takes_nothing_with_it_and_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from daprls.lint.finding import Layer, Severity
        from daprls.lint.rule import component_rule

        @component_rule("clumsy", Severity.ERROR, layer=Layer.VALUE)
        def clumsy(_component, _snapshot):  # type: ignore[no-untyped-def]
            """It fails."""
            raise ValueError("c4n4ry")

        monkeypatch.setattr("daprls.cli.lint.ALL_RULES", (clumsy, *ALL_RULES))
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": WRONG})
        result = daprls_failing("lint", tmp_path)
        assert result.exit_code == 70
        assert result.stdout.count("error[unknown-component-type]") == 2
        told = "error: rule clumsy failed with ValueError; this is a bug, please report it\n"
        assert result.stderr == told

    def test_a_file_that_vanishes_before_it_is_read_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from daprls import files

        written(tmp_path, {"a.yaml": WRONG, "b.yaml": WRONG})
        real = files.discover

        def vanishing(*arguments, **options):  # type: ignore[no-untyped-def]
            for path in real(*arguments, **options):
                path.unlink(missing_ok=True) if path.name == "a.yaml" else None
                yield path

        monkeypatch.setattr(files, "discover", vanishing)
        result = daprls("lint", tmp_path)
        assert result.exit_code == 2
        assert "a.yaml: There is no such file or folder.\n" in result.stderr
        assert "b.yaml:1:16: error[unknown-component-type]" in result.stdout


class TestServe:
    @pytest.mark.parametrize(
        ("arguments", "port"), [([], None), (["--stdio"], None), (["--tcp", "4711"], 4711)]
    )
    def test_hands_over_to_the_server_and_ends_with_its_code(
        self, monkeypatch: pytest.MonkeyPatch, arguments: list[str], port: int | None
    ) -> None:
        asked: list[int | None] = []

        def serve(*, tcp: int | None) -> int:
            asked.append(tcp)
            return 3

        monkeypatch.setattr("daprls.lsp.start.serve", serve)
        assert daprls("serve", *arguments).exit_code == 3
        assert asked == [port]

    def test_ends_when_the_editor_has_gone(self, tmp_path: Path) -> None:
        done = process(["serve"], tmp_path, stdin=b"")
        assert done.stdout == b""


@posix_only
class TestTerminal:
    def test_gets_colours_and_a_pipe_does_not(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        assert ESCAPE in on_a_terminal(["lint"], tmp_path)
        assert ESCAPE in on_a_terminal(["fix", "--diff"], tmp_path)
        piped = process(["lint"], tmp_path)
        assert ESCAPE not in piped.stdout + piped.stderr

    @pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_gets_none_where_none_are_wanted(
        self, tmp_path: Path, variable: dict[str, str]
    ) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        for arguments in (["lint"], ["fix", "--diff"], ["rules"], ["explain", "yaml-syntax"]):
            assert ESCAPE not in on_a_terminal(arguments, tmp_path, variable)

    def test_gets_nothing_that_hides_or_turns_text(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG.replace("rediss", "rediss # \u202ea\u200bb")})
        for arguments in (["lint"], ["fix", "--diff"]):
            printed = on_a_terminal(arguments, tmp_path).decode()
            assert "rediss # \ufffda\ufffdb" in printed

    def test_shows_a_bar_while_work_is_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TERM", "xterm")
        written(tmp_path, {f"{number}.yaml": WRONG for number in range(20)})
        code = (
            "import daprls.cli.progress as p; p._PATIENCE = -1.0\n"
            "from daprls.cli.main import main; main(['lint', '--format', 'json'])"
        )
        import pty

        parent, child = pty.openpty()
        running = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=child
        )
        os.close(child)
        assert running.stdout is not None
        report = json.loads(running.stdout.read())
        running.wait(timeout=60)
        shown = os.read(parent, 65536).decode()
        os.close(parent)
        running.stdout.close()
        assert report["files"] == 20
        assert "Linting" in shown


class TestRulesAndPages:
    def test_every_rule_is_listed_with_its_summary(self) -> None:
        lines = daprls("rules").stdout.splitlines()
        assert len(lines) == len(ALL_RULES) + 1
        for line, rule in zip(lines[1:], ALL_RULES, strict=True):
            word = rule.severity.word + ("" if rule.on_by_default else ", off")
            assert re.match(rf"{rule.code} +{word} +(fix|suggestion|-) +", line)
            assert line.endswith(rule.summary)

    def test_programs_can_read_the_list(self) -> None:
        found = json.loads(daprls("rules", "--format", "json").stdout)
        assert found["version"] == 1
        assert [rule["code"] for rule in found["rules"]] == [rule.code for rule in ALL_RULES]
        by_code = {rule["code"]: rule for rule in found["rules"]}
        assert by_code["unknown-component-type"] == {
            "code": "unknown-component-type",
            "severity": "error",
            "fix": "fix",
            "dialects": ["aca", "oss"],
            "onByDefault": True,
            "summary": "A component type is not registered in Dapr.",
        }

    @pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
    def test_the_list_offers_what_the_cases_of_a_rule_show(self, rule: Rule) -> None:
        """The list tells it from the page alone, so the page has to show the best there is."""
        more = Path(__file__).parents[1] / "rules" / f"{rule.code}.md"
        shown = page(rule) + (more.read_text(encoding="utf-8") if more.exists() else "")
        best = next((kind for kind in ("fix", "suggestion") if f"= {kind}: " in shown), "none")
        assert offer(rule) == best

    def test_explaining_a_rule_prints_its_page(self) -> None:
        page = Path(__file__).parents[2] / "docs" / "rules" / "unknown-component-type.md"
        result = daprls("explain", "unknown-component-type")
        assert result.stdout == page.read_text(encoding="utf-8")

    @posix_only
    def test_on_a_terminal_the_page_is_rendered(self, tmp_path: Path) -> None:
        printed = on_a_terminal(["explain", "unknown-component-type"], tmp_path).decode()
        assert "unknown-component-type" in printed
        assert "```" not in printed
        assert "\x1b[" in printed

    def test_an_unknown_rule_is_refused_with_what_may_be_meant(self) -> None:
        result = daprls("explain", "unused-secrt")
        assert result.exit_code == 2
        assert "There is no rule 'unused-secrt'. Did you mean 'unused-secret'?" in result.stderr
