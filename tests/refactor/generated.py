"""Components made of the catalog's facts, in every style that people write them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from daprls.catalog import MetadataField
from daprls.model.dialect import Dialect
from daprls.model.names import ACA_WORD
from daprls.syntax.writing import Draft, block_lines, flow_text, quote
from workspaces import catalog

_SECRET = "c2VjcmV0IG9mIHRoZSBzaG9w" + "MDEyMzQ1Njc4OQ=="
_VALUES = {
    "bool": ("true", "false", "yes"),
    "number": ("3", "0", "12"),
    "duration": ("5s", "1m30s", "10"),
    "bytesize": ("4Mi",),
    "object": ('{"a":1}',),
}


@dataclass(frozen=True)
class Made:
    """A file and what went into it."""

    text: str
    dialect: Dialect
    type: str
    comments: tuple[str, ...]
    is_flow: bool
    keeps_secrets: bool
    """Whether it has `secrets` of its own, or takes them from Kubernetes."""


@st.composite
def made_components(draw: st.DrawFn, *, orderly: bool = False) -> Made:
    """A component of any type; an orderly one only holds what both dialects can say."""
    known = catalog().find(draw(st.sampled_from(catalog().types)))
    assert known is not None
    dialect = draw(st.sampled_from(Dialect))
    store = "vault" if orderly else draw(st.sampled_from(("", "vault")))
    fields = draw(
        st.lists(
            st.sampled_from(known.fields or (MetadataField("name-of-nothing"),)),
            max_size=6,
            unique_by=lambda field: field.name.lower(),
        )
    )
    items = [draw(_items(field, dialect, store, orderly=orderly)) for field in fields]
    secrets = [
        item["secretRef"] for item in items if "secretRef" in item and isinstance(item, Mapping)
    ]
    scopes = draw(st.sampled_from(((), ("cart",), ("cart", "order"))))
    keys: dict[str, Draft] = {}
    if dialect is Dialect.ACA:
        keys["componentType"] = quote(known.type)
        keys["version"] = known.version
        if draw(st.booleans()):
            keys["initTimeout"] = "30s"
        if store:
            keys["secretStoreComponent"] = store
        if items:
            keys["metadata"] = items
        if secrets and not store:
            keys["secrets"] = [
                {"name": name, "value": quote(_SECRET)} for name in dict.fromkeys(map(str, secrets))
            ]
    else:
        spec: dict[str, Draft] = {"type": quote(known.type), "version": known.version}
        spec["metadata"] = items
        keys = {
            "apiVersion": "dapr.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": "shop"},
            "spec": spec,
        }
        if store:
            keys["auth"] = {"secretStore": store}
    if scopes:
        keys["scopes"] = list(scopes)
    if draw(st.integers(0, 7)) == 0 and not orderly:
        text, comments, is_flow = flow_text(keys) + "\n", (), True
    else:
        text, comments = draw(_with_comments(block_lines(keys)))
        is_flow = False
        if dialect is Dialect.ACA:
            text = "# daprls: name=shop\n" + text
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    own = bool(secrets) if dialect is Dialect.ACA else any("secretKeyRef" in item for item in items)
    return Made(text, dialect, known.type, comments, is_flow, own and not store)


@st.composite
def _items(
    draw: st.DrawFn, field: MetadataField, dialect: Dialect, store: str, *, orderly: bool
) -> dict[str, Draft]:
    name = field.name if orderly else draw(st.sampled_from(field.names))
    secret = ACA_WORD.nearest(name) or "secret"
    if field.sensitive and (orderly or draw(st.booleans())):
        if dialect is Dialect.ACA:
            return {"name": quote(name), "secretRef": secret}
        holder = secret if store else "shop"
        return {"name": quote(name), "secretKeyRef": {"name": holder, "key": secret}}
    if field.sensitive:
        return {"name": quote(name), "value": quote(_SECRET)}
    values = field.allowed_values or _VALUES.get(field.type, ("some-text", "a b", "x: y", ""))
    value = draw(st.sampled_from(values))
    written = quote(value) if orderly else draw(st.sampled_from((quote(value), value or '""')))
    plain = written if written == quote(value) or ":" not in value else quote(value)
    return {"name": quote(name), "value": plain if "{" not in plain else quote(value)}


@st.composite
def _with_comments(draw: st.DrawFn, lines: list[str]) -> tuple[str, tuple[str, ...]]:
    """The lines with comments and blank lines above some of them."""
    written: list[str] = []
    comments: list[str] = []
    places = draw(st.sets(st.integers(0, len(lines)), max_size=3))
    for index, line in enumerate([*lines, ""]):
        if index in places:
            indent = line[: len(line) - len(line.lstrip(" "))]
            comments.append(f"# Comment {index}.")
            written.append(indent + comments[-1])
            if draw(st.booleans()):
                written.insert(-1, "")
        if index < len(lines):
            written.append(line)
    return "\n".join(written) + "\n", tuple(comments)
