"""A new component: everything that its type needs, what a person has to fill in in angle brackets.

What is needed is asked of the catalog in the way in which its absence is found, so that a new file
has no finding but its placeholders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from daprls.catalog import Catalog, ComponentType, IdentityPath, MetadataField
from daprls.index import BUILT_IN_STORE
from daprls.model.dialect import Dialect
from daprls.model.gaps import gaps
from daprls.model.names import ACA_WORD
from daprls.model.source_file import SourceFile
from daprls.refactor.choices import IDENTITY, USER_IDENTITY, Choice, choice, choices
from daprls.refactor.layout import Refusal
from daprls.syntax.tree import Style
from daprls.syntax.writing import Draft, block_lines, quote

__all__ = ["Holder", "Plan", "Refusal", "blank_component", "new_component"]

_API_VERSION = "dapr.io/v1alpha1"
_MOST_FIELDS = 40
_PASSWORDLESS = {
    "dropPostgresPassword": (
        "host=<server>.postgres.database.azure.com port=5432 user=<identity> dbname=<database> "
        "sslmode=require"
    ),
    "dropSqlCredentials": "Server=<server>.database.windows.net;Database=<database>",
}
"""What a connection string looks like that holds no password, by how one is taken out."""


class Holder(Enum):
    """Who holds a new component's secrets."""

    STORE = "store"
    """A secret store."""
    OWN = "own"
    """The component's own `secrets`, or a Secret of Kubernetes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new component is to be."""

    type: str
    dialect: Dialect
    way: str = ""
    """How it authenticates, as one of the type's choices; empty: the best that the type can do."""
    holder: Holder | None = None
    """`None`: a secret store, and no wish for secrets where the type can do without."""
    name: str = ""
    """Empty: left to fill in, or to the file's name."""
    scopes: tuple[str, ...] | None = None
    """`None`: left to fill in where Azure Container Apps runs it; empty: for every app."""
    store: str = ""
    """The secret store's name; empty: left to fill in."""
    client_id: str = ""
    """That of a user-assigned identity; empty: left to fill in."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A metadata item: a literal, or the name of a secret."""

    name: str
    value: str = ""
    secret: str = ""


def new_component(catalog: Catalog, plan: Plan) -> str | Refusal:
    """The text of a component of a type of the catalog."""
    known = catalog.find(plan.type)
    if known is None:
        meant = catalog.suggestions(plan.type)
        hint = f" Did you mean '{meant[0]}'?" if meant else ""
        return Refusal(f"Dapr has no component type '{plan.type}'.{hint}")
    reason = unsupported(catalog, known) if plan.dialect is Dialect.ACA else None
    if reason is not None:
        return Refusal(reason)
    known = _current(catalog, known, plan.dialect)
    chosen = _chosen(catalog, known, plan)
    if isinstance(chosen, Refusal):
        return chosen
    items = _completed(known, _items(catalog, known, chosen, plan))
    order = {field.name: index for index, field in enumerate(known.fields)}
    items.sort(key=lambda item: order.get(item.name, len(order)))
    return _text(plan, known.type, known.version, items)


def blank_component(dialect: Dialect) -> str:
    """The text of a component whose type is left to fill in."""
    item = _Item("<name>", "<value>")
    plan = Plan("<component-type>", dialect)
    return _text(plan, plan.type, "v1", [item])


def unsupported(catalog: Catalog, known: ComponentType) -> str | None:
    """Why Azure Container Apps does not take a type, as a sentence."""
    support = catalog.aca
    if catalog.summary(known.type).pluggable:
        return "Azure Container Apps runs no pluggable components."
    return support.unsupported_types.get(known.type) or support.unsupported_families.get(
        known.category
    )


def _current(catalog: Catalog, known: ComponentType, dialect: Dialect) -> ComponentType:
    """The version to write: the default, unless Dapr itself advises against it."""
    if dialect is Dialect.ACA or known.version not in known.deprecated_versions:
        return known
    others = (each for each in known.versions if each not in known.deprecated_versions)
    return catalog.find(known.type, next(others, known.version)) or known


def _chosen(catalog: Catalog, known: ComponentType, plan: Plan) -> Choice | Refusal:
    """The way that is asked for, or else the best."""
    ways = choices(known)
    if not plan.way:
        wanted = (each for each in ways if plan.holder is None or not each.is_identity)
        return next(wanted)
    chosen = choice(known, plan.way)
    if chosen is not None:
        return chosen
    names = ", ".join(f"'{each.id}'" for each in ways)
    reason = f"'{known.type}' cannot authenticate by '{plan.way}'."
    if plan.way in (IDENTITY, USER_IDENTITY):
        reason = catalog.without_identity(known.type) or (
            f"'{known.type}' cannot use a managed identity."
        )
    return Refusal(f"{reason} There is {names}.")


def _items(catalog: Catalog, known: ComponentType, chosen: Choice, plan: Plan) -> list[_Item]:
    path = known.identity
    if path is None or not chosen.is_of_entra:
        fields = (*_address(known), *chosen.fields)
        values = dict(chosen.values)
        return [_item(field, values.get(field.name, "")) for field in fields]
    client = catalog.azure.client_id_fields[0]
    items = _identity_items(path)
    if chosen.id == USER_IDENTITY:
        return [*items, _Item(client, plan.client_id or "<client-id>")]
    names = {each.name for each in items}
    return [*items, *(_item(each) for each in chosen.fields if each.name not in names)]


def _identity_items(path: IdentityPath) -> list[_Item]:
    """What takes the place of a key."""
    values: dict[str, str] = {}
    for each in path.require:
        is_needed = not each.optional and each.where is None
        if is_needed and not values.keys() & {*each.unless_any}:
            values[each.name] = each.placeholder
    values |= dict(path.set)
    values |= {name: _PASSWORDLESS[how] for name, how in path.rewrite}
    if not path.rewrite:
        values |= {name: f"<{name}>" for name in path.ask}
    return [_Item(name, value) for name, value in values.items()]


def _address(known: ComponentType) -> Iterator[MetadataField]:
    """The fields that say where the service is, however the component authenticates."""
    for each in known.identity.require if known.identity is not None else ():
        field = known.field(each.name)
        if field is None or field.profiles or field.sensitive:
            continue
        if not each.optional and each.where is None:
            yield field


def _completed(known: ComponentType, items: Sequence[_Item]) -> list[_Item]:
    """The items with those that the component lacks."""
    found = list({item.name: item for item in items}.values())
    for _ in range(_MOST_FIELDS):
        draft = Plan(known.type, Dialect.ACA, holder=Holder.OWN)
        text = _text(draft, known.type, known.version, found)
        (component,) = SourceFile("untitled:", text).components
        missing = gaps(component, known)
        if not missing:
            break
        found.append(_item(missing[0].fields[0]))
    return found


def _item(field: MetadataField, value: str = "") -> _Item:
    if field.sensitive:
        return _Item(field.name, secret=ACA_WORD.nearest(field.name) or "secret")
    return _Item(field.name, value or f"<{field.name}>")


def _text(plan: Plan, type_: str, version: str, items: Sequence[_Item]) -> str:
    in_store = plan.holder is not Holder.OWN
    store = plan.store or "<secret-store>"
    secrets = [item.secret for item in items if item.secret]
    if plan.dialect is Dialect.ACA:
        keys = _aca(plan, type_, version, items, store if in_store and secrets else "")
        lines = [f"# daprls: name={plan.name}"] if plan.name else []
        return "\n".join([*lines, *block_lines(keys)]) + "\n"
    name = plan.name or "<name>"
    if secrets:
        store = store if in_store else BUILT_IN_STORE
    keys = _oss(plan, name, type_, version, items, store if secrets else "", in_store=in_store)
    return "\n".join(block_lines(keys)) + "\n"


def _aca(
    plan: Plan, type_: str, version: str, items: Iterable[_Item], store: str
) -> Mapping[str, Draft]:
    metadata: list[Draft] = []
    secrets: list[Draft] = []
    for item in items:
        if not item.secret:
            metadata.append(_literal(item))
            continue
        metadata.append({"name": quote(item.name), "secretRef": quote(item.secret)})
        secrets.append({"name": quote(item.secret), "value": _quoted(f"<{item.secret}>")})
    scopes = ("<app-id>",) if plan.scopes is None else plan.scopes
    return {
        "componentType": quote(type_),
        "version": quote(version),
        **({"secretStoreComponent": quote(store)} if store else {}),
        **({"metadata": metadata} if metadata else {}),
        **({"secrets": secrets} if secrets and not store else {}),
        **({"scopes": [quote(scope) for scope in scopes]} if scopes else {}),
    }


def _oss(
    plan: Plan,
    name: str,
    type_: str,
    version: str,
    items: Iterable[_Item],
    store: str,
    *,
    in_store: bool,
) -> Mapping[str, Draft]:
    metadata: list[Draft] = []
    for item in items:
        if item.secret:
            holder = item.secret if in_store else name
            target = {"name": quote(holder), "key": quote(item.secret)}
            metadata.append({"name": quote(item.name), "secretKeyRef": target})
        else:
            metadata.append(_literal(item))
    scopes = [quote(scope) for scope in plan.scopes or ()]
    return {
        "apiVersion": _API_VERSION,
        "kind": "Component",
        "metadata": {"name": quote(name)},
        "spec": {"type": quote(type_), "version": quote(version), "metadata": metadata},
        **({"auth": {"secretStore": quote(store)}} if store else {}),
        **({"scopes": scopes} if scopes else {}),
    }


def _literal(item: _Item) -> Draft:
    return {"name": quote(item.name), "value": _quoted(item.value)}


def _quoted(text: str) -> str:
    return quote(text, style=Style.DOUBLE)
