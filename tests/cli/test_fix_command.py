"""`daprls fix`: what is changed, what is left alone, and what is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daprls.cli.plan import Wish, plan
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.repair import repair
from daprls.lint.rule import component_rule, file_rule
from daprls.rules import ALL_RULES
from daprls.text import CreateFile, Span, TextEdit
from terminals import daprls, everything, texts, written
from workspaces import snapshot_of

WRONG = """\
# Orders.
componentType: pubsub.azure.servicebus.queue   # misspelt
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
"""
RIGHT = WRONG.replace(".queue ", ".queues ")
KEYED = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop   # the account
  - name: containerName
    value: carts
  - name: accountKey
    secretRef: account-key
secrets:
  - name: account-key
    value: c2VjcmV0IG9mIHRoZSBhY2NvdW50
"""
STORE_KEY = "secretStoreComponent: vault\n"
KEYLESS = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop   # the account
  - name: containerName
    value: carts
"""
RULES = [
    "plaintext-secret",
    "runtime-key-case",
    "secret-store-not-found",
    "unknown-component-type",
    "unknown-metadata-name",
]
CLIENT = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder in which few rules run, so that tests of the door do not depend on all of them."""
    written(tmp_path, {"daprls.toml": f"select = {RULES}\n"})
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class TestWriting:
    def test_applies_the_safe_fixes_and_says_which(self, tmp_path: Path) -> None:
        written(tmp_path, {"a/orders.yaml": WRONG, "b.yaml": RIGHT})
        result = daprls("fix")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == (
            "a/orders.yaml\n"
            "  Change to 'pubsub.azure.servicebus.queues' [unknown-component-type]\n"
            "1 change in 1 file.\n"
        )
        assert texts(tmp_path) == {"a/orders.yaml": RIGHT, "b.yaml": RIGHT}

    def test_says_that_there_is_nothing_to_change(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": RIGHT})
        result = daprls("fix")
        assert (result.exit_code, result.stdout) == (0, "Nothing to change in 1 file.\n")

    def test_keeps_line_breaks_and_byte_order_mark(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": "\ufeff" + WRONG.replace("\n", "\r\n") + "# é\r"})
        daprls("fix")
        assert texts(tmp_path) == {"a.yaml": "\ufeff" + RIGHT.replace("\n", "\r\n") + "# é\r"}

    @pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
    def test_keeps_permissions_and_links(self, tmp_path: Path) -> None:
        written(tmp_path, {"real/a.yaml": WRONG, "link/.keep": ""})
        (tmp_path / "real" / "a.yaml").chmod(0o640)
        (tmp_path / "link" / "a.yaml").symlink_to(tmp_path / "real" / "a.yaml")
        assert daprls("fix", "link/a.yaml").exit_code == 0
        assert (tmp_path / "link" / "a.yaml").is_symlink()
        assert (tmp_path / "real" / "a.yaml").read_text(encoding="utf-8") == RIGHT
        assert (tmp_path / "real" / "a.yaml").stat().st_mode & 0o777 == 0o640

    def test_goes_on_until_nothing_is_left(self, tmp_path: Path) -> None:
        broken = (
            "componentType: pubsub.rabbitmqq\nversion: v1\nmetadata:\n"
            "  - name: hostname\n    value: localhost\n  - name: consumerId\n    value: a\n"
        )
        written(tmp_path, {"a.yaml": broken + "---\n" + broken})
        assert daprls("fix").exit_code == 0
        fixed = broken.replace("rabbitmqq", "rabbitmq").replace("consumerId", "consumerID")
        assert texts(tmp_path) == {"a.yaml": fixed + "---\n" + fixed}

    def test_of_other_paths_goes_on_after_one_that_is_missing(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        result = daprls("fix", "gone.yaml", "a.yaml")
        assert result.exit_code == 2
        assert "error: gone.yaml: There is no such file or folder.\n" in result.stderr
        assert texts(tmp_path) == {"a.yaml": RIGHT}

    def test_touches_no_file_that_was_not_asked_about(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": WRONG})
        daprls("fix", "a.yaml")
        assert texts(tmp_path) == {"a.yaml": RIGHT, "b.yaml": WRONG}

    def test_takes_no_suggestion_unasked(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED.replace("secretRef: account-key", "value: abcdefgh12")})
        before = texts(tmp_path)
        daprls("fix")
        assert texts(tmp_path) == before


class TestRules:
    def test_that_are_named_are_applied_and_no_others(self, tmp_path: Path) -> None:
        text = WRONG.replace("namespaceName", "namespaceNam")
        written(tmp_path, {"a.yaml": text})
        daprls("fix", "--rule", "unknown-component-type")
        fixed = text.replace(".queue ", ".queues ")
        assert texts(tmp_path) == {"a.yaml": fixed}
        result = daprls("fix", "--rule", "unknown-metadata-name")
        assert "[unknown-metadata-name]" in result.stdout
        assert texts(tmp_path) == {"a.yaml": RIGHT}

    def test_may_be_several(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG.replace("namespaceName", "namespaceNam")})
        rules = ["--rule", "unknown-component-type", "--rule", "unknown-metadata-name"]
        assert daprls("fix", *rules).exit_code == 0
        assert texts(tmp_path) == {"a.yaml": RIGHT}

    def test_that_are_named_run_whatever_the_settings_say(self, tmp_path: Path) -> None:
        settings = 'ignore = ["unknown-component-type"]\n'
        written(tmp_path, {"a.yaml": WRONG, "daprls.toml": settings})
        daprls("fix")
        assert texts(tmp_path)["a.yaml"] == WRONG
        daprls("fix", "--rule", "unknown-component-type")
        assert texts(tmp_path)["a.yaml"] == RIGHT

    def test_that_are_unknown_are_refused_with_what_may_be_meant(self) -> None:
        result = daprls("fix", "--rule", "unknown-component-typ")
        assert result.exit_code == 2
        assert "Did you mean 'unknown-component-type'?" in result.stderr


class TestDiff:
    def test_shows_and_never_writes(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        result = daprls("fix", "--diff")
        assert result.exit_code == 1
        assert result.stdout == (
            "--- a.yaml\n"
            "+++ a.yaml\n"
            "@@ -1,5 +1,5 @@\n"
            " # Orders.\n"
            "-componentType: pubsub.azure.servicebus.queue   # misspelt\n"
            "+componentType: pubsub.azure.servicebus.queues   # misspelt\n"
            " version: v1\n"
            " metadata:\n"
            "   - name: namespaceName\n"
        )
        assert result.stderr == "1 change in 1 file would be made.\n"
        assert texts(tmp_path) == {"a.yaml": WRONG}

    def test_is_0_where_nothing_would_change(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": RIGHT})
        result = daprls("fix", "--diff")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "Nothing to change in 1 file.\n"

    def test_can_be_applied(self, tmp_path: Path) -> None:
        import subprocess

        for text in (WRONG, WRONG.replace("\n", "\r\n"), WRONG.rstrip("\n"), "\ufeff" + WRONG):
            written(tmp_path, {"a.yaml": text})
            patch = daprls("fix", "--diff").stdout_bytes
            command = ["git", "apply", "--whitespace=nowarn", "-p0", "-"]
            done = subprocess.run(command, input=patch, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
            assert texts(tmp_path) == {"a.yaml": text.replace(".queue ", ".queues ")}

    def test_shows_a_change_of_a_secret_without_the_secret(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        result = daprls("fix", "--diff", "--identity", "system")
        assert result.exit_code == 1
        assert "-    value: ****" in result.stdout
        assert "c2Vj" not in everything(result)
        assert (
            "note: a.yaml: The identity needs the role 'Storage Blob Data Contributor' on the "
            "storage account 'bookshop'.\n"
        ) in result.stderr


HIDDEN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    secretRef: host
  - name: redisPassword
    secretRef: password
secretStoreComponent: vault
"""


class TestIdentity:
    def test_of_a_folder_is_not_given_to_what_may_be_elsewhere(self, tmp_path: Path) -> None:
        files = {"blobs.yaml": KEYED, "cache.yaml": HIDDEN}
        written(tmp_path, files)
        result = daprls("fix", "--identity", "system")
        assert "note: cache.yaml:1 is left alone: Nothing shows that its host" in result.stderr
        assert texts(tmp_path)["cache.yaml"] == HIDDEN
        daprls("fix", "--identity", "system", "cache.yaml")
        assert "useEntraID" in texts(tmp_path)["cache.yaml"]

    def test_says_of_a_folder_what_is_left_alone_what_is_done_and_what_is_no_longer_used(
        self, tmp_path: Path
    ) -> None:
        stored = KEYED.partition("secrets:")[0].replace("metadata:", STORE_KEY + "metadata:")
        graph = (
            "componentType: bindings.azure.cosmosdb.gremlinapi\nversion: v1\nmetadata:\n"
            "  - name: url\n    value: wss://shop.gremlin.cosmos.azure.com:443/\n"
        )
        vault = (
            "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata:\n"
            "  - name: vaultName\n    value: shop\n"
        )
        files = {"blobs.yaml": stored, "graph.yaml": graph, "vault.yaml": vault}
        written(tmp_path, files)
        result = daprls("fix", "--identity", "system")
        assert result.exit_code == 0
        assert result.stderr == (
            "note: graph.yaml:1 is left alone: The Gremlin API of Cosmos DB takes the account's "
            "key only.\n"
            "note: 1 component already uses this identity.\n"
            "note: vault.yaml: No component takes a secret from the store 'vault' any more. It "
            "stays, since apps may ask it for secrets themselves.\n"
        )
        assert texts(tmp_path) == {**files, "blobs.yaml": KEYLESS}

    def test_of_the_system_leaves_nothing_to_fill_in(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        result = daprls("fix", "--identity", "system")
        assert result.exit_code == 0
        assert "  Switch to managed identity (system-assigned)\n" in result.stdout
        assert texts(tmp_path) == {"a.yaml": KEYLESS}

    def test_of_a_user_takes_the_client_id(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        assert daprls("fix", "--identity", f"user-assigned={CLIENT}").exit_code == 0
        assert texts(tmp_path) == {
            "a.yaml": KEYLESS + f'  - name: azureClientId\n    value: "{CLIENT}"\n'
        }

    def test_takes_the_token_of_a_pipeline_for_a_client_id(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        assert daprls("fix", "--identity", "user-assigned=$(CLIENT_ID)").exit_code == 0
        assert '    value: "$(CLIENT_ID)"\n' in texts(tmp_path)["a.yaml"]

    def test_leaves_a_file_alone_in_which_something_would_have_to_be_filled_in(
        self, tmp_path: Path
    ) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        for arguments in ([], ["--diff"]):
            result = daprls("fix", "--identity", "user-assigned", *arguments)
            assert (result.exit_code, result.stdout) == (0, "")
            assert result.stderr == (
                "note: a.yaml is left alone: 'azureClientId' has to be filled in. Give the client "
                "ID with '--identity user-assigned=…' or the setting 'client-id', or "
                "'--allow-placeholders'.\n"
            )
        assert texts(tmp_path) == {"a.yaml": KEYED}

    def test_fills_in_placeholders_where_they_are_allowed(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED})
        result = daprls("fix", "--identity", "user-assigned", "--allow-placeholders")
        assert result.exit_code == 0
        assert "<managed-identity-client-id>" in texts(tmp_path)["a.yaml"]

    def test_switches_every_component_of_a_file(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": f"{KEYED}---\n{KEYED}---\n{KEYED}"})
        daprls("fix", "--identity", "system")
        assert texts(tmp_path) == {"a.yaml": f"{KEYLESS}---\n{KEYLESS}---\n{KEYLESS}"}

    def test_says_why_a_component_cannot_be_switched(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": "componentType: state.in-memory\nversion: v1\n"})
        result = daprls("fix", "--identity", "system")
        assert (result.exit_code, result.stdout) == (0, "Nothing to change in 1 file.\n")
        assert result.stderr.startswith("note: a.yaml:1 is left alone: ")

    def test_can_follow_the_fixes_of_a_rule(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": KEYED.replace("state.azure.blob", "state.azure.blbo")})
        daprls("fix", "--identity", "system", "--rule", "unknown-component-type")
        assert texts(tmp_path) == {"a.yaml": KEYLESS}


REDIS = "componentType: state.redis\nversion: v1\nmetadata: []\n"


class TestPlan:
    """What fixes of several files and fixes that disagree come to."""

    def test_a_fix_of_two_files_is_made_as_a_whole(self) -> None:
        @component_rule("moves", Severity.ERROR, layer=Layer.VALUE)
        def moves(component, snapshot):  # type: ignore[no-untyped-def]
            """It stands in the wrong file."""
            other = "/w/b.yaml" if component.path == "/w/a.yaml" else "/w/a.yaml"
            if "moved" not in snapshot.files[other].text and component.path == "/w/a.yaml":
                edits = (
                    TextEdit(component.path, Span(0, 0), "# moved to b\n"),
                    TextEdit(other, Span(0, 0), "# moved from a\n"),
                    CreateFile("/w/c.yaml", "# moved, too\n"),
                )
                yield Finding(
                    component.anchor, "It stands here.", fixes=(Fix("Move", edits, True),)
                )

        snapshot = snapshot_of({"/w/a.yaml": REDIS, "/w/b.yaml": REDIS})
        todo = plan(snapshot, ["/w/a.yaml"], Wish((moves,)))
        (group,) = todo.groups()
        assert {change.path: (change.old is None, change.new[:7]) for change in group} == {
            "/w/a.yaml": (False, "# moved"),
            "/w/b.yaml": (False, "# moved"),
            "/w/c.yaml": (True, "# moved"),
        }

    def test_a_file_that_is_held_keeps_what_belongs_to_it_as_it_is(self) -> None:
        @component_rule("asks", Severity.ERROR, layer=Layer.VALUE)
        def asks(component, snapshot):  # type: ignore[no-untyped-def]
            """It lacks a name."""
            if component.path == "/w/a.yaml" and "name" not in snapshot.files["/w/a.yaml"].text:
                edit = TextEdit("/w/a.yaml", Span(0, 0), "# name: <name>\n")
                yield Finding(
                    component.anchor, "It lacks.", fixes=(Fix("Ask", (edit,), needs_input=True),)
                )
            if component.path == "/w/b.yaml":
                edits = (TextEdit("/w/a.yaml", Span(0, 0), "# b\n"),)
                yield Finding(component.anchor, "It too.", fixes=(Fix("Tell", edits, True),))

        snapshot = snapshot_of({"/w/a.yaml": REDIS, "/w/b.yaml": REDIS})
        wish = Wish((asks,), frozenset({"asks"}))
        todo = plan(snapshot, ["/w/a.yaml", "/w/b.yaml"], wish)
        assert list(todo.groups()) == []
        assert todo.held == {"/w/a.yaml": "after 'Ask' something has to be filled in"}

    def test_fixes_that_undo_each_other_come_to_an_end(self) -> None:
        @file_rule("restless", Severity.ERROR, layer=Layer.VALUE)
        def restless(file, _snapshot):  # type: ignore[no-untyped-def]
            """It is never right."""
            sign = "b" if file.text[2] == "a" else "a"
            edits = (TextEdit(file.path, Span(2, 3), sign),)
            yield Finding(Span(0, 1), "It is wrong.", fixes=(Fix("Turn", edits, True),))

        snapshot = snapshot_of({"/w/a.yaml": "# a\n" + REDIS})
        assert len(repair(snapshot, ["/w/a.yaml"], [restless]).applied) == 1

    def test_a_rule_that_is_never_content_comes_to_an_end(self) -> None:
        @file_rule("greedy", Severity.ERROR, layer=Layer.VALUE)
        def greedy(file, _snapshot):  # type: ignore[no-untyped-def]
            """It is never enough."""
            edits = (TextEdit(file.path, Span(0, 0), "# more\n"),)
            yield Finding(Span(0, 1), "It is wrong.", fixes=(Fix("Add", edits, True),))

        snapshot = snapshot_of({"/w/a.yaml": REDIS})
        assert len(repair(snapshot, ["/w/a.yaml"], [greedy]).applied) == 200

    def test_a_fix_that_would_break_a_file_is_not_made(self) -> None:
        @file_rule("clumsy", Severity.ERROR, layer=Layer.VALUE)
        def clumsy(file, _snapshot):  # type: ignore[no-untyped-def]
            """It breaks."""
            edits = (TextEdit(file.path, Span(0, 0), "\t- ]: {\n"),)
            yield Finding(Span(0, 1), "It is wrong.", fixes=(Fix("Break", edits, True),))

        snapshot = snapshot_of({"/w/a.yaml": REDIS})
        assert repair(snapshot, ["/w/a.yaml"], [clumsy]).snapshot.files["/w/a.yaml"].text == REDIS

    def test_a_safe_fix_that_leaves_something_to_fill_in_is_not_taken_unasked(self) -> None:
        wish = Wish(ALL_RULES)
        asking = Fix("Ask", (), safe=True, needs_input=True)
        from daprls.lint.finding import Diagnostic

        found = Diagnostic("/w/a.yaml", "x", Severity.ERROR, "M.", Span(0, 1), (asking,))
        assert wish.choose(found) is None
        assert Wish(ALL_RULES, allow_placeholders=True).choose(found) is asking
