"""The documents and workspaces that are measured on: made, always the same, and of no one's work.

Component files are drawn from the bundled catalog. Each fourth file of a workspace has a mistake
that every server finds; the other YAML files of a workspace are what stands beside
components in a repository and does not concern Dapr.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from daprls.catalog import Catalog, ComponentType, MetadataField
from daprls.catalog.component_type import Need

SIZES = (15, 60, 500)
"""Lines of the documents that are edited."""
SHARE = 10
"""In a mixed workspace one file of so many is a component."""
_FAMILIES = ("state", "pubsub", "bindings", "secretstores", "configuration", "lock")
_LENGTHS = (20, 22, 25, 30, 30, 40, 50, 60, 80, 120)


class Author:
    """Writes component files."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._catalog = Catalog.bundled()
        self._types = tuple(
            known
            for name in self._catalog.types
            if name.split(".")[0] in _FAMILIES
            and (known := self._catalog.find(name)) is not None
            and len(_fields(known)) >= 4
        )

    def any_type(self, fields: int = 4) -> ComponentType:
        """A type of component with at least so many fields."""
        return self._random.choice([each for each in self._types if len(_fields(each)) >= fields])

    def named_type(self, name: str) -> ComponentType:
        """The type of component of this name."""
        known = self._catalog.find(name)
        assert known is not None
        return known

    def component(self, name: str, known: ComponentType, lines: int, wrong: bool) -> str:
        """A component of exactly so many lines (15 or more).

        One that is `wrong` has a namespace that everybody refuses, and a misspelt field.
        """
        head = [
            "apiVersion: dapr.io/v1alpha1",
            "kind: Component",
            "metadata:",
            f"  name: {name}",
            "  namespace: [one, two]" if wrong else "  namespace: default",
            "spec:",
            f"  type: {known.type}",
            f"  version: {known.version}",
            "  metadata:",
        ]
        tail = ["auth:", "  secretStore: kubernetes"]
        tail += ["scopes:", "  - orders", "  - checkout"] if lines >= 30 else []
        body: list[str] = []
        room = lines - len(head) - len(tail)
        for number, field in enumerate(_fields(known)):
            if room - len(body) < 2:
                break
            spelt = field.name + ("Xx" if number == 1 and wrong else "")
            body += self._item(field, spelt, name, room - len(body))
        body += ["    # more to come"] * (room - len(body))
        return "\n".join([*head, *body, *tail, ""])

    def _item(self, field: MetadataField, name: str, owner: str, left: int) -> list[str]:
        comment = [f"    # {name}: see the page about it before changing this"]
        item = comment if left >= 6 and self._random.random() < 0.25 else []
        if field.sensitive and left >= 6:
            return [
                *item,
                f"    - name: {name}",
                "      secretKeyRef:",
                f"        name: {owner}-secret",
                f"        key: {name}",
            ]
        return [*item, f"    - name: {name}", f"      value: {self._value(field)}"]

    def _value(self, field: MetadataField) -> str:
        if field.allowed_values:
            return f'"{field.allowed_values[0]}"'
        if field.type == "bool":
            return '"true"'
        if field.type in ("number", "integer"):
            return '"10"'
        if field.type == "duration":
            return '"10s"'
        if field.example and field.example.isascii() and field.example.isprintable():
            return json.dumps(field.example)
        return self._random.choice(("localhost:6379", '"my-value"', "https://example.com/path"))

    def document(self, lines: int) -> str:
        """The document of this size that is edited."""
        if lines <= 60:
            return self.component("statestore", self.named_type("state.redis"), lines, wrong=True)
        parts = [
            self.component(f"part-{number}", self.any_type(16), 49, wrong=True)
            for number in range(lines // 50)
        ]
        return "".join(f"---\n{part}" for part in parts)

    def components(self, count: int) -> Iterator[tuple[str, str]]:
        """So many component files: names and texts."""
        for number in range(count):
            name, lines = f"component-{number:05}", self._random.choice(_LENGTHS)
            text = self.component(name, self.any_type(lines // 3), lines, number % 4 == 0)
            yield f"{name}.yaml", text

    def others(self, count: int) -> Iterator[tuple[str, str]]:
        """So many YAML files that do not concern Dapr: names and texts."""
        for number in range(count):
            write = self._random.choice((_deployment, _workflow, _values, _compose))
            yield f"{write.__name__.strip('_')}-{number:05}.yaml", write(self._random, number)


def _fields(known: ComponentType) -> list[MetadataField]:
    fields = [each for each in known.fields if not each.runtime and not each.deprecated]
    needed = [each for each in fields if each.need is not Need.NEVER]
    return [*needed, *(each for each in fields if each.need is Need.NEVER)]


def _deployment(chance: random.Random, number: int) -> str:
    containers = "".join(
        f"        - name: part-{each}\n          image: example.com/app/part-{each}:1.{number}\n"
        f"          ports:\n            - containerPort: {8000 + each}\n          env:\n"
        + "".join(
            f"            - name: KEY_{n}\n              value: value-{n}\n" for n in range(6)
        )
        for each in range(chance.randint(1, 3))
    )
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{number}\nspec:\n"
        f"  replicas: 2\n  selector:\n    matchLabels:\n      app: app-{number}\n  template:\n"
        f"    metadata:\n      labels:\n        app: app-{number}\n    spec:\n      containers:\n"
        + containers
    )


def _workflow(chance: random.Random, number: int) -> str:
    steps = "".join(
        f"      - name: Step {each}\n        run: |\n          make part-{each}\n"
        for each in range(chance.randint(3, 12))
    )
    return (
        f"name: build {number}\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n"
        f"    steps:\n      - uses: actions/checkout@v4\n{steps}"
    )


def _values(chance: random.Random, number: int) -> str:
    return f"replicas: {number}\n" + "".join(
        f"part{each}:\n  enabled: true\n  resources:\n    limits:\n      cpu: {each}m\n"
        for each in range(chance.randint(4, 30))
    )


def _compose(chance: random.Random, number: int) -> str:
    return "services:\n" + "".join(
        f"  part-{each}:\n    image: example/part-{each}:{number}\n    ports:\n"
        f'      - "{9000 + each}:80"\n    restart: always\n'
        for each in range(chance.randint(2, 12))
    )


def workspace(folder: Path, files: int, share: int = SHARE, seed: int = 7) -> Path:
    """A folder with so many files, in folders of a hundred; one of `share` is a component."""
    if (folder / ".made").exists():
        return folder
    author = Author(seed)
    own = max(1, files // share)
    written = [*author.components(own), *author.others(files - own)]
    random.Random(seed).shuffle(written)
    for number, (name, text) in enumerate(written):
        place = folder / f"part-{number // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    (folder / ".git").mkdir(exist_ok=True)
    (folder / ".made").touch()
    return folder
