"""Which registered type an unregistered name is meant for: misspelt, or in the wrong category."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.catalog.registry import Name, Registry
from daprls.spelling import closest


def suggestions(registry: Registry, type_name: str) -> tuple[str, ...]:
    """The types of the same category that `type_name` is probably meant for, the likeliest first.

    A name that lacks a vendor, or has one too many, is meant for the product; else letters may be
    wrong in what stands behind the category. Another product whose name is merely as long is
    nobody's meaning, so the category does not count as letters that agree.
    """
    curated = registry.meant.get(type_name.lower())
    if curated is not None:
        return (curated,)
    family, _, rest = type_name.partition(".")
    names = registry.names.get(family, ())
    rest = rest.lower()
    if not rest or not names:
        return ()
    related = _related(registry, family, rest)
    if related:
        return _types(related)
    by_rest = {_rest(name): name for name in names}
    return _types(by_rest[each] for each in closest(rest, by_rest))


def other_family(registry: Registry, type_name: str) -> str | None:
    """The one type of another category that has the same name behind the category.

    `None` where the category has a type that is meant, and where several categories have one.
    """
    family, _, rest = type_name.partition(".")
    if not rest or registry.meant.get(type_name.lower()) is not None:
        return None
    if _related(registry, family, rest.lower()):
        return None
    found = _types(
        name
        for other, names in registry.names.items()
        if other != family
        for name in names
        if _rest(name) == rest.lower()
    )
    return found[0] if len(found) == 1 else None


def family_suggestion(registry: Registry, type_name: str) -> str | None:
    """The one type that is meant where the category is misspelt, cut short or in wrong case."""
    family, dot, rest = type_name.partition(".")
    if not dot or not rest:
        return None
    families = _families(registry, family)
    for exact in (True, False):
        found: tuple[str, ...] = ()
        for each in families:
            name = registry.name(f"{each}.{rest}")
            if name is not None:
                found += (name.name,)
            elif not exact:
                found += suggestions(registry, f"{each}.{rest}")
        if found:
            return found[0] if len(set(found)) == 1 else None
    return None


def _families(registry: Registry, text: str) -> tuple[str, ...]:
    """The categories that a word in a category's place may stand for."""
    folded = text.lower()
    if folded in registry.families:
        return (folded,)
    near = closest(folded, registry.families)
    longer = tuple(each for each in registry.families if len(each) > 3 and folded.startswith(each))
    return near or longer


def _related(registry: Registry, family: str, rest: str) -> list[Name]:
    """The names of a category that differ from `rest` by a vendor alone."""
    names = registry.names.get(family, ())
    return [name for name in names if _is_tail(rest, name) or _is_head_cut(rest, name)]


def _is_tail(rest: str, name: Name) -> bool:
    """Whether the name lacks the vendor: `cosmosdb` for `azure.cosmosdb`."""
    return _rest(name).endswith(f".{rest}")


def _is_head_cut(rest: str, name: Name) -> bool:
    """Whether the name has a vendor too many: `azure.redis` for `redis`."""
    return rest.endswith(f".{_rest(name)}")


def _rest(name: Name) -> str:
    return name.name.partition(".")[2].lower()


def _types(names: Iterable[Name]) -> tuple[str, ...]:
    """The main names, each once."""
    return tuple(dict.fromkeys(name.summary.type for name in names))
