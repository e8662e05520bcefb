"""What is said of a component type and of a metadata field, as Markdown.

Hover and completion show the same words. Only facts of the catalog are told, never a value of the
file.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType, MetadataField, Need

_NEEDS = {
    Need.INIT: "required: the component does not start without it",
    Need.USE: "required: the component starts without it, but no call succeeds",
    Need.CONDITIONAL: "required in some configurations",
    Need.ROLE: "required in one role",
    Need.OPERATION: "needed by some operations, or given with each request",
    Need.RUNTIME: "filled in by the sidecar when absent",
}


def need_text(field: MetadataField) -> str | None:
    """How much the field is needed, in a phrase; `None` where there is nothing to say."""
    if field.need is Need.ONE_OF:
        others = [name for name in field.need_group if name != field.name]
        if not others:
            return "required"
        return "required, unless " + " or ".join(f"`{name}`" for name in others) + " is given"
    if field.need is Need.CONDITIONAL and field.need_when:
        return f"needed when {field.need_when}"
    phrase = _NEEDS.get(field.need)
    if phrase is not None and field.direction and field.need is Need.ROLE:
        return f"required for {' and '.join(field.direction)}"
    return phrase


def field_markdown(field: MetadataField, component_type: ComponentType) -> str:
    """Everything that is known about a metadata field of a type."""
    return "\n\n".join(_field_parts(field, component_type))


def _field_parts(field: MetadataField, component_type: ComponentType) -> Iterator[str]:
    yield f"**{field.name}** · `{field.type}`" + (" · sensitive" if field.sensitive else "")
    facts = []
    need = need_text(field)
    if need is not None:
        facts.append(need[0].upper() + need[1:])
    if field.default:
        facts.append(f"Default: `{field.default}`")
    if field.allowed_values:
        facts.append("Values: " + ", ".join(f"`{value}`" for value in field.allowed_values))
    if field.example and not field.sensitive:
        facts.append(f"Example: `{field.example}`")
    if field.aliases:
        facts.append("Also read as " + ", ".join(f"`{name}`" for name in field.aliases))
    if field.direction:
        facts.append("Direction: " + ", ".join(field.direction))
    if field.profiles:
        facts.append("Authentication: " + ", ".join(field.profiles))
    if field.runtime:
        facts.append("Read by the sidecar itself")
    if field.exact_case:
        facts.append("Read only in exactly this spelling")
    if not field.effective:
        facts.append("Read, but without effect")
    if field.deprecated:
        instead = f"; use `{field.replaced_by}`" if field.replaced_by else ""
        facts.append(f"Deprecated{instead}")
    if field.note:
        facts.append(field.note)
    if facts:
        yield "\n".join(f"- {fact}" for fact in facts)
    link = field.url or next(iter(component_type.docs), None)
    if link is not None:
        yield f"[{component_type.title or component_type.type}]({link})"


def type_markdown(component_type: ComponentType) -> str:
    """What is known about a component type as a whole."""
    return "\n\n".join(_type_parts(component_type))


def _type_parts(component_type: ComponentType) -> Iterator[str]:
    title = f" · {component_type.title}" if component_type.title else ""
    yield f"**{component_type.type}**{title}"
    facts = [f"Version `{component_type.version}` · {component_type.status}"]
    if len(component_type.versions) > 1:
        versions = ", ".join(f"`{version}`" for version in component_type.versions)
        facts.append(f"Versions: {versions}; `{component_type.default_version}` when none is given")
    if component_type.aliases:
        facts.append("Also registered as " + ", ".join(f"`{a}`" for a in component_type.aliases))
    required = [field.name for field in component_type.fields if field.need is Need.INIT]
    if required:
        facts.append("Required: " + ", ".join(f"`{name}`" for name in required))
    if component_type.profiles:
        titles = ", ".join(profile.title for profile in component_type.profiles)
        facts.append(f"Authentication: {titles}")
    yield "\n".join(f"- {fact}" for fact in facts)
    if component_type.docs:
        yield f"[Documentation]({component_type.docs[0]})"
