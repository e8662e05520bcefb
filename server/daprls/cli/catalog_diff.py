"""`daprls catalog diff`: what Dapr's metadata of one release has that another's has not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from daprls.bundles import read_bundles
from daprls.catalog import Bundle, Catalog, Comparison, Difference, ListedField, compare
from daprls.cli.exit_code import ExitCode, UnusableError
from daprls.files import file_key
from daprls.wording import counted

VERSION = 1
"""Grows only when what is there already changes its meaning."""
BUILT_IN = "builtin"

_Json = dict[str, Any]


def run(old: str, new: str, output: str) -> ExitCode:
    """Compares and prints; the arguments are those of the command line."""
    catalog = Catalog.bundled()
    bundles = [_bundle(each) for each in (old, new)]
    found = compare(
        *(catalog.inventory(each) for each in bundles),
        whole=all(each is not None for each in bundles),
    )
    if output == "json":
        click.echo(json.dumps(_as_json(found), indent=2))
    else:
        for line in _as_text(found):
            click.echo(line)
    return ExitCode.CLEAN if found.is_empty else ExitCode.FINDINGS


def _bundle(name: str) -> Bundle | None:
    """The bundle that an argument names; `None` for our own facts."""
    if name == BUILT_IN:
        return None
    bundles, wrong = read_bundles(file_key(Path(name).expanduser()))
    for message in wrong:
        raise UnusableError(message)
    return Bundle.of(bundles)


def _as_text(found: Comparison) -> Iterator[str]:
    for sign, types in (("+", found.added), ("-", found.removed)):
        for name, version, what in types:
            yield f"{sign} {name} {version} ({what.title}, {what.status})"
    for change in found.changed:
        yield f"~ {change.type} {change.version}"
        for difference in change.differences:
            yield f"  ~ {_told(difference)}"
        for sign, fields in (("+", change.added), ("-", change.removed)):
            for field in fields:
                yield f"  {sign} {field.name} ({', '.join(_words(field))})"
        for name, differences in change.changed:
            yield f"  ~ {name}: {'; '.join(map(_told, differences))}"
    if found.is_empty:
        yield "Nothing is different."
        return
    counts = (len(found.added), len(found.removed), len(found.changed))
    words = ("added", "removed", "changed")
    told = [f"{count} {word}" for count, word in zip(counts, words, strict=True) if count]
    yield f"{counted(sum(counts), 'type-version')}: {', '.join(told)}."


def _words(field: ListedField) -> Iterator[str]:
    yield field.type
    yield from (word for word in ("required", "sensitive", "deprecated") if getattr(field, word))
    if field.default:
        yield f"default '{field.default}'"
    if field.values:
        yield f"one of {' | '.join(field.values)}"


def _told(difference: Difference) -> str:
    old, new = difference.old, difference.new
    if isinstance(old, str) or isinstance(new, str):
        return f"{difference.fact} '{old}' -> '{new}'"
    parts = [*(f"+{each}" for each in new), *(f"-{each}" for each in old)]
    return f"{difference.fact} {' '.join(parts)}"


def _as_json(found: Comparison) -> _Json:
    return {
        "version": VERSION,
        "added": [_type(*each) for each in found.added],
        "removed": [_type(*each) for each in found.removed],
        "changed": [
            {
                "type": change.type,
                "version": change.version,
                "differences": [_difference(each) for each in change.differences],
                "fields": {
                    "added": [_field(each) for each in change.added],
                    "removed": [_field(each) for each in change.removed],
                    "changed": [
                        {"name": name, "differences": [_difference(each) for each in differences]}
                        for name, differences in change.changed
                    ],
                },
            }
            for change in found.changed
        ],
    }


def _type(name: str, version: str, what: Any) -> _Json:
    return {"type": name, "version": version, "title": what.title, "status": what.status}


def _field(field: ListedField) -> _Json:
    return {
        "name": field.name,
        "type": field.type,
        "required": field.required,
        "sensitive": field.sensitive,
        "deprecated": field.deprecated,
        "default": field.default or None,
        "values": list(field.values),
    }


def _difference(difference: Difference) -> _Json:
    if isinstance(difference.old, str):
        return {"fact": difference.fact, "old": difference.old, "new": difference.new}
    return {
        "fact": difference.fact,
        "added": list(difference.new),
        "removed": list(difference.old),
    }
