"""Listens to all that is ever said of a workspace, in the engine and at its doors.

What is said is found by looking, whatever the answers are made of: every text in them is heard but
those of edits, which may move what stands in a file.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import attrs
from canaries import Planted, places
from lsprotocol import types
from ordeal import ABLE

from daprls.cli import baseline, github, junit, sarif
from daprls.cli import json as as_json
from daprls.cli import text as as_text
from daprls.cli.diff import diff, secrets_of
from daprls.cli.report import Report
from daprls.cli.role_scripts import as_az, as_bicep
from daprls.config import Config, read_config
from daprls.features.az_command import az_command
from daprls.features.code_actions import code_actions
from daprls.features.completion import completion
from daprls.features.component_summary import component_summary
from daprls.features.conversions import Target, conversions
from daprls.features.definition import definition
from daprls.features.drawing.rendering import Format, render
from daprls.features.drawing.words import Target as Leading
from daprls.features.error_page import error_page
from daprls.features.error_text import explain_error
from daprls.features.fix_all import fix_all
from daprls.features.graph import graph
from daprls.features.graph_groups import Grouping, grouped
from daprls.features.hints import inlay_hints
from daprls.features.hover import hover
from daprls.features.lenses import code_lenses, lens_text
from daprls.features.links import document_links
from daprls.features.rename import RenameError, prepare_rename, rename
from daprls.features.roles import identity_needs
from daprls.features.switch_all import switch_all
from daprls.features.symbols import document_symbols, workspace_symbols
from daprls.intake import kept
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.lsp.convert import Converter
from daprls.lsp.edits import ActionConverter
from daprls.lsp.uris import uri_of
from daprls.model.component import Component
from daprls.model.source_file import SourceFile
from daprls.refactor.identity import Identity
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Location, Span, TextEdit
from workspaces import catalog

Heard = Iterator[tuple[str, str]]
"""Texts, and by what each was said."""

_NOT_SAID = (TextEdit, CreateFile, SourceFile, Component, Snapshot)


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer, however deep, but for the texts of edits."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, types.WorkspaceEdit):
        yield from texts(value.change_annotations)
    elif isinstance(value, _NOT_SAID):
        return
    elif isinstance(value, Enum):
        yield str(value.value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts(key)
            yield from texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from texts(each)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from texts(getattr(value, part.name))
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield from texts(getattr(value, attribute.name))


def snapshot_of(planted: Planted) -> tuple[Snapshot, list[str]]:
    """The workspace as it is taken in, and what is said of its settings."""
    codes = frozenset(rule.code for rule in ALL_RULES)
    configs, said = [Config(select=frozenset(codes))], []
    files = []
    for path, text in planted.files.items():
        if path.endswith(".toml"):
            reading = read_config(text, "/app", path, codes)
            said += list(texts(reading.errors))
        else:
            files.append(kept(SourceFile(path, text)))
    return Snapshot(catalog()).with_files(files).with_configs(configs), said


def heard(planted: Planted, *, thorough: bool = False) -> Heard:
    """All that is said of a workspace; `thorough`: at every character of the file in focus."""
    snapshot, said = snapshot_of(planted)
    yield from (("settings", each) for each in said)
    yaml = [file for file in snapshot.files.values() if file.is_yaml]
    for file in yaml:
        for rule in ALL_RULES:
            found = lint(snapshot, file, [rule])
            yield from ((rule.code, each) for each in texts(found))
        yield from _of_file(snapshot, file)
    if planted.focus in snapshot.files and snapshot.files[planted.focus].is_yaml:
        focus = snapshot.files[planted.focus]
        found = lint(snapshot, focus, ALL_RULES)
        for offset in _offsets(focus.text, thorough=thorough):
            yield from _at(snapshot, focus, offset, found)
    yield from _of_all(snapshot, [file.path for file in yaml])
    for text in planted.words:
        yield from _explained(snapshot, text)
    yield from _terminal(snapshot, sorted(file.path for file in yaml))


def _offsets(text: str, *, thorough: bool) -> Iterable[int]:
    """Where something is asked: around each secret, or everywhere."""
    if thorough:
        return range(len(text) + 1)
    found = {0, len(text)}
    for start, end in places(text):
        line = text.rfind("\n", 0, start) + 1
        found |= {line, line + 4, start, start + 3, end, text.find("\n", end) % (len(text) + 1)}
    return sorted(each for each in found if each <= len(text))


def _of_file(snapshot: Snapshot, file: SourceFile) -> Heard:
    converter = Converter(ABLE, snapshot, uri_of)
    answers = {
        "lint": [converter.diagnostic(file, each) for each in lint(snapshot, file, ALL_RULES)],
        "symbols": document_symbols(snapshot, file),
        "links": document_links(snapshot, file),
        "lenses": [
            (lens, lens_text(snapshot, file, lens.kind, lens.number))
            for lens in code_lenses(snapshot, file)
        ],
        "hints": inlay_hints(snapshot, file, Span(0, len(file.text))),
        "az": az_command(snapshot, file, file.path),
    }
    for what, answer in answers.items():
        yield from ((what, each) for each in texts(answer))


def _at(snapshot: Snapshot, file: SourceFile, offset: int, found: tuple[Diagnostic, ...]) -> Heard:
    converter = Converter(ABLE, snapshot, uri_of)
    writer = ActionConverter(converter, lambda _key: 1)
    here = Span(offset, offset)
    actions = code_actions(snapshot, file, here, found, ALL_RULES)
    answers = {
        "completion": [
            converter.completion(file, each)
            for each in completion(snapshot, file, offset, snippets=True)
        ],
        "hover": hover(snapshot, file, offset),
        "definition": definition(snapshot, file, offset),
        "summary": component_summary(snapshot, file, offset, found),
        "actions": (actions, [writer.action(each) for each in actions]),
    }
    for what, answer in answers.items():
        yield from ((what, each) for each in texts(answer))
    try:
        prepare_rename(snapshot, file, offset)
        rename(snapshot, file, offset, "fresh-name")
        rename(snapshot, file, offset, "No name!")
    except RenameError as error:
        yield "rename", str(error)


def _link(_place: Location) -> Leading | None:
    return Leading("shop.yaml", "shop.yaml", (0, 0), (0, 0))


def _of_all(snapshot: Snapshot, paths: list[str]) -> Heard:
    yield from (("workspace symbols", each) for each in texts(workspace_symbols(snapshot, "")))
    drawn = graph(snapshot, paths, None)
    for grouping, format_ in itertools.zip_longest(Grouping, Format):
        yield "graph", render(grouped(drawn, grouping or Grouping.NONE), format_, _link)
    needs, without = identity_needs(snapshot, paths)
    yield from (("identity", each) for each in texts((needs, without)))
    for script in (as_az, as_bicep):
        yield from (("identity", each) for each in texts(script(needs, without, str)))
    components = [each for path in paths for each in snapshot.files[path].components]
    for target in Target:
        made = conversions(snapshot, components, target, together=True)
        said = [sentence for _, sentence in (*made.lost, *made.refused)]
        yield from ((f"convert to {target.value}", each) for each in texts(said))
        yield from (("convert", each.name) for each in made.files)
    for identity in Identity:
        switched = switch_all(snapshot, paths, identity)
        yield from ((f"identity {identity.value}", each) for each in texts(switched))


def _explained(snapshot: Snapshot, text: str) -> Heard:
    explained = explain_error(snapshot, text, ALL_RULES)
    if explained is not None:
        yield "explain", error_page(explained, str, str)
        yield from (("explain", each) for each in texts(explained))


def _terminal(snapshot: Snapshot, asked: list[str]) -> Heard:
    found = [each for path in asked for each in lint(snapshot, snapshot.files[path], ALL_RULES)]
    report = Report(snapshot, asked, found)
    yield from (("text", each) for each in as_text.report(found, snapshot, str))
    yield "json", as_json.render(report, str)
    yield from (("sarif", each) for each in texts(sarif.log(report, str)))
    yield "junit", junit.document(report, str)
    yield from (("github", each) for each in github.commands(report, str))
    from pathlib import Path

    yield "baseline", baseline.render(Path("/app/baseline.json"), snapshot, found)
    fixed = fix_all(snapshot, asked, ALL_RULES)
    after = snapshot.with_files(fixed.changed)
    secrets = secrets_of(snapshot, asked)
    for file in fixed.changed:
        old = snapshot.files.get(file.path)
        yield from (("diff", each) for each in diff(old, file, after, file.path, secrets))
