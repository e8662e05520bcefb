"""The switch to managed identity, for every type that can use it, wherever its key is."""

from __future__ import annotations

import itertools

import pytest
from switching import (
    CLIENT_ID,
    COMES,
    PATH,
    SECRET,
    STAYS,
    Example,
    Place,
    answer,
    snapshot,
    switched,
    values,
)

from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.model.dialect import Dialect
from daprls.refactor.identity import CLIENT_ID_PLACEHOLDER, Identity, Refusal, Switch
from daprls.rules import ALL_RULES
from daprls.text import apply
from workspaces import catalog

TYPES = [
    (type_name, version)
    for type_name in catalog().types
    if catalog().identity(type_name) is not None
    for version in catalog().versions(type_name)
]
EXAMPLES = [
    Example(type_name, version, dialect, place, with_principal)
    for (type_name, version), dialect, place, with_principal in itertools.product(
        TYPES, Dialect, Place, (False, True)
    )
]
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
both_identities = pytest.mark.parametrize("identity", Identity, ids=lambda each: each.value)
NEVER = {
    name.lower()
    for names in (
        catalog().azure.service_principal_fields,
        ("masterKey", "accountKey", "accessKey", "apiKey", "password", "redisPassword"),
        ("storageAccountKey", "storageConnectionString"),
    )
    for name in names
}


ABOUT_THE_TYPE = {"aca-component-tier", "aca-unsupported-component"}
"""What these rules say of a component's type no switch can change."""


def diagnose(text: str) -> list[Diagnostic]:
    found = snapshot(text)
    diagnostics = lint(found, found.files[PATH], ALL_RULES)
    return [each for each in diagnostics if each.rule not in ABOUT_THE_TYPE]


def test_most_types_of_azure_can_be_switched() -> None:
    assert len({type_name for type_name, _ in TYPES}) >= 25


@every_example
@both_identities
def test_a_switch_leaves_no_key_and_brings_what_is_needed(
    example: Example, identity: Identity
) -> None:
    result = switched(example.text(), identity)
    assert snapshot(result).files[PATH].tree.problems == ()
    found = values(result)
    assert SECRET not in result
    assert not NEVER & {name.lower() for name in found}
    assert found.get("azureClientId") == (
        CLIENT_ID_PLACEHOLDER if identity is Identity.USER else None
    )
    for name, value in COMES.get(example.path_id, {}).items():
        assert found[name] == value if example.can_be_read else found[name]
    for name, value in STAYS.get(example.type, {}).items():
        assert found[name] == value


@every_example
@both_identities
def test_a_switch_leaves_no_orphans(example: Example, identity: Identity) -> None:
    component = snapshot(switched(example.text(), identity)).files[PATH].components[0]
    assert component.references == ()
    assert component.secrets_entry is None
    assert component.store_entry is None
    assert component.root.entry("auth") is None


@every_example
@both_identities
def test_all_that_a_switch_does_not_touch_stays_byte_for_byte(
    example: Example, identity: Identity
) -> None:
    text = example.text()
    result = switched(text, identity)
    left = iter(result.splitlines())
    for line in text.splitlines():
        if "# keep" in line:
            assert line in left, line
    if example.path_id not in ("postgresql", "sqlserver"):
        # Their connection string stays, and so does what is said of it.
        assert "# gone" not in result


@every_example
@both_identities
def test_a_switch_is_offered_once(example: Example, identity: Identity) -> None:
    text = example.text()
    for client_id in (None, CLIENT_ID):
        if client_id is not None and identity is Identity.SYSTEM:
            continue
        result = switched(text, identity, client_id)
        assert isinstance(answer(result, identity, client_id), Refusal)


@every_example
def test_switching_back_and_forth_leads_to_the_same(example: Example) -> None:
    once = switched(example.text(), Identity.SYSTEM)
    other = switched(once, Identity.USER, CLIENT_ID)
    assert values(other)["azureClientId"] == CLIENT_ID
    assert values(switched(other, Identity.SYSTEM)) == values(once)


@every_example
@both_identities
def test_a_switch_names_what_is_left_to_fill_in_and_tells_no_secret(
    example: Example, identity: Identity
) -> None:
    text = example.text()
    found = answer(text, identity)
    assert isinstance(found, Switch)
    assert found.title == f"Switch to managed identity ({identity.value})"
    assert SECRET not in "".join((found.title, *found.notes))
    assert all(note.endswith(".") for note in found.notes)
    after = values(apply(text, found.edits))
    open_names = [name for name, value in after.items() if value is not None and "<" in value]
    assert sorted(found.placeholders) == sorted(open_names)
    selected = [edit for edit in found.edits if edit.select is not None]
    assert len(selected) == bool(open_names)
    assert all(edit.select.of(edit.new_text).startswith("<") for edit in selected if edit.select)


@every_example
@both_identities
def test_rules_find_the_result_clean_but_for_what_is_left_to_fill_in(
    example: Example, identity: Identity
) -> None:
    text = example.text()
    found = answer(text, identity)
    assert isinstance(found, Switch)
    diagnostics = diagnose(apply(text, found.edits))
    assert [each for each in diagnostics if each.rule != "placeholder-value"] == []
    if any(rule.code == "placeholder-value" for rule in ALL_RULES):
        assert len(diagnostics) == bool(found.placeholders)


@every_example
def test_with_a_client_id_and_a_readable_key_nothing_is_left_to_fill_in(example: Example) -> None:
    found = answer(example.text(), Identity.USER, CLIENT_ID)
    assert isinstance(found, Switch)
    if example.can_be_read:
        assert found.placeholders == ()
