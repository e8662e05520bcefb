"""Switches all components of a workspace to managed identity in one edit.

What is not switched is told with the reason, and so is each secret store that nobody uses then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daprls.features.roles import IdentityNeeds, identity_needs
from daprls.lint.repair import edited
from daprls.model.authentication import is_azure_host
from daprls.model.component import Component
from daprls.model.source_file import SourceFile
from daprls.refactor.identity import Identity, Refusal, Switch, switch
from daprls.snapshot import Snapshot
from daprls.text import Edit, TextEdit

MAY_BE_ELSEWHERE = "Nothing shows that its host is one of Azure's; switch it by itself if it is."
"""Why a component is not switched together with others."""


@dataclass(frozen=True, slots=True)
class SwitchAll:
    """One edit of many files, and all that is to be known before it is made."""

    title: str
    edits: tuple[TextEdit, ...]
    switched: tuple[tuple[Component, Switch], ...]
    refused: tuple[tuple[Component, str], ...]
    """Those that cannot be switched, each with the reason as a sentence."""
    done: int
    """How many use this identity already."""
    forsaken: tuple[Component, ...]
    """Secret stores from which no component takes a secret any more."""
    after: Snapshot
    """All files as they are once the edit is made."""

    @property
    def changed(self) -> tuple[SourceFile, ...]:
        """The files that the edit changes, as they are then."""
        paths = dict.fromkeys(edit.path for edit in self.edits)
        return tuple(self.after.files[path] for path in paths)


def switch_all(
    snapshot: Snapshot, paths: Iterable[str], identity: Identity, client_id: str | None = None
) -> SwitchAll:
    """The switch of every component of the files `paths`.

    Components of services other than Azure's are passed over without a word.
    """
    edits: list[TextEdit] = []
    switched: list[tuple[Component, Switch]] = []
    refused: list[tuple[Component, str]] = []
    done = 0
    for path in paths:
        for component in snapshot.files[path].components:
            result = switch(component, snapshot, identity, client_id)
            if isinstance(result, Refusal):
                if result.is_done:
                    done += 1
                elif is_of_azure(component, snapshot):
                    refused.append((component, result.reason))
            elif may_be_elsewhere(component, snapshot):
                refused.append((component, MAY_BE_ELSEWHERE))
            else:
                switched.append((component, result))
                edits.extend(result.edits)
    after = snapshot.with_files(edited(snapshot, edits))
    return SwitchAll(
        f"Switch all components to managed identity ({identity.value})",
        tuple(edits),
        tuple(switched),
        tuple(refused),
        done,
        forsaken_stores(snapshot, after),
        after,
    )


def may_be_elsewhere(component: Component, snapshot: Snapshot) -> bool:
    """Whether nothing shows that a component's host is Azure's, which only some are of its type."""
    known = snapshot.type(component)
    return (
        known is not None and known.identity is not None and is_azure_host(component, known) is None
    )


def is_of_azure(component: Component, snapshot: Snapshot) -> bool:
    """Whether a component is Azure's by its type, so that an identity is to be thought of."""
    if ".azure." in component.type_text.lower():
        return True
    known = snapshot.type(component)
    if known is None or known.identity is None:
        return snapshot.catalog.without_identity(component.type_text) is not None
    return is_azure_host(component, known) is True


def forsaken_stores(before: Snapshot, after: Snapshot) -> tuple[Component, ...]:
    """The secret stores from which components took secrets before, and after that none does."""
    found = []
    for store in before.index.secret_stores:
        name = before.name(store).text
        if before.index.users_of(name, store.dialect) and not after.index.users_of(
            name, store.dialect
        ):
            found.append(store)
    return tuple(found)


def forsaken_by(snapshot: Snapshot, component: Component, edits: Iterable[Edit]) -> str | None:
    """What is said where edits take from a store the only component that used it."""
    entry, named = component.store_entry, component.store
    spans = [edit.span for edit in edits if isinstance(edit, TextEdit)]
    if entry is None or named is None or not any(span.contains(entry.span) for span in spans):
        return None
    index = snapshot.index
    is_last = index.users_of(named.text, component.dialect) == (component,)
    is_known = bool(index.stores_named(named.text, component.dialect))
    return forsaken_sentence(named.text) if is_last and is_known else None


def forsaken_sentence(name: str) -> str:
    """What is said of a secret store that nobody uses any more."""
    return (
        f"No component takes a secret from the store '{name}' any more. It stays, since apps may "
        "ask it for secrets themselves."
    )


def needs_after(plan: SwitchAll, snapshot: Snapshot) -> tuple[IdentityNeeds, ...]:
    """What the identities of the components that are switched must be allowed to do then."""
    switched = {(each.path, each.document.span) for each, _ in plan.switched}
    wanted = {
        id(plan.after.files[file.path].components[number])
        for file in (snapshot.files[each.path] for each in plan.changed)
        for number, component in enumerate(file.components)
        if (component.path, component.document.span) in switched
    }
    needs, _ = identity_needs(plan.after, (file.path for file in plan.changed))
    return tuple(need for need in needs if id(need.component) in wanted)


def preview(plan: SwitchAll, snapshot: Snapshot) -> str:
    """What will be done, what will not and why, as Markdown."""
    return "\n".join(_preview(plan, snapshot)) + "\n"


def _preview(plan: SwitchAll, snapshot: Snapshot) -> Iterator[str]:
    yield f"# {plan.title}"
    yield ""
    if not plan.switched:
        yield "There is nothing to switch."
    for component, each in plan.switched:
        yield f"- {_called(component, snapshot)} is switched."
        if each.placeholders:
            names = " and ".join(f"`{name}`" for name in each.placeholders)
            yield f"  - To be filled in: {names}."
        for note in each.notes:
            yield f"  - {note}"
    if plan.refused:
        yield ""
        yield "## Not switched"
        yield ""
        for component, reason in plan.refused:
            yield f"- {_called(component, snapshot)}: {reason}"
    if plan.forsaken:
        yield ""
        yield "## No longer used"
        yield ""
        for store in plan.forsaken:
            yield f"- {forsaken_sentence(snapshot.name(store).text)}"
    if plan.done:
        yield ""
        word = "component already uses" if plan.done == 1 else "components already use"
        yield f"{plan.done} {word} this identity."


def _called(component: Component, snapshot: Snapshot) -> str:
    name = " ".join(snapshot.name(component).text.split())
    return f"`{name}` ({component.path.rpartition('/')[2]})"
