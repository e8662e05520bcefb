"""The rule `entra-flag-wrong-component`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.authentication import is_azure_host, is_switched_on, is_truthy, keys
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.entra_flag import Setting, flag_of, is_meant_as_off, lacking, rivals
from daprls.model.metadata_name import Unread, unread_names
from daprls.refactor.credentials import remove_credentials
from daprls.refactor.flags import put_on
from daprls.refactor.metadata import remove_entries, set_entry
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar

_TRUE = "'true', 'yes', 'y', 't', 'on' and '1'"


@component_rule("entra-flag-wrong-component", Severity.WARNING, layer=Layer.VALUE)
def entra_flag_wrong_component(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The flag for Entra ID is another component's, reads as false, or stands alone."""
    known = snapshot.type(component)
    certain = snapshot.certain_type(component)
    if known is None:
        return
    if certain is not None:
        for unread in unread_names(component, certain, snapshot.catalog_for(component.path)):
            if unread.kind is Unread.ENTRA_FLAG:
                yield _foreign(component, snapshot, certain, unread.entry)
    flag = flag_of(known)
    settings = {setting.name: setting for setting in lacking(component, known)}
    if flag in settings:
        yield from _false(component, snapshot, known, settings[flag])
    elif settings and is_switched_on(component, known):
        yield from _alone(component, snapshot, known, tuple(settings.values()))


def _foreign(
    component: Component, snapshot: Snapshot, known: ComponentType, entry: MetadataEntry
) -> Finding:
    """A flag that the component does not read."""
    name, own = entry.name_text, flag_of(known)
    remove = tuple(
        Fix(f"Remove '{name}'", edits, safe=_changes_nothing(component, known, entry))
        for edits in (remove_entries(snapshot, component, [entry]),)
        if edits
    )
    if own is not None and not component.entries(own):
        return Finding(
            entry.anchor.span,
            f"'{known.type}' ignores '{name}' without a word and does not use Entra ID; "
            f"its flag is '{own}'.",
            severity=Severity.HINT if _is_off(entry) else Severity.WARNING,
            fixes=(*_rename(component, snapshot, known, entry), *remove),
            tags=(Tag.UNNECESSARY,) if _is_off(entry) else (),
        )
    if known.identity is None:
        uses = any(profile.builtin == "azuread" for profile in known.profiles)
        why = "" if uses else "; it cannot use Entra ID"
        message = f"'{known.type}' ignores '{name}' without a word{why}."
    elif own is not None:
        message = f"'{known.type}' ignores '{name}' without a word; '{own}' is its flag."
    else:
        message = f"'{known.type}' has no flag for Entra ID and ignores '{name}' without a word"
        used = keys(component, known)
        message += (
            f"; it uses Entra ID only where there is no '{used[0].name_text}'."
            if used
            else "; it uses Entra ID anyway."
        )
    idle = _changes_nothing(component, known, entry)
    return Finding(
        entry.anchor.span,
        message,
        severity=Severity.HINT if idle else Severity.WARNING,
        fixes=remove,
        tags=(Tag.UNNECESSARY,) if idle else (),
    )


def _is_off(entry: MetadataEntry) -> bool:
    if entry.is_blank:
        return True
    return entry.literal is not None and is_meant_as_off(entry.literal)


def _changes_nothing(component: Component, known: ComponentType, entry: MetadataEntry) -> bool:
    """Whether the component does what the flag asks for, though it does not read it."""
    own = flag_of(known)
    if _is_off(entry):
        return True
    if own is not None:
        return is_switched_on(component, known) is True
    return known.identity is not None and not keys(component, known)


def _rename(
    component: Component, snapshot: Snapshot, known: ComponentType, entry: MetadataEntry
) -> Iterator[Fix]:
    """The flag under its right name, with what must stand beside it."""
    own = flag_of(known)
    if entry.name is None or own is None or _is_off(entry):
        return
    beside = [setting for setting in lacking(component, known) if setting.name != own]
    # Beside a password the right flag keeps the component from starting.
    refused = rivals(component, known)
    # What is new cannot stand behind an item that goes: it takes the place of the first.
    last_goes = component.metadata[-1] in refused
    absent = [each for each in beside if last_goes and each.entry is None]
    others = put_on(snapshot, component, [each for each in beside if each not in absent])
    scalar = ordinary_text(entry.literal) is not None and entry.literal
    reads = not scalar or is_truthy(scalar, known.decoder)
    value = () if reads else set_entry(snapshot, component, entry, "true")
    pairs = [(each.name, each.value) for each in absent]
    removed = remove_credentials(snapshot, component, refused, pairs) if refused else ()
    if others is None or value is None or removed is None:
        return
    also = "".join(f", set '{setting.name}' to 'true'" for setting in beside)
    also += "".join(f", remove '{each.name_text}'" for each in refused)
    edit = replace_scalar(component.path, entry.name, own)
    yield Fix(f"Change to '{own}'{also}", (edit, *value, *others, *removed))


def _false(
    component: Component, snapshot: Snapshot, known: ComponentType, setting: Setting
) -> Iterator[Finding]:
    """A flag with a word that nobody means as false, and that is read as it."""
    entry = setting.entry
    # The Redis components refuse such a word.
    if entry is None or entry.literal is None or known.decoder == "kit/config":
        return
    if ordinary_text(entry.literal) is None or is_meant_as_off(entry.literal):
        return
    edits = put_on(snapshot, component, (setting,))
    yield Finding(
        entry.literal.span,
        f"'{entry.name_text}' is read as false, so '{known.type}' does not use Entra ID: only "
        f"{_TRUE} are true to Dapr, and no other word is refused.",
        fixes=(Fix("Change to 'true'", edits),) if edits else (),
    )


def _alone(
    component: Component, snapshot: Snapshot, known: ComponentType, settings: tuple[Setting, ...]
) -> Iterator[Finding]:
    """A flag without what must be on beside it."""
    flags = component.entries(flag_of(known) or "")
    if not flags or is_azure_host(component, known) is False:
        return
    edits = put_on(snapshot, component, settings)
    names = " and ".join(f"'{setting.name}'" for setting in settings)
    yield Finding(
        flags[-1].anchor.span,
        f"'{flags[-1].name_text}' needs {names}: without it '{known.type}' sends its token "
        "unencrypted, which a cache of Azure's does not take by default.",
        fixes=(Fix(f"Set {names} to 'true'", edits),) if edits else (),
    )
