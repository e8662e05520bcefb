"""Which app was probably meant by an app ID that is none of those that are known."""

from __future__ import annotations

import re

from daprls.index import is_slip
from daprls.model.dialect import fold
from daprls.model.mention import MentionKind
from daprls.snapshot import Snapshot
from daprls.spelling import closest

_WORD_END = re.compile(r"[-_.]")
_LONG_WORD = 5


def meant_apps(snapshot: Snapshot, app: str, others: list[str], *, listed: bool) -> tuple[str, ...]:
    """Those of the other app IDs that were probably meant; `listed`: the settings list all apps."""
    if listed:
        return closest(app, others)
    if MentionKind.APP in snapshot.index.unread:
        # The app may be one of those whose IDs cannot be read, unless only its spelling is odd.
        return tuple(each for each in others if _is_spelling(app, each))
    return closest(app, [each for each in others if _is_slip(app, each)])


def _is_spelling(app: str, other: str) -> bool:
    """Whether the two differ in case or signs alone, as `storefront` and `store-front`."""
    same = fold(app) == fold(other) and len(fold(app)) >= _LONG_WORD
    return same or app.lower() == other.lower()


def _is_slip(app: str, other: str) -> bool:
    """Whether `app` may be a misspelt `other`: short words, as `api` and `app`, tell apps apart."""
    if _is_spelling(app, other):
        return True
    words, others = _WORD_END.split(app.lower()), _WORD_END.split(other.lower())
    pairs = [(one, two) for one, two in zip(words, others, strict=False) if one != two]
    if len(words) != len(others) or len(pairs) != 1:
        return False
    ((one, two),) = pairs
    return min(len(one), len(two)) >= _LONG_WORD and is_slip(one, two)
