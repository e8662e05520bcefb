"""What is known of a copied error text, as a page to read.

The text itself is not repeated: it may hold a password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from daprls.features.error_text import ErrorExplanation, Place
from daprls.features.error_words import Recognized
from daprls.text import Location

_MOST_TYPES = 3
_MOST_PLACES = 20

Link = Callable[[Location], str]
"""What a place is called, linked to it."""


def error_page(found: ErrorExplanation, link: Link, rule: Callable[[str], str]) -> str:
    """The page as Markdown; `rule` names a rule, linked to what is said about it."""
    return "\n".join(_lines(found, link, rule)) + "\n"


def _lines(found: ErrorExplanation, link: Link, rule: Callable[[str], str]) -> Iterator[str]:
    yield "# What this error means"
    for each in found.recognized:
        yield ""
        yield f"## {_headline(each)}"
        yield ""
        yield each.cause
    yield ""
    yield "## Where it comes from"
    yield ""
    for place in found.places[:_MOST_PLACES]:
        yield f"- {link(place.location)}: {_said(place)}"
    if len(found.places) > _MOST_PLACES:
        yield f"- and {len(found.places) - _MOST_PLACES} more"
    for name in found.absent:
        yield f"- No file here defines a component called `{name}`."
    if not found.places and not found.absent:
        yield "No file here shows such a mistake."
    if found.rules:
        yield ""
        yield "## Rules about it"
        yield ""
        for code in found.rules:
            yield f"- {rule(code)}"


def _headline(found: Recognized) -> str:
    teller = found.teller_name
    if found.types:
        more = ", …" if len(found.types) > _MOST_TYPES else ""
        teller = ", ".join(f"`{name}`" for name in found.types[:_MOST_TYPES]) + more
    elif teller[0].islower():
        teller = teller[0].upper() + teller[1:]
    if not found.title:
        return f"{teller} says something that only it knows"
    return f"{teller} says: {found.title}"


def _said(place: Place) -> str:
    if place.finding is not None:
        return place.finding.message
    return f"`{place.component}` stands here, and no rule finds a mistake in it."
