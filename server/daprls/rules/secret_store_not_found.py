"""The rule `secret-store-not-found`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daprls.index import StoreMatch
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar
from daprls.text import Location


@dataclass(frozen=True, slots=True)
class _Name:
    """A secret store's name that was probably meant."""

    text: str
    is_inferred: bool
    place: Location | None


@component_rule("secret-store-not-found", Severity.INFO, layer=Layer.VALUE)
def secret_store_not_found(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component names a secret store that no file of the workspace defines."""
    match = snapshot.store_match(component)
    if match is None or component.store is None or match.stores or match.is_built_in:
        return
    if match.others or match.mentioned or match.deployed is not None:
        return  # It is there, or something else bears the name: a mistake of another kind.
    meant = _names(snapshot, component, match)
    lost = bool(component.references)
    if meant:
        yield _slip(component, component.store, meant, lost)
    elif lost and not match.is_open and all(store is component for store in match.nameless):
        yield Finding(
            component.store.span,
            f"No file of the workspace defines a secret store '{match.name}'; unless it comes from "
            "elsewhere, the sidecar starts without this component.",
        )


def _names(snapshot: Snapshot, component: Component, match: StoreMatch) -> tuple[_Name, ...]:
    """The names of the stores, each once: where a file says it, else where its stem does."""
    mentions = snapshot.index.mentioned_components
    names = {
        text: _Name(text, False, mentions[text][0].location if text in mentions else None)
        for text in match.near_deployed
    }
    for store in match.near:
        name = snapshot.name(store)
        known = names.get(name.text)
        if store is not component and (known is None or known.is_inferred):
            names[name.text] = _Name(name.text, name.source.is_inferred, name.location)
    return tuple(names.values())


def _slip(component: Component, store: Scalar, meant: tuple[_Name, ...], lost: bool) -> Finding:
    """The finding about a name that is close to a store's; `lost`: a secret is taken from it."""
    first = meant[0]
    missing = f"No secret store of the workspace is known as '{store.text}'"
    consequence = "Without its store the sidecar never loads this component." if lost else ""
    case_alone = first.text.lower() == store.text.lower()
    if case_alone:
        message = f"{missing}, only as '{first.text}', and case counts. {consequence}"
    else:
        question = " or ".join(f"'{name.text}'" for name in meant)
        message = f"{missing}. Did you mean {question}? {consequence}"
    certain = case_alone and not first.is_inferred
    return Finding(
        store.span,
        message.rstrip(),
        severity=Severity.ERROR if certain and lost else Severity.WARNING,
        fixes=tuple(
            Fix(
                f"Change to '{name.text}'",
                (replace_scalar(component.path, store, name.text),),
                safe=certain,
            )
            for name in meant
        ),
        related=tuple(
            Related(
                name.place,
                f"The file's name suggests '{name.text}'"
                if name.is_inferred
                else f"Secret store '{name.text}' is named here",
            )
            for name in meant
            if name.place is not None
        ),
    )
