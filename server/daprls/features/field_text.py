"""What is said of a metadata field, as Markdown.

Hover and completion show the same words. Only what the catalog knows is told, never a value of the
file.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import Catalog, ComponentType, Limits, MetadataField, Need

_NEEDS = {
    Need.INIT: "required: the component does not start without it",
    Need.USE: "required: the component starts without it, but no call succeeds",
    Need.CONDITIONAL: "required in some configurations",
    Need.ROLE: "required in one role",
    Need.OPERATION: "needed by some operations, or given with each request",
    Need.STATED: "required, says its description",
    Need.RUNTIME: "filled in by the sidecar when absent",
}
_REQUIRED = frozenset({Need.INIT, Need.USE, Need.STATED})


def need_text(field: MetadataField) -> str | None:
    """How much the field is needed, in a phrase; `None` where there is nothing to say."""
    if field.need is Need.ONE_OF:
        others = [name for name in field.need_group if name != field.name]
        if not others:
            return "required"
        return "required, unless " + " or ".join(code(name) for name in others) + " is given"
    if field.need is Need.CONDITIONAL and field.need_when:
        return f"needed when {field.need_when}"
    phrase = _NEEDS.get(field.need)
    if phrase is not None and field.direction and field.need is Need.ROLE:
        return f"required for {' and '.join(field.direction)}"
    return phrase


def field_markdown(catalog: Catalog, field: MetadataField, known: ComponentType) -> str:
    """Everything that is known about a metadata field of a type."""
    return "\n\n".join(_parts(catalog, field, known))


def listed(facts: Iterator[str]) -> str:
    """The facts as a list of Markdown; empty where there are none."""
    return "\n".join(f"- {fact}" for fact in facts)


def code(text: str) -> str:
    """The text as code of Markdown, whatever it holds."""
    fence = "``" if "`" in text else "`"
    return f"{fence} {text} {fence}" if fence == "``" else f"`{text}`"


def _parts(catalog: Catalog, field: MetadataField, known: ComponentType) -> Iterator[str]:
    yield _signature(field)
    description = catalog.field_description(known, field)
    if description is not None:
        yield description
    elif field.note:
        yield field.note
    facts = listed(_facts(field))
    if facts:
        yield facts
    link = field.url or next(iter(known.docs), None)
    if link is not None:
        yield f"[Documentation]({link})"


def _signature(field: MetadataField) -> str:
    words = [f"**{field.name}**", code(field.type)]
    if field.need in _REQUIRED:
        words.append("required")
    if field.default:
        words.append(f"default {code(field.default)}")
    words += ["sensitive"] * field.sensitive + ["deprecated"] * field.deprecated
    return " · ".join(words)


def _facts(field: MetadataField) -> Iterator[str]:
    if field.deprecated and field.replaced_by:
        yield f"Deprecated: use {code(field.replaced_by)}"
    need = need_text(field)
    if need is not None:
        yield need[0].upper() + need[1:]
    if field.allowed_values:
        others = ", or text of one's own" if field.open_values else ""
        yield "Values: " + ", ".join(code(value) for value in field.allowed_values) + others
    limits = _limits(field.limits) if field.limits is not None else None
    if limits is not None:
        yield limits
    if field.example and not field.sensitive and field.example not in field.allowed_values:
        yield f"Example: {code(field.example)}"
    if field.aliases:
        yield "Also read as " + ", ".join(code(name) for name in field.aliases)
    if field.since is not None:
        yield f"Since Dapr {field.since}"
    if field.direction:
        yield "Direction: " + ", ".join(field.direction)
    if field.profiles:
        yield "Authentication: " + ", ".join(field.profiles)
    if field.runtime:
        yield "Read by the sidecar itself"
    if not field.documented and not field.deprecated and not field.runtime:
        yield "Not in the component's documentation; known from the code"
    if field.exact_case:
        yield "Read only in exactly this spelling"
    if not field.effective:
        yield "Read, but without effect"
    if field.origin is not None:
        yield f"Known from {code(field.origin)} alone"


def _limits(limits: Limits) -> str | None:
    if limits.expects:
        return f"Must {limits.expects}"
    if limits.minimum is not None and limits.maximum is not None:
        return f"From {code(limits.minimum)} to {code(limits.maximum)}"
    if limits.minimum is not None:
        return f"At least {code(limits.minimum)}"
    if limits.above is not None:
        return f"Above {code(limits.above)}"
    return f"At most {code(limits.maximum)}" if limits.maximum is not None else None
