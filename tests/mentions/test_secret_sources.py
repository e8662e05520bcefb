"""Names of secrets from the files that hold them, and never a value."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from daprls import positions
from daprls.files import load
from daprls.held_secrets import held_for
from daprls.model.secret_sources import file_secrets, variables, without_values
from daprls.model.source_file import SourceFile
from daprls.positions import Encoding
from daprls.syntax.json_tree import parse_json
from daprls.text import LineIndex
from workspaces import snapshot_of

CANARY = "c4nary-of-a-secret"
"""A value that must be nowhere once a file is taken in."""

SECRET = f"""\
# {CANARY}
apiVersion: v1
kind: Secret
metadata:
  name: redis
  annotations:
    last-applied: '{{"data": "{CANARY}"}}'
data:
  plain: {CANARY}
  "quoted": "{CANARY}\\"{CANARY}"   # {CANARY}
stringData:
  block: |-
    {CANARY}
      deeper: {CANARY}
  wide: é{CANARY}€{CANARY}😀
"""

JSON = f'{{"a": "{CANARY}", "b": {{"c": ["{CANARY}", 17]}}, /* {CANARY} */ "d": "😀é{CANARY}"}}'

ENVIRONMENT = f"""\
# {CANARY}
export A={CANARY}
B = '{CANARY}
{CANARY}'
{CANARY}
C="{CANARY}" # {CANARY}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [("/a/s.yaml", SECRET), ("/a/s.json", JSON), ("/a/.env", ENVIRONMENT)],
)
def test_a_text_without_values_is_as_wide_as_it_was(path: str, text: str) -> None:
    safe = without_values(path, text)
    assert CANARY not in safe
    assert len(safe) == len(text)
    for encoding in Encoding:
        for offset in range(len(text) + 1):
            before = positions.position(LineIndex(text), offset, encoding)
            assert positions.position(LineIndex(safe), offset, encoding) == before
    assert without_values(path, safe) == safe


def test_names_and_keys_stay_where_they_are() -> None:
    (held,) = SourceFile("/a/s.yaml", without_values("/a/s.yaml", SECRET)).kubernetes_secrets
    assert held.name == "redis"
    assert list(held.keys) == ["plain", "quoted", "block", "wide"]
    assert [place.span.of(SECRET) for place in held.keys.values()] == list(held.keys)
    safe = without_values("/a/s.json", JSON)
    flat = file_secrets("/a/s.json", parse_json(safe), ":", has_keys=False)
    assert flat is not None
    assert list(flat) == ["a", "b:c:0", "b:c:1", "d"]
    assert flat["a"].place.span.of(JSON) == "a"
    assert list(variables("/a/.env", without_values("/a/.env", ENVIRONMENT))) == ["A", "B", "C"]


def test_what_yaml_refuses_beside_a_secret_is_kept_in_no_part() -> None:
    broken = f"kind: Secret\nmetadata: {{name: a}}\ndata:\n  a: [{CANARY}\n  b: '{CANARY}\n"
    assert CANARY not in without_values("/a/s.yaml", broken)


def test_other_documents_of_the_file_stay_as_they_are() -> None:
    other = "kind: Deployment\nspec: {annotations: {dapr.io/app-id: orders}} # mine\n"
    text = f"{other}---\n{SECRET}"
    safe = without_values("/a/s.yaml", text)
    assert safe.startswith(other)
    file = SourceFile("/a/s.yaml", safe)
    assert [mention.name for mention in file.mentions] == ["orders"]


def test_no_value_is_in_memory_once_a_workspace_is_loaded(tmp_path: Path) -> None:
    store = (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: %s}\nspec:\n"
        "  type: secretstores.local.%s\n  version: v1\n"
        "  metadata: [{name: secretsFile, value: ./hidden/s.json}]\n"
    )
    files = {
        ".git/HEAD": "",
        ".gitignore": "hidden/\n.env\n",
        "components/file.yaml": store % ("file", "file"),
        "components/env.yaml": store % ("env", "env"),
        "hidden/s.json": JSON,
        ".env": ENVIRONMENT,
        "k8s/secret.yaml": SECRET,
        "other.json": JSON,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = load([tmp_path])
    names = {Path(file.path).relative_to(tmp_path).as_posix() for file in loaded.files}
    assert {"hidden/s.json", ".env", "k8s/secret.yaml"} <= names
    assert "other.json" not in names
    snapshot = snapshot_of({file.path: file.text for file in loaded.files})
    assert snapshot.index.kubernetes_secrets.keys() == {"redis"}
    texts = _texts(loaded)
    assert any("secretstores.local.file" in text for text in texts)
    assert [text for text in texts if CANARY in text] == []


def _texts(root: object) -> list[str]:
    """Every text that can be reached from an object."""
    seen: set[int] = set()
    pending: list[object] = [root]
    found: list[str] = []
    while pending:
        each = pending.pop()
        if id(each) in seen or isinstance(each, type):
            continue
        seen.add(id(each))
        if isinstance(each, str):
            found.append(each)
        elif type(each).__module__.startswith("daprls") or isinstance(
            each, dict | list | tuple | set | frozenset
        ):
            pending += gc.get_referents(each)
    return found


def test_variables_of_the_environment_go_by_the_prefix_of_their_store() -> None:
    snapshot = snapshot_of(
        {
            "/a/env.yaml": "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: env}\n"
            "spec: {type: secretstores.local.env, version: v1, metadata: [{name: prefix, "
            "value: APP_}]}\n",
            "/a/c.yaml": "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: c}\n"
            "spec: {type: state.redis, version: v1, metadata: [{name: redisHost, "
            "secretKeyRef: {name: HOST}}]}\nauth: {secretStore: env}\n",
            "/.env": "APP_HOST=x\nOTHER=y\n",
        }
    )
    (user,) = snapshot.files["/a/c.yaml"].components
    held = held_for(snapshot, user)
    assert held is not None
    assert held.names == {"HOST"}
    assert not held.is_complete
