"""Asks everything that can be asked of a workspace, and holds the answers to what must always hold.

Nothing fails, whatever the text. A span lies in its text, edits of one file do not overlap, and
what parsed before parses after them. Whether an answer is right is asked elsewhere.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from garbled import MAIN, Garble
from lsprotocol import types

from daprls import positions
from daprls.catalog import Bundle, BundleError, parse_bundle
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
from daprls.features.component_start import as_snippet
from daprls.features.component_summary import component_summary
from daprls.features.conversions import Target, beside, conversions
from daprls.features.definition import definition
from daprls.features.drawing.rendering import Format, render
from daprls.features.drawing.words import Target as Leading
from daprls.features.error_page import error_page
from daprls.features.error_text import explain_error
from daprls.features.fix_all import fix_all
from daprls.features.graph import Filter, graph
from daprls.features.graph_groups import Grouping, grouped
from daprls.features.highlights import document_highlight
from daprls.features.hints import inlay_hints
from daprls.features.hover import hover
from daprls.features.lenses import code_lenses, lens_text
from daprls.features.links import document_links
from daprls.features.references import references
from daprls.features.rename import RenameError, prepare_rename, rename
from daprls.features.roles import identity_needs
from daprls.features.switch_all import switch_all
from daprls.features.symbols import document_symbols, workspace_symbols
from daprls.intake import kept
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.lsp.client import Client
from daprls.lsp.convert import Converter
from daprls.lsp.edits import ActionConverter
from daprls.lsp.uris import uri_of
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.secret_sources import places_of_secrets
from daprls.model.source_file import SourceFile
from daprls.positions import Encoding
from daprls.refactor.dialect import Conversion, convert
from daprls.refactor.identity import Identity, switch
from daprls.refactor.new import Holder, Plan, new_component
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Location, Span, TextEdit, apply
from syntax.soundness import sound_tree
from workspaces import catalog

PATIENCE = 20.0
"""Seconds of computing that a whole ordeal may take, of a text of a few kilobytes."""
ABLE = Client(
    encoding=Encoding.UTF_8,
    tags=True,
    related=True,
    data=True,
    snippets=True,
    as_is=True,
    document_changes=True,
    creates_files=True,
    snippet_edits=True,
    annotations=True,
    completion_markdown=True,
    hover_markdown=True,
)
"""An editor that can do everything."""
_EDITORS = (
    ABLE,
    Client(encoding=Encoding.UTF_16),
    Client(encoding=Encoding.UTF_32, document_changes=True, annotations=True, related=True),
)


def workspace(garble: Garble) -> Snapshot:
    """The files and what of the settings can be read."""
    reading = read_config(garble.settings, "/app", "/app/daprls.toml", _codes)
    files = [kept(SourceFile(path, text)) for path, text in garble.files.items()]
    configs = [reading.config] if reading.config is not None else [Config()]
    return Snapshot(catalog()).with_files(files).with_configs(configs)


def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in ALL_RULES)


def ordeal(garble: Garble) -> None:
    """Everything, of one workspace."""
    started = time.process_time()
    with _nothing_logged():
        snapshot = workspace(garble)
        _texts(snapshot)
        _findings(snapshot)
        for file in snapshot.files.values():
            if file.is_yaml:
                _whole_file(snapshot, file, garble)
        file = snapshot.files[MAIN]
        found = lint(snapshot, file, ALL_RULES)
        for offset in garble.offsets:
            _place(snapshot, file, offset, found, garble.word)
        _workspace(snapshot, garble.word)
        _refactorings(snapshot, garble.word)
        _editors(snapshot, file, found, garble)
        _readers(garble)
        _terminal(snapshot)
    took = time.process_time() - started
    assert took < PATIENCE, f"took {took:.1f} s"


def glance(garble: Garble) -> None:
    """What is quickly asked, for a search that would ask it of very many workspaces."""
    started = time.process_time()
    with _nothing_logged():
        snapshot = workspace(garble)
        _texts(snapshot)
        file = snapshot.files[MAIN]
        if garble.text:
            _findings(snapshot)
            _whole_file(snapshot, file, garble)
            found = lint(snapshot, file, ALL_RULES)
            for offset in garble.offsets[:1]:
                _place(snapshot, file, offset, found, garble.word)
        _readers(garble)
    took = time.process_time() - started
    assert took < PATIENCE, f"took {took:.1f} s"


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Nothing is contained and told to the log: a rule that fails must fail here."""
    told: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = told.append  # type: ignore[method-assign]
    logger = logging.getLogger("daprls")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    assert [record.getMessage() for record in told] == []


def _texts(snapshot: Snapshot) -> None:
    """What is read of each file by itself."""
    for file in snapshot.files.values():
        if file.is_yaml:
            sound_tree(file.text)
        size = len(file.text)
        for mention in file.mentions:
            assert mention.path == file.path
            assert 0 <= mention.span.start <= mention.span.end <= size
            if mention.is_editable:
                assert mention.span.of(file.text) == mention.name
        for held in file.kubernetes_secrets:
            _inside(snapshot, (place for place in held.keys.values()))
        _inside(snapshot, file.variables.values())
        for command in file.naming_commands:
            _inside(snapshot, [Location(file.path, command.name_span)])
        for component in file.components:
            tuple(places_of_secrets(component))


def _inside(snapshot: Snapshot, places: Iterable[Location]) -> None:
    for place in places:
        size = len(snapshot.files[place.path].text)
        assert 0 <= place.span.start <= place.span.end <= size, place


def _one_line(text: str) -> None:
    assert text
    assert text.isprintable(), text


def _findings(snapshot: Snapshot) -> None:
    """All that every rule finds, also where another would have been kept in its place."""
    for file in snapshot.files.values():
        for rule in ALL_RULES:
            for finding in rule.check(file, snapshot):
                _inside(snapshot, [Location(file.path, finding.span)])
                _inside(snapshot, (each.location for each in finding.related))
                assert finding.message
                for fix in finding.fixes:
                    assert fix.title
                    _made(snapshot, fix.edits, f"{rule.code}: {fix.title}")
        told = lint(snapshot, file, ALL_RULES)
        for diagnostic in told:
            _one_line(diagnostic.message)
            for fix in diagnostic.fixes:
                _one_line(fix.title)
            for each in diagnostic.related:
                _one_line(each.message)


def _told(error: Exception) -> None:
    """A refusal says why."""
    assert str(error)


def _made(snapshot: Snapshot, edits: Iterable[Edit], what: str) -> Snapshot:
    """The files after edits, which must fit each other and leave what parses parsing."""
    by_path: dict[str, list[TextEdit]] = defaultdict(list)
    files: dict[str, SourceFile] = {}
    for edit in edits:
        if isinstance(edit, CreateFile):
            assert edit.path not in snapshot.files, what
            assert edit.path not in files, what
            assert edit.path.startswith("/app/"), (what, edit.path)
            assert "/" not in edit.path.removeprefix("/app/"), (what, edit.path)
            files[edit.path] = SourceFile(edit.path, edit.text)
        else:
            assert 0 <= edit.span.start <= edit.span.end, what
            if edit.select is not None:
                assert 0 <= edit.select.start <= edit.select.end <= len(edit.new_text), what
            by_path[edit.path].append(edit)
    for path, texts in by_path.items():
        old = snapshot.files[path]
        new = SourceFile(path, apply(old.text, texts), old.declared_yaml)
        if old.is_yaml and not old.tree.problems:
            assert not new.tree.problems, (what, new.text)
        files[path] = new
    for path, file in files.items():
        if path.endswith((".yaml", ".yml")) and path not in snapshot.files:
            assert not file.tree.problems, (what, file.text)
    return snapshot.with_files(files.values())


def _whole_file(snapshot: Snapshot, file: SourceFile, garble: Garble) -> None:
    for symbol in document_symbols(snapshot, file):
        _inside(snapshot, [Location(file.path, symbol.span)])
    for link in document_links(snapshot, file):
        _inside(snapshot, [Location(file.path, link.span)])
    for lens in code_lenses(snapshot, file):
        _inside(snapshot, [Location(file.path, lens.span)])
        lens_text(snapshot, file, lens.kind, lens.number)
    for hint in inlay_hints(snapshot, file, Span(0, len(file.text))):
        assert 0 <= hint.offset <= len(file.text)
    az_command(snapshot, file, file.path)
    explain_error(snapshot, garble.word + file.text[:500], ALL_RULES)


def _place(
    snapshot: Snapshot, file: SourceFile, offset: int, found: tuple[Diagnostic, ...], word: str
) -> None:
    for snippets in (False, True):
        for item in completion(snapshot, file, offset, snippets=snippets):
            assert item.label
            _inside(snapshot, [Location(file.path, item.edit.span)])
    told = hover(snapshot, file, offset)
    if told is not None:
        _inside(snapshot, [Location(file.path, told.span)])
    _inside(snapshot, definition(snapshot, file, offset))
    _inside(snapshot, references(snapshot, file, offset, include_declaration=True))
    for mark in document_highlight(snapshot, file, offset):
        _inside(snapshot, [Location(file.path, mark.span)])
    try:
        place = prepare_rename(snapshot, file, offset)
        if place is not None:
            _inside(snapshot, [Location(file.path, place.span)])
    except RenameError as error:
        _told(error)
    for new in ("fresh-name", word):
        try:
            edits = rename(snapshot, file, offset, new)
        except RenameError as error:  # noqa: PERF203 - each name is refused or taken by itself
            _told(error)
        else:
            _made(snapshot, edits or (), f"rename to {new!r}")
    component_summary(snapshot, file, offset, found)
    for action in code_actions(snapshot, file, Span(offset, offset), found, ALL_RULES):
        _one_line(action.title)
        _made(snapshot, action.edits, action.title)


def _link(_place: Location) -> Leading | None:
    return Leading("shop.yaml", "shop.yaml", (0, 0), (0, 0))


def _workspace(snapshot: Snapshot, word: str) -> None:
    paths = sorted(path for path, file in snapshot.files.items() if file.is_yaml)
    _inside(snapshot, (each.location for each in workspace_symbols(snapshot, word)))
    _inside(snapshot, (each.location for each in workspace_symbols(snapshot, "")))
    for only in (None, Filter(apps=(word,)), Filter(components=(word,))):
        drawn = graph(snapshot, paths, only)
        for grouping in (None, *Grouping):
            picture = grouped(drawn, grouping)
            for format_ in Format if grouping in (None, Grouping.NONE) else ():
                text = render(picture, format_, _link)
                if format_ is Format.JSON:
                    json.loads(text)
    needs, without = identity_needs(snapshot, paths)
    for script in (as_az, as_bicep):
        tuple(script(needs, without, str))
    explained = explain_error(snapshot, word, ALL_RULES)
    if explained is not None:
        error_page(explained, _link, str)


def _components(snapshot: Snapshot) -> list[Component]:
    return [component for file in snapshot.files.values() for component in file.components]


def _refactorings(snapshot: Snapshot, word: str) -> None:
    paths = sorted(path for path, file in snapshot.files.items() if file.is_yaml)
    components = _components(snapshot)
    _made(snapshot, fix_all(snapshot, paths, ALL_RULES).edits, "fix all")
    for identity in Identity:
        _made(snapshot, switch_all(snapshot, paths, identity).edits, "switch all")
        for component in components:
            switch(component, snapshot, identity, word)
    for target in Target:
        for together in (False, True):
            made = conversions(snapshot, components, target, together=together)
            for path, text in beside(made.files, target, snapshot.files):
                assert path not in snapshot.files
                if path.endswith(".yaml"):
                    assert not SourceFile(path, text).tree.problems, text
    for component in components:
        for dialect in Dialect:
            done = convert(snapshot, component, dialect, word or None)
            if isinstance(done, Conversion):
                assert not SourceFile(MAIN, done.text).tree.problems, done.text
    for type_ in {*(component.type_text for component in components), word}:
        plan = Plan(type_, Dialect.OSS, word, Holder.OWN, word, (word,), word, word)
        text = new_component(snapshot.catalog, plan)
        if isinstance(text, str):
            as_snippet(text)
            assert not SourceFile(MAIN, text).tree.problems, text


def _editors(
    snapshot: Snapshot, file: SourceFile, found: tuple[Diagnostic, ...], garble: Garble
) -> None:
    """Positions and changes as they come from an editor, and answers as they go to it."""
    for client in _EDITORS:
        converter = Converter(client, snapshot, uri_of)
        size = len(file.text)
        for line, character in garble.positions:
            assert 0 <= positions.offset(file.lines, line, character, client.encoding) <= size
        for offset in garble.offsets:
            place = converter.range(file.lines, Span(offset, offset)).start
            back = converter.offset(file, place)
            # Between the two signs of a line break no editor can stand.
            assert back == offset or file.text[back:offset] == "\r", (offset, back)
        for diagnostic in found:
            converter.diagnostic(file, diagnostic)
        writer = ActionConverter(converter, lambda _key: 1)
        for offset in garble.offsets[:2]:
            for item in completion(snapshot, file, offset, snippets=client.snippets):
                converter.completion(file, item)
            here = Span(offset, offset)
            for action in code_actions(snapshot, file, here, found, ALL_RULES):
                writer.action(action)
        for a, b, c, d, text in garble.changes:
            # The protocol's types refuse what is no unsigned number of 31 bits.
            a, b, c, d = (max(0, min(each, 2**31 - 1)) for each in (a, b, c, d))
            between = types.Range(types.Position(a, b), types.Position(c, d))
            change = types.TextDocumentContentChangePartial(range=between, text=text)
            changed = converter.changed(file, [change])
            sound_tree(changed.text)
            lint(snapshot.with_file(changed), changed, ALL_RULES)


def _readers(garble: Garble) -> None:
    """The readers of what is no YAML, of whatever it is."""
    for text in garble.beside.values():
        try:
            bundle = parse_bundle(text, "bundle.json")
        except BundleError as error:
            _told(error)
        else:
            catalog().with_bundle(Bundle.of([bundle]))
        read_config(text, "/app", "/app/pyproject.toml", _codes)
        for error in read_config(text, "/app", "/app/daprls.toml", _codes).errors:
            assert error.reason


def _terminal(snapshot: Snapshot) -> None:
    """What the command line prints, in all its forms."""
    asked = sorted(path for path, file in snapshot.files.items() if file.is_yaml)
    found = [each for path in asked for each in lint(snapshot, snapshot.files[path], ALL_RULES)]
    report = Report(snapshot, asked, found)
    tuple(as_text.report(found, snapshot, str))
    json.loads(as_json.render(report, str))
    json.loads(sarif.log(report, str))
    junit.document(report, str)
    tuple(github.commands(report, str))
    from pathlib import Path

    json.loads(baseline.render(Path("/app/baseline.json"), snapshot, found))
    fixed = fix_all(snapshot, asked, ALL_RULES)
    after = snapshot.with_files(fixed.changed)
    secrets = secrets_of(snapshot, asked)
    for file in fixed.changed:
        tuple(diff(snapshot.files.get(file.path), file, after, file.path, secrets))
