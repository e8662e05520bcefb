"""What is said of a component type, as Markdown: in full, and in short for a list of all types.

Only what the catalog knows is told, never a value of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daprls.catalog import Catalog, ComponentType, Need, Role
from daprls.features.field_text import code, listed
from daprls.model.dialect import Dialect
from daprls.model.roles import phrase
from daprls.refactor.choices import IDENTITY
from daprls.refactor.new import Plan, new_component


def type_markdown(catalog: Catalog, known: ComponentType, roles: Sequence[Role] = ()) -> str:
    """Everything that is known about a type, with the roles that its managed identity needs."""
    parts = [_signature(known.type, known.title, known.status)]
    description = catalog.description(known.type)
    if description is not None:
        parts.append(description)
    parts.append(listed(_facts(catalog, known, roles)))
    parts.append(_links(catalog, known))
    return "\n\n".join(part for part in parts if part)


def identity_example(catalog: Catalog, known: ComponentType) -> str | None:
    """A whole file of the type for Azure Container Apps with a managed identity, as Markdown.

    `None` where the type takes none, or does not work there.
    """
    if known.identity is None:
        return None
    text = new_component(catalog, Plan(known.type, Dialect.ACA, IDENTITY))
    return f"```yaml\n{text}```" if isinstance(text, str) else None


def type_summary(catalog: Catalog, name: str) -> str:
    """What can be said of a type (by its main name) without loading it."""
    summary = catalog.summary(name)
    parts = [_signature(name, summary.title, summary.status)]
    description = catalog.description(name)
    if description is not None:
        parts.append(description)
    parts.append(listed(iter([_support(catalog, name)])))
    return "\n\n".join(parts)


def _signature(name: str, title: str, status: str) -> str:
    return " · ".join(word for word in (f"**{name}**", title, status) if word)


def _facts(catalog: Catalog, known: ComponentType, roles: Sequence[Role]) -> Iterator[str]:
    yield _support(catalog, known.type)
    old = " (deprecated)" if known.version in known.deprecated_versions else ""
    if len(known.versions) > 1:
        versions = ", ".join(code(version) for version in known.versions)
        default = code(known.default_version)
        yield f"Version {code(known.version)}{old} of {versions}; {default} when none is given"
    else:
        yield f"Version {code(known.version)}{old}"
    if known.since is not None:
        yield f"Since Dapr {known.since}"
    if known.aliases:
        yield "Also registered as " + ", ".join(code(alias) for alias in known.aliases)
    required = [
        field.name for field in known.fields if field.need in (Need.INIT, Need.USE, Need.STATED)
    ]
    if required:
        yield "Required: " + ", ".join(code(name) for name in required)
    if known.origin is not None:
        yield f"Known from {code(known.origin)} alone"
    if known.profiles:
        yield "Authentication: " + ", ".join(profile.title for profile in known.profiles)
    yield from _identity(catalog, known, roles)


def _links(catalog: Catalog, known: ComponentType) -> str:
    """Where the type is documented, and where its facts were read."""
    links = [f"[Documentation]({known.docs[0]})"] if known.docs else []
    source = catalog.sources["components"]
    folder = known.source.rpartition("/")[0]
    if folder:
        links.append(f"[{source.name}, {source.date}]({source.link(folder)})")
    return " · ".join(links)


def _support(catalog: Catalog, name: str) -> str:
    aca = catalog.aca
    product = "Azure Container Apps"
    if catalog.summary(name).pluggable:
        return f"A pluggable component; {product} runs none"
    reason = aca.unsupported_types.get(name) or aca.unsupported_families.get(name.partition(".")[0])
    if reason is not None:
        return reason.removesuffix(".")
    if name in aca.tier1:
        return f"{product}: fully supported (tier 1)"
    if name in aca.tier2:
        return f"{product}: supported as well as can be (tier 2)"
    return f"{product}: in no tier of Microsoft's support"


def _identity(catalog: Catalog, known: ComponentType, roles: Sequence[Role]) -> Iterator[str]:
    if known.identity is None:
        reason = catalog.without_identity(known.type)
        if reason is not None:
            yield reason.removesuffix(".")
        return
    flags = " and ".join(f'`{name}: "{value}"`' for name, value in known.identity.set)
    if flags:
        yield f"Managed identity is switched on with {flags}"
    if len(roles) == 1:
        yield f"Managed identity needs {phrase(roles[0])}"
    elif roles:
        yield "Managed identity needs" + "".join(f"\n  - {phrase(role)}" for role in roles)
