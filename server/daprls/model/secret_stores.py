"""What a secret store, as written, answers when it is asked for a secret."""

from __future__ import annotations

from daprls.catalog import ComponentType, SecretStoreFacts, Single
from daprls.model.authentication import given, is_truthy, readable, spellings
from daprls.model.component import Component, ordinary_text


def answers_by_name(
    store: Component, known: ComponentType, facts: SecretStoreFacts, name: str
) -> bool:
    """Whether the store answers with one value alone, under the very name it is asked by.

    Where the file does not show it, it is taken for one that may hold several.
    """
    if facts.other_key is not None and facts.other_key.search(name) is not None:
        return False
    if facts.single is Single.ALWAYS:
        return True
    has_value = _has_value(store, known, facts)
    return has_value is not None and has_value is (facts.single is Single.IF)


def _has_value(store: Component, known: ComponentType, facts: SecretStoreFacts) -> bool | None:
    """Whether the field that decides has the value that decides; `None` where nobody can tell."""
    if store.document.problems:
        return None
    entry = given(store, spellings(known, facts.field))
    if entry is None or entry.is_blank:
        return False
    scalar = readable(store, entry)
    text = ordinary_text(scalar)
    if scalar is None or text is None:
        return None
    field = known.field(facts.field)
    if field is not None and field.type == "bool":
        return is_truthy(scalar, known.decoder)
    return text == facts.value
