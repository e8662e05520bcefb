"""Laws of everything that is offered, on components made of the catalog's facts."""

from __future__ import annotations

import os
from collections import Counter

from generated import Made, made_components
from hypothesis import HealthCheck, assume, given, settings
from pycep import BicepParser

from daprls.features.code_actions import ActionKind, CodeAction, code_actions
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.refactor.bicep import bicep
from daprls.refactor.dialect import Conversion, convert
from daprls.refactor.identity import Identity, Refusal, switch
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import az_text
from daprls.syntax.tree import Scalar
from daprls.text import CreateFile, Span, TextEdit, apply
from workspaces import snapshot_of

PATH = "/app/shop.yaml"
"""Where the made component stands."""
VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
"""
SWITCHES = {f"Switch to managed identity ({each.value})": each for each in Identity}
PARSER = BicepParser()
few = settings(
    max_examples=int(os.environ.get("EXAMPLES", "20")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def workspace(text: str) -> Snapshot:
    return snapshot_of({PATH: text, "/app/vault.yaml": VAULT})


def offered(snapshot: Snapshot, found: tuple[Diagnostic, ...]) -> dict[str, CodeAction]:
    """Every action that is offered somewhere in the file, each once."""
    file = snapshot.files[PATH]
    actions: dict[str, CodeAction] = {}
    kinds = frozenset(ActionKind)
    for line in range(len(file.lines.starts)):
        span = file.lines.span(line)
        for offset in {span.start, span.end, (span.start + span.end) // 2}:
            here = Span(offset, offset)
            for action in code_actions(snapshot, file, here, found, ALL_RULES, kinds):
                actions.setdefault(f"{action.title} {action.edits[0]}", action)
            # It is the same everywhere, and much work.
            kinds -= {ActionKind.FIX_ALL}
    return actions


def carried_out(snapshot: Snapshot, action: CodeAction) -> Snapshot:
    """The workspace after an action."""
    created = [edit for edit in action.edits if isinstance(edit, CreateFile)]
    assert not {edit.path for edit in created} & snapshot.files.keys()
    files = [SourceFile(edit.path, edit.text) for edit in created]
    for path in {edit.path for edit in action.edits if isinstance(edit, TextEdit)}:
        edits = [e for e in action.edits if isinstance(e, TextEdit) and e.path == path]
        files.append(SourceFile(path, apply(snapshot.files[path].text, edits)))
    return snapshot.with_files(files)


def lasting(snapshot: Snapshot, made: Made) -> tuple[str, ...]:
    """The comments that are not about `secrets`, and so stay when these go."""
    (component,) = snapshot.files[PATH].components
    entry = component.secrets_entry
    if entry is None:
        return made.comments
    start, end = entry.span.start, entry.span.end + 2
    places = ((each, made.text.index(each)) for each in made.comments)
    return tuple(each for each, at in places if not start - len(each) - 6 < at <= end)


def told(found: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return Counter((each.rule, each.message) for each in found)


@few
@given(made_components())
def test_what_is_offered_leaves_yaml_and_takes_away_what_it_is_for(made: Made) -> None:
    snapshot = workspace(made.text)
    found = lint(snapshot, snapshot.files[PATH], ALL_RULES)
    for action in offered(snapshot, found).values():
        after = carried_out(snapshot, action)
        for path in {edit.path for edit in action.edits if edit.path.endswith((".yaml", ".yml"))}:
            assert not after.files[path].tree.problems, (action.title, after.files[path].text)
        text = after.files[PATH].text
        assert ("\r\n" in made.text) == ("\r\n" in text), action.title
        assert "\n" not in text.replace("\r\n", "") or "\r\n" not in made.text, action.title
        if action.title.startswith(("Move it to", "Take ")):
            for comment in lasting(snapshot, made):
                assert comment in text, action.title
        if action.title in SWITCHES:
            (component,) = after.files[PATH].components
            again = switch(component, after, SWITCHES[action.title])
            assert isinstance(again, Refusal), text
            assert again.is_done, text
            told_now = {each.rule for each in lint(after, after.files[PATH], ALL_RULES)}
            assert "prefer-managed-identity" not in told_now, text
        for created in (edit for edit in action.edits if isinstance(edit, CreateFile)):
            if created.path.endswith(".bicep"):
                PARSER.parse(text=created.text)
        if action.kind is ActionKind.QUICK_FIX:
            left = told(lint(after, after.files[PATH], ALL_RULES))
            for diagnostic in action.diagnostics:
                key = (diagnostic.rule, diagnostic.message)
                assert left[key] < told(found)[key], action.title


def content(snapshot: Snapshot, component: Component) -> object:
    """What a component says, whatever its dialect."""
    items = []
    for entry in component.metadata:
        source = entry.reference.name.text if entry.reference is not None else None
        value = az_text(entry.literal) if isinstance(entry.literal, Scalar) else None
        items.append((entry.name_text, source, value))
    return (
        snapshot.name(component).text,
        component.type_text,
        ordinary_text(component.version),
        component.store.text if component.store is not None else None,
        items,
        [scope.app_id for scope in component.scopes],
    )


@few
@given(made_components(orderly=True))
def test_a_conversion_says_the_same_and_the_way_back_gives_the_file_back(made: Made) -> None:
    snapshot = workspace(made.text)
    (component,) = snapshot.files[PATH].components
    there, back = Dialect.OSS, Dialect.ACA
    if made.dialect is Dialect.OSS:
        there, back = back, there
    first = convert(snapshot, component, there)
    assume(isinstance(first, Conversion))
    assert isinstance(first, Conversion)
    assert first.notes == ()
    for comment in made.comments:
        assert comment in first.text
    other = workspace(first.text)
    (converted,) = other.files[PATH].components
    assert content(other, converted) == content(snapshot, component)
    second = convert(other, converted, back)
    # What open-source Dapr alone has does not come back.
    assume(isinstance(second, Conversion))
    assert isinstance(second, Conversion)
    if made.dialect is Dialect.ACA and component.metadata:
        assert second.text == made.text


@few
@given(made_components())
def test_a_conversion_of_anything_is_a_component_without_its_secrets(made: Made) -> None:
    snapshot = workspace(made.text)
    (component,) = snapshot.files[PATH].components
    to = Dialect.OSS if made.dialect is Dialect.ACA else Dialect.ACA
    result = convert(snapshot, component, to)
    assume(isinstance(result, Conversion))
    assert isinstance(result, Conversion)
    (converted,) = SourceFile(PATH, result.text).components
    assert converted.type_text == component.type_text
    assert [each.name_text for each in converted.metadata] == [
        each.name_text for each in component.metadata
    ]
    for secret in component.secrets:
        assert isinstance(secret.value, Scalar)
        if not any(
            each.literal and each.literal.text == secret.value.text for each in component.metadata
        ):
            assert secret.value.text not in result.text
    module = bicep(snapshot, (component,))
    for secret in component.secrets:
        assert isinstance(secret.value, Scalar)
        assert secret.value.text not in module.text
