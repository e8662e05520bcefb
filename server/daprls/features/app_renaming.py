"""Renaming an app: its app ID wherever files of any kind say it. An app is the same in all of them.

Apps call each other by app ID in their code, which is not read here.
"""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.dialect import Dialect
from daprls.model.load_set import World
from daprls.model.mention import Mention, MentionKind, Origin
from daprls.model.names import ACA_WORD, APP_LABEL, NameForm
from daprls.model.resource import HttpEndpoint
from daprls.model.uses import Holder
from daprls.refactor.renaming import RenameError, Renaming, mentioned
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar
from daprls.text import Location

_NO_LOCAL_ID = frozenset("., *")
"""What a self-hosted app cannot have in its app ID."""


def app_renaming(snapshot: Snapshot, name: str) -> Renaming:
    """An app ID in all files.

    Raises:
        RenameError: several apps have it, or it stands where it cannot be changed.

    """
    mentions = snapshot.index.mentions(MentionKind.APP, name)
    _refuse_several(mentions)
    scalars, texts = mentioned(snapshot, mentions)
    uses = snapshot.usage.app_uses.get(name, ())
    endpoints = snapshot.usage.endpoints.get(name, ())
    said: list[tuple[str, Scalar]] = [*scalars]
    said += [(use.holder.path, use.scalar) for use in uses if use.scalar is not None]
    said += [(each.path, each.name) for each in endpoints if each.name is not None]
    parts: list[Location] = [use.location for use in uses if use.scalar is None]
    holders = tuple(dict.fromkeys((*(use.holder for use in uses), *endpoints)))

    def objection(new: str) -> str | None:
        return _objection(snapshot, name, new, holders, mentions)

    return Renaming(tuple(said), objection, (*texts, *parts))


def _refuse_several(mentions: Iterable[Mention]) -> None:
    """Raises an error where run files of several applications start such an app.

    Other files that define an app twice are variants for several places to run it.
    """
    files = {
        mention.path
        for mention in mentions
        if mention.defines and mention.origin is Origin.MULTI_APP_RUN
    }
    folders = {path.rpartition("/")[0] for path in files}
    if len(folders) > 1:
        first, second = ("/".join(path.split("/")[-2:]) for path in sorted(files)[:2])
        raise RenameError(
            f"'{first}' and '{second}' each start an app of this name; which of the two is meant "
            "elsewhere cannot be told."
        )


def _objection(
    snapshot: Snapshot,
    old: str,
    new: str,
    holders: tuple[Holder, ...],
    mentions: tuple[Mention, ...],
) -> str | None:
    for path in dict.fromkeys((*(each.path for each in holders), *(m.path for m in mentions))):
        known = frozenset(snapshot.config(path).app_ids)
        if known and new not in known:
            return (
                f"'{new}' is none of the app IDs in the settings (`app-ids`); add it there first."
            )
        if _is_another(snapshot, new) and (old in known or not known):
            return f"'{new}' is the app ID of another app already."
    for form in (
        *(_form_in_file(snapshot, each) for each in holders),
        *(_form_in_mention(each) for each in mentions),
    ):
        if form is not None and not form.fits(new):
            return f"'{new}' can be no app ID: one {form.words}."
        if form is None and set(new) & _NO_LOCAL_ID:
            return f"'{new}' can be no app ID: one {APP_LABEL.words}."
    return None


def _is_another(snapshot: Snapshot, name: str) -> bool:
    known = name in snapshot.index.apps or name in snapshot.usage.app_uses
    return known or name in snapshot.usage.endpoints


def _form_in_file(snapshot: Snapshot, holder: Holder) -> NameForm | None:
    """The form that an app ID must have for a component or resource; `None`: nearly any."""
    if holder.dialect is Dialect.ACA:
        return ACA_WORD
    is_local = snapshot.world(holder.path) is World.SELF_HOSTED
    return None if is_local and not isinstance(holder, HttpEndpoint) else APP_LABEL


def _form_in_mention(mention: Mention) -> NameForm | None:
    if mention.origin.is_azure:
        return ACA_WORD
    return APP_LABEL if mention.origin is Origin.KUBERNETES else None
