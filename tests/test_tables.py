"""After any changes of files, everything known across files is what a fresh look would find."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from daprls.index import Index
from daprls.lint.engine import lint
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.mention import MentionKind
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.tables import Table
from workspaces import catalog, snapshot_of

NAMES = ("vault", "vault-2", "orders", "state", "Secret_Store", "$(NAME)")
FOLDERS = ("/w/a", "/w/b")
GUIDS = ("11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555")


def oss(name: str, type_: str, more: str = "") -> str:
    head = f"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n"
    return f"{head}spec:\n  type: {type_}\n  version: v1\n  metadata: []\n{more}"


TEXTS: tuple[Callable[[random.Random], str], ...] = (
    lambda chance: oss(chance.choice(NAMES), "secretstores.azure.keyvault"),
    lambda chance: oss(
        chance.choice(NAMES),
        "state.redis",
        f"auth:\n  secretStore: {chance.choice(NAMES)}\nscopes: [{chance.choice(NAMES)}]\n",
    ),
    lambda chance: (
        f"componentType: state.azure.cosmosdb\nversion: v1\nmetadata:\n"
        f"  - name: azureClientId\n    value: {chance.choice(GUIDS)}\n"
        f"  - name: url\n    secretRef: one\nsecretStoreComponent: {chance.choice(NAMES)}\n"
    ),
    lambda chance: (
        "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata:\n"
        f"  - name: vaultName\n    value: {chance.choice(NAMES)}\n"
    ),
    lambda chance: (
        "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: one\n"
        f"spec:\n  pubsubname: {chance.choice(NAMES)}\n  topic: t\n  routes: {{default: /}}\n"
        f"scopes: [{chance.choice(NAMES)}]\n"
    ),
    lambda chance: (
        "version: 1\napps:\n"
        f"  - appID: {chance.choice(NAMES)}\n    appDirPath: .\n    command: [run]\n"
    ),
    lambda chance: (
        "apiVersion: v1\nkind: Secret\nmetadata:\n"
        f"  name: {chance.choice(NAMES)}\ndata:\n  key: YQ==\n"
    ),
    lambda _chance: "on: push\n",
    lambda _chance: "",
)


def script(chance: random.Random) -> str:
    return (
        f"az containerapp env dapr-component set --dapr-component-name {chance.choice(NAMES)}"
        f" --yaml a/file-{chance.randrange(6)}.yaml -n env -g group\n"
    )


def any_file(chance: random.Random) -> SourceFile:
    if chance.random() < 0.1:
        return SourceFile(f"/w/deploy-{chance.randrange(2)}.sh", script(chance))
    path = f"{chance.choice(FOLDERS)}/file-{chance.randrange(6)}.yaml"
    return SourceFile(path, chance.choice(TEXTS)(chance))


def told(value: Any) -> Any:
    """A value by what it holds, so that those of two snapshots can be compared."""
    if isinstance(value, Component):
        return value.path, value.root.span
    if isinstance(value, SourceFile):
        return value.path
    if isinstance(value, Mapping):
        return [(key, told(each)) for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [told(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if hasattr(value, "path") and hasattr(value, "kind"):
        return value.path, value.kind
    return value


def known(index: Index) -> dict[str, Any]:
    """Everything that an index says."""
    found: dict[str, Any] = {
        name: told(getattr(index, name))
        for name in (
            "components",
            "folders",
            "by_name",
            "secret_stores",
            "store_users",
            "app_ids",
            "apps",
            "mentioned_components",
            "unread",
        )
    }
    for name in NAMES:
        for dialect in Dialect:
            match = index.store(name, dialect)
            found[f"store {name} {dialect}"] = told(
                [match.stores, match.others, match.near, match.nameless]
            )
            found[f"users {name} {dialect}"] = told(index.users_of(name, dialect))
        for kind in MentionKind:
            found[f"mentions {name} {kind}"] = [
                (each.location, each.defines) for each in index.mentions(kind, name)
            ]
    found["secrets"] = [
        (name, [each.name for each in held]) for name, held in index.kubernetes_secrets.items()
    ]
    return found


def across(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that a snapshot knows across files, save findings."""
    usage = snapshot.usage
    return {
        **known(snapshot.index),
        "names": [
            (snapshot.name(each).text, snapshot.name(each).source)
            for each in snapshot.index.components
        ],
        "clients": [snapshot.shared_client_id(f"{folder}/x") for folder in (*FOLDERS, "/w")],
        "resources": [each.path for each in usage.resources],
        "component uses": [
            (name, [use.name for use in uses]) for name, uses in usage.component_uses.items()
        ],
        "app uses": [(name, [use.name for use in uses]) for name, uses in usage.app_uses.items()],
        "secret uses": [(name, len(uses)) for name, uses in usage.secret_uses.items()],
    }


def anew(snapshot: Snapshot) -> Snapshot:
    """The same files, looked at for the first time."""
    fresh = [SourceFile(each.path, each.text) for each in snapshot.files.values()]
    return Snapshot(catalog()).with_files(fresh).with_configs(snapshot.configs)


def diagnostics(snapshot: Snapshot) -> dict[str, Any]:
    return {
        path: [(each.rule, each.span, each.message) for each in lint(snapshot, file, ALL_RULES)]
        for path, file in snapshot.files.items()
    }


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_different_from_a_fresh_look_after_many_edits(seed: int) -> None:
    chance = random.Random(seed)
    snapshot = snapshot_of({})
    for step in range(40):
        match chance.randrange(10):
            case 0 if snapshot.files:
                snapshot = snapshot.without_file(chance.choice(sorted(snapshot.files)))
            case 1:
                snapshot = snapshot.with_files([any_file(chance) for _ in range(4)])
            case _:
                snapshot = snapshot.with_file(any_file(chance))
        if chance.random() < 0.5:
            # What is not asked for at every step must be right at the next one all the same.
            assert across(snapshot) == across(anew(snapshot)), step
    assert diagnostics(snapshot) == diagnostics(anew(snapshot))


def letters(file: SourceFile) -> Iterable[tuple[str, str]]:
    return ((letter, f"{file.path}{letter}") for letter in file.text)


@pytest.mark.parametrize("seed", range(4))
def test_a_table_is_what_it_would_be_if_it_were_made_anew(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = [chr(0x100 + number) for number in range(600)]
    files: dict[str, SourceFile] = {}
    table = Table.of((), letters)
    for _ in range(120):
        path = f"/{chance.randrange(30):02}"
        if chance.random() < 0.2:
            files.pop(path, None)
        else:
            text = "".join(chance.choices(alphabet, k=chance.randrange(12)))
            files[path] = SourceFile(path, text)
        before = list(table.items())
        changed = table.changed({path: files.get(path)}, letters)
        assert list(table.items()) == before
        table = changed
        assert list(table.items()) == list(Table.of(files.values(), letters).items())
        assert len(table) == len(set(table))


def test_a_keystroke_gathers_nothing_again_from_the_files_that_stay() -> None:
    snapshot = snapshot_of({f"/w/{n}.yaml": oss(f"n{n}", "state.redis") for n in range(50)})
    across(snapshot)
    asked: list[str] = []
    typed = snapshot.with_file(SourceFile("/w/7.yaml", oss("n7x", "state.redis")))
    typed.index.tables.table("by_name", lambda file: [(asked.append(file.path), file)])  # type: ignore[func-returns-value]
    assert asked == ["/w/7.yaml"]


def test_a_snapshot_that_nobody_needs_is_gone_at_once() -> None:
    snapshot = snapshot_of({f"/w/{n}.yaml": oss(f"n{n}", "state.redis") for n in range(5)})
    gc.collect()
    gc.disable()
    try:
        across(snapshot)
        diagnostics(snapshot)
        old = weakref.ref(snapshot)
        snapshot = snapshot.with_file(SourceFile("/w/1.yaml", oss("other", "state.redis")))
        across(snapshot)
        assert old() is None
    finally:
        gc.enable()
