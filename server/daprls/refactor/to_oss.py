"""How a component of Azure Container Apps is laid out for open-source Dapr.

Its own `secrets` become a Secret of Kubernetes or, where daprd runs by itself, a local file; both
are made as templates without values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import ACA_KEYS, find_entry
from daprls.model.load_set import World
from daprls.model.names import SUBDOMAIN
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.layout import (
    Block,
    Laid,
    Refusal,
    block,
    file_stem,
    left_out,
    legal_name,
    without_name,
    written,
)
from daprls.snapshot import Snapshot
from daprls.syntax.goyaml import dapr_text
from daprls.syntax.pieces import pieces
from daprls.syntax.rewrite import quote, rename_key, set_value
from daprls.syntax.scalars import az_text, plain_value
from daprls.syntax.tree import Entry, Mapping, Scalar, Style, resolve
from daprls.syntax.writing import block_lines
from daprls.text import TextEdit

_WRITTEN_BY_SERVICE = frozenset(
    {"id", "name", "type", "systemData", "resourceGroup", "provisioningState", "deploymentErrors"}
)


@dataclass(frozen=True, slots=True)
class _Secrets:
    """Where references to the component's own secrets go."""

    store: str
    holder: str | None
    """The secret that holds all of them by their keys; `None`: each is one of its own."""
    extras: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    def target(self, name: Scalar) -> dict[str, str]:
        """The `secretKeyRef` of a reference."""
        own = name.raw if "\n" not in name.raw else quote(name.text)
        return {"name": own if self.holder is None else quote(self.holder), "key": own}


def oss_layout(snapshot: Snapshot, component: Component, name: str) -> Laid | Refusal:
    """The component as daprd and Kubernetes take it."""
    body = component.body
    assert body is not None
    text = snapshot.files[component.path].text
    named = legal_name(name, SUBDOMAIN) or name
    notes = [f"The component is called '{named}' now: Kubernetes refuses '{name}'."]
    notes = notes if named != name else []
    secrets = _own_secrets(snapshot, component, named)
    edits = tuple(_edits(component, text, secrets))
    meant = {id(entry): key for key in ACA_KEYS if (entry := find_entry(body, key)) is not None}
    spec: list[Block] = []
    behind: dict[str, Block] = {}
    comments: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    for index, piece in enumerate(pieces(text, body, _begin(component, body, text), edits)):
        key = meant.get(id(piece.entry))
        lead = pending
        pending = ()
        if index == 0:
            comments = without_name(piece.lead)
            piece = type(piece)(piece.entry, (), piece.lines)
        if key is None or key == "secrets":
            pending = (*lead, *without_name(piece.lead))
            if key is None and piece.entry.key.text not in _WRITTEN_BY_SERVICE:
                notes.append(left_out(component, piece.entry, ACA_KEYS))
        elif key in ("scopes", "secretStoreComponent"):
            behind[key] = block(piece, lead, key)
        else:
            spec.append(block(piece, lead, key))
    present = {each.key for each in spec}
    if "version" not in present:
        known = snapshot.type(component)
        version = known.default_version if known is not None else "v1"
        at = next(index for index, each in enumerate(spec, 1) if each.key == "componentType")
        spec.insert(at, written("version", version))
        notes.append(f"The component has no version; '{version}' is taken.")
    if "metadata" not in present:
        spec.append(written("metadata", []))
    lines = [
        "apiVersion: dapr.io/v1alpha1",
        "kind: Component",
        "metadata:",
        f"  name: {quote(named)}",
        "spec:",
        *(line for each in spec for line in each.at(2)),
    ]
    if "secretStoreComponent" in behind:
        store = behind["secretStoreComponent"]
        lines += [*store.lead, "auth:", *(f"  {line}" for line in store.lines)]
    elif secrets is not None:
        lines += block_lines({"auth": {"secretStore": quote(secrets.store)}})
    if "scopes" in behind:
        lines += behind["scopes"].at(0)
    lines += pending
    notes += secrets.notes if secrets is not None else ()
    return Laid(
        named,
        tuple(lines),
        comments,
        notes=tuple(notes),
        extras=secrets.extras if secrets is not None else (),
    )


def _begin(component: Component, body: Mapping, text: str) -> int:
    """Where the comments above the first key may begin."""
    if body is component.root:
        start = component.document.span.start
        return start + 1 if text.startswith("\ufeff", start) else start
    holder = find_entry(component.root, "properties")
    assert holder is not None
    end = text.find("\n", holder.key.span.end)
    return end + 1 if 0 <= end < body.span.start else body.span.start


def _edits(component: Component, text: str, secrets: _Secrets | None) -> Iterator[TextEdit]:
    body, path = component.body, component.path
    assert body is not None
    assert component.type_entry is not None
    for entry, key in (
        (component.type_entry, "type"),
        (component.store_entry, "secretStore"),
        *(
            (find_entry(body, key), key)
            for key in ("version", "ignoreErrors", "initTimeout", "metadata")
        ),
        (component.scopes_entry, "scopes"),
    ):
        if entry is not None and entry.key.text != key:
            yield rename_key(path, entry, key)
    for key in ("version", "initTimeout"):
        yield from _as_text(path, text, body, find_entry(body, key))
    ignore = find_entry(body, "ignoreErrors")
    if ignore is not None and isinstance(ignore.value, Scalar) and not ignore.value.is_plain:
        truth = ignore.value.text.strip().lower() in ("true", "1")
        yield set_value(path, text, body, ignore, "true" if truth else "false")
    done: set[int] = set()
    for item in component.metadata:
        if id(item.item) not in done:
            done.add(id(item.item))
            yield from _item(component, text, item, secrets)


def _as_text(path: str, text: str, body: Mapping, entry: Entry | None) -> Iterator[TextEdit]:
    value = entry.value if entry is not None else None
    if entry is not None and isinstance(value, Scalar) and not isinstance(plain_value(value), str):
        sent = az_text(value)
        if sent is not None:
            yield set_value(path, text, body, entry, quote(sent, style=Style.DOUBLE))


def _item(
    component: Component, text: str, item: MetadataEntry, secrets: _Secrets | None
) -> Iterator[TextEdit]:
    path, reference = component.path, item.reference
    if reference is not None:
        own = reference.name.raw if "\n" not in reference.name.raw else quote(reference.name.text)
        target = {"name": own, "key": own} if secrets is None else secrets.target(reference.name)
        yield rename_key(path, reference.entry, "secretKeyRef")
        yield set_value(path, text, item.item, reference.entry, target)
    value = find_entry(item.item, "value")
    scalar = resolve(value.value) if value is not None else None
    if value is None or not isinstance(scalar, Scalar) or not ordinary_text(scalar):
        return
    # What `az` sends and what daprd reads differ for a few plain scalars, as '0012'.
    sent, read = az_text(scalar), dapr_text(scalar)
    if sent is not None and (read is None or sent.lower() != read.lower()):
        yield set_value(path, text, item.item, value, quote(sent, style=Style.DOUBLE))


def _own_secrets(snapshot: Snapshot, component: Component, name: str) -> _Secrets | None:
    """Where the secrets go that the component keeps itself; `None` where it keeps none."""
    if not keeps_own_secrets(component):
        return None
    names = list(dict.fromkeys(ref.name.text for _, ref in component.references))
    if not names:
        return None
    notes = [
        f"The secret '{secret.name_text}' comes from Key Vault; take a "
        "'secretstores.azure.keyvault' component to read it."
        for secret in component.secrets
        if secret.key_vault_url is not None
    ]
    stem = file_stem(name)
    if snapshot.world(component.path) is World.SELF_HOSTED:
        store = f"{name}-secrets"
        notes.insert(
            0,
            f"The values of 'secrets' are not taken over: put them into '{stem}.secrets.json', and "
            "keep that file out of version control.",
        )
        files = (
            (f"{stem}-secrets.yaml", _local_store(store, stem, component)),
            (
                f"{stem}.secrets.json",
                json.dumps({each: f"<{each}>" for each in names}, indent=2) + "\n",
            ),
        )
        return _Secrets(store, None, files, tuple(notes))
    notes.insert(
        0,
        f"The values of 'secrets' are not taken over: the component reads them from the Secret "
        f"'{name}' of Kubernetes, for which '{stem}.secret.yaml' is a template.",
    )
    extras = ((f"{stem}.secret.yaml", _kubernetes_secret(name, names)),)
    return _Secrets(BUILT_IN_STORE, name, extras, tuple(notes))


def _kubernetes_secret(name: str, keys: list[str]) -> str:
    lines = block_lines(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": quote(name)},
            "type": "Opaque",
            "stringData": {key: quote(f"<{key}>", style=Style.DOUBLE) for key in keys},
        }
    )
    return "\n".join(lines) + "\n"


def _local_store(store: str, stem: str, component: Component) -> str:
    scopes = [quote(scope.app_id) for scope in component.scopes]
    lines = block_lines(
        {
            "apiVersion": "dapr.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": quote(store)},
            "spec": {
                "type": "secretstores.local.file",
                "version": "v1",
                "metadata": [{"name": "secretsFile", "value": quote(f"{stem}.secrets.json")}],
            },
            **({"scopes": scopes} if scopes else {}),
        }
    )
    return "\n".join(lines) + "\n"
