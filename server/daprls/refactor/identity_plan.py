"""What has to become of a component's metadata for it to use managed identity.

Only decisions are made here; `daprls.refactor.identity` turns them into edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from daprls.catalog import AzureAuthentication, ComponentType, IdentityField, IdentityPath
from daprls.model import connection_string
from daprls.model.authentication import (
    carries_no_key,
    given,
    holds_credentials,
    is_truthy,
    keys,
    methods_of,
    readable,
    spellings,
)
from daprls.model.component import Component, MetadataEntry
from daprls.syntax.scalars import TextClass, classify, classify_node, is_placeholder

CLIENT_ID_PLACEHOLDER = "<managed-identity-client-id>"

_FORMATS = {
    "fqdn": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"),
    "fqdnOrName": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"),
    "url": re.compile(r"https?://[^\s/]+.*"),
    "storageAccount": re.compile(r"[a-z0-9]{3,24}"),
}


class Identity(Enum):
    """Which identity of the app is used."""

    SYSTEM = "system-assigned"
    USER = "user-assigned"


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes, what gets another value, and what comes."""

    remove: tuple[MetadataEntry, ...]
    """Those that held the key first: what comes takes the place of the very first."""
    values: tuple[tuple[MetadataEntry, str], ...]
    add: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the metadata whose new value a person must fill in."""
        pairs = [(entry.name_text, value) for entry, value in self.values]
        return tuple(name for name, value in (*pairs, *self.add) if is_placeholder(value))

    @property
    def gone(self) -> tuple[MetadataEntry, ...]:
        """The items that will no longer refer to a secret."""
        return (*self.remove, *(entry for entry, _ in self.values))


@dataclass(frozen=True)
class _Draft:
    """One component, and the plan as far as it is made."""

    component: Component
    known: ComponentType
    path: IdentityPath
    azure: AzureAuthentication
    default_client: str | None
    cloud: str | None
    remove: list[MetadataEntry] = field(default_factory=list)
    values: list[tuple[MetadataEntry, str]] = field(default_factory=list)
    add: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def entries(self, name: str) -> tuple[MetadataEntry, ...]:
        """The items of a field under every name, those that go left out."""
        found = self.component.entries(*spellings(self.known, name))
        return tuple(entry for entry in found if entry not in self.remove)

    def is_given(self, name: str) -> bool:
        """Whether a field will hold something."""
        return any(not entry.is_blank for entry in self.entries(name))

    def is_true(self, name: str) -> bool:
        """Whether the file shows a field to be true."""
        entry = given(self.component, spellings(self.known, name))
        scalar = readable(self.component, entry) if entry is not None else None
        return scalar is not None and is_truthy(scalar, self.known.decoder)

    def text(self, entry: MetadataEntry) -> str | None:
        """The text of an item's value, where the file shows it."""
        scalar = readable(self.component, entry)
        return scalar.text if scalar is not None else None

    def texts(self, name: str) -> Iterator[str]:
        """What the items of a field say, those that go included, the last first."""
        for entry in reversed(self.component.entries(*spellings(self.known, name))):
            text = self.text(entry)
            if text is not None:
                yield text


def plan(
    component: Component,
    known: ComponentType,
    path: IdentityPath,
    azure: AzureAuthentication,
    identity: Identity,
    client_id: str | None,
    *,
    default_client: str | None = None,
    cloud: str | None = None,
) -> Plan:
    """The plan for a component whose type can use managed identity.

    `default_client` is the client ID for a component that names none, `cloud` (as components name
    it) where its resource is, if the file does not show it.
    """
    draft = _Draft(component, known, path, azure, default_client, cloud_of(component, azure, cloud))
    _remove_keys(draft, identity, client_id)
    _rewrite(draft)
    _require(draft)
    _set_flags(draft)
    _choose_cloud(draft)
    _choose_identity(draft, identity, client_id)
    return Plan(tuple(draft.remove), tuple(draft.values), tuple(draft.add), tuple(draft.notes))


def cloud_of(component: Component, azure: AzureAuthentication, cloud: str | None) -> str | None:
    """The cloud that the component's resource is in; `None` where neither file nor settings say.

    `cloud` is what the settings say.
    """
    setting = given(component, azure.environment_fields)
    if setting is not None and not setting.is_blank:
        scalar = readable(component, setting)
        word = scalar.text.lower() if scalar is not None else ""
        return next((name for name, forms in azure.clouds.items() if word in forms), None)
    texts = (readable(component, entry) for entry in component.metadata)
    named = [connection_string.stated_cloud(text.text) for text in texts if text is not None]
    stated = [each for each in named if each in azure.clouds]
    public = connection_string.PUBLIC_CLOUD
    return next((each for each in stated if each != public), public if stated else cloud)


def _remove_keys(draft: _Draft, identity: Identity, client_id: str | None) -> None:
    component, azure = draft.component, draft.azure
    names = [name for each in draft.path.remove for name in spellings(draft.known, each)]
    for entry in component.entries(*names):
        if not _may_stay(draft, entry, identity, client_id):
            draft.remove.append(entry)
    principal = component.entries(*azure.service_principal_fields)
    draft.remove.extend(entry for entry in principal if entry not in draft.remove)
    for entry in component.entries(*azure.method_fields):
        words = () if entry.is_blank else methods_of(component, entry, azure)
        if words and "managedidentity" not in words:
            draft.remove.append(entry)


def _may_stay(
    draft: _Draft, entry: MetadataEntry, identity: Identity, client_id: str | None
) -> bool:
    """Whether a connection string asks for managed identity itself, and for the one wanted."""
    if not carries_no_key(draft.component, entry, draft.path):
        return False
    named = connection_string.part(draft.text(entry) or "", "ClientId")
    return named is None or (identity is Identity.USER and client_id in (None, named))


def _rewrite(draft: _Draft) -> None:
    """Takes the credentials out of the connection strings that stay."""
    for name, how in draft.path.rewrite:
        placeholder = _placeholder(draft, name)
        for entry in draft.entries(name):
            text = draft.text(entry)
            rest = connection_string.without_credentials(how, text) if text else None
            if rest is not None:
                if rest != text:
                    draft.values.append((entry, rest.strip()))
                _ask(draft, rest)
                continue
            node = entry.value if entry.reference is None else None
            kind = classify_node(node) if node is not None else TextClass.ORDINARY
            if kind is TextClass.PIPELINE:
                draft.notes.append(
                    f"'{entry.name_text}' is put in at deployment; no password belongs there now."
                )
            elif kind is TextClass.PLACEHOLDER or holds_credentials(
                draft.component, entry, draft.known, how
            ):
                draft.values.append((entry, placeholder))


def _ask(draft: _Draft, text: str) -> None:
    """Adds what must name the identity and is named nowhere."""
    for name in draft.path.ask:
        if not draft.is_given(name) and connection_string.user(text) is None:
            draft.add.append((name, "<identity-name>"))


def _require(draft: _Draft) -> None:
    """Puts in what the component needs once its key is gone."""
    rewritten = {entry for entry, _ in draft.values}
    for needed in draft.path.require:
        if any(draft.is_given(name) for name in (needed.name, *needed.unless_any)):
            if needed.source == needed.name:
                _take_apart(draft, needed)
            continue
        if _tokens(draft) or (needed.where is not None and not draft.is_true(needed.where)):
            continue
        derived = _derive(draft, needed)
        if derived is None and needed.optional:
            continue
        value = derived or _placeholder(draft, needed.name)
        blank = next((each for each in draft.entries(needed.name) if each not in rewritten), None)
        if blank is not None:
            draft.values.append((blank, value))
        else:
            draft.add.append((needed.name, value))


def _take_apart(draft: _Draft, needed: IdentityField) -> None:
    """Leaves of a connection string that stands in place of a field what the field is for."""
    value = _derive(draft, needed)
    if value is not None:
        draft.values.extend((entry, value) for entry in draft.entries(needed.name))


def _tokens(draft: _Draft) -> list[MetadataEntry]:
    """The items that stay because they ask for a token themselves."""
    return [
        entry
        for entry in draft.component.metadata
        if entry not in draft.remove and carries_no_key(draft.component, entry, draft.path)
    ]


def _derive(draft: _Draft, needed: IdentityField) -> str | None:
    if needed.source is None or needed.derive is None:
        return None
    form = _FORMATS.get(needed.format or "")
    for text in draft.texts(needed.source):
        value = connection_string.derive(needed.derive, text)
        if value is None or classify(value) is not TextClass.ORDINARY:
            continue
        if form is None or form.fullmatch(value) is not None:
            return value
    return None


def _set_flags(draft: _Draft) -> None:
    for name, value in draft.path.set:
        entries = draft.entries(name)
        for entry in entries:
            scalar = entry.literal if entry.reference is None else None
            if scalar is None or not is_truthy(scalar, draft.known.decoder):
                draft.values.append((entry, value))
        if not entries:
            misnamed = _misnamed(draft, name)
            draft.remove.extend(misnamed)
            draft.add.append((name, value))


def _misnamed(draft: _Draft, name: str) -> list[MetadataEntry]:
    """Items of a name that this component does not read and other components have for `name`."""
    names = [old for old, new in draft.known.renamed.items() if new == name]
    return [entry for entry in draft.component.entries(*names) if entry not in draft.remove]


def _choose_cloud(draft: _Draft) -> None:
    """Names the component's cloud, unless it is the public one, which is what is meant without."""
    azure, path = draft.azure, draft.path
    if not (path.remove or path.rewrite) or draft.component.entries(*azure.environment_fields):
        return
    if draft.cloud not in (None, connection_string.PUBLIC_CLOUD):
        draft.add.append((azure.environment_fields[0], draft.cloud))


def _choose_identity(draft: _Draft, identity: Identity, client_id: str | None) -> None:
    component, azure = draft.component, draft.azure
    old = component.entries(*azure.client_id_fields)
    if identity is Identity.SYSTEM:
        draft.remove.extend(old)
        return
    if any(connection_string.part(draft.text(each) or "", "ClientId") for each in _tokens(draft)):
        draft.remove.extend(old)
        return
    current = given(component, azure.client_id_fields)
    if current is not None and _is_identity(draft, current, client_id):
        return
    name = azure.client_id_fields[0]
    wanted = client_id or draft.default_client or CLIENT_ID_PLACEHOLDER
    target = next(
        (entry for entry in reversed(old) if entry.name_text.lower() == name.lower()), None
    )
    draft.remove.extend(entry for entry in old if entry is not target)
    if target is None:
        draft.add.append((name, wanted))
    elif (draft.text(target) or "").lower() != wanted.lower():
        draft.values.append((target, wanted))


def _is_identity(draft: _Draft, current: MetadataEntry, client_id: str | None) -> bool:
    """Whether the client ID is a managed identity's already, and the one wanted.

    Beside a key or what is left of a service principal it may be an app registration's.
    """
    component = draft.component
    if current.is_blank or keys(component, draft.known):
        return False
    if component.entries(*draft.azure.service_principal_fields):
        return False
    return client_id is None or (draft.text(current) or "").lower() == client_id.lower()


def _placeholder(draft: _Draft, name: str) -> str:
    """What is written for a field that a person fills in, a host of the right cloud."""
    public = next(each.placeholder for each in draft.path.require if each.name == name)
    return connection_string.placed(public, draft.cloud)
