"""What a name leads to, in a few words of Markdown. No value of a secret is ever told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from daprls.features.definition import (
    app_places,
    bearers_of,
    mentions_for,
    path_places,
    policy_places,
    topic_places,
)
from daprls.features.named import (
    AppId,
    Named,
    NamedComponent,
    PolicyName,
    StoreSecret,
    TopicName,
)
from daprls.index import BUILT_IN_STORE, NameSource
from daprls.model.component import Component
from daprls.model.mention import Mention, MentionKind
from daprls.model.resource import Resource
from daprls.model.run_paths import RunPath
from daprls.model.secrecy import may_be_quoted, quotable
from daprls.model.uses import Holder, Role
from daprls.refactor.renaming import file_name
from daprls.snapshot import Snapshot
from daprls.text import Location
from daprls.wording import counted

SOURCES = {
    NameSource.MANIFEST: "its manifest",
    NameSource.COMMENT: "a comment in the file",
    NameSource.CONFIG: "the configuration",
    NameSource.COMMAND: "a deploy command",
    NameSource.STEM: "the file's name, which is a guess",
}
"""What says how a component is called, as it reads behind 'named by'."""
_NOUNS = {
    Role.STORE: "Secret store",
    Role.PUBSUB: "Pub/sub component",
    Role.MIDDLEWARE: "Middleware component",
    Role.TARGET: "Component",
}
_MOST = 8


def name_markdown(snapshot: Snapshot, named: Named) -> str | None:
    """What is known of the thing that is named; `None` where a name says it all."""
    match named:
        case NamedComponent():
            return _component(snapshot, named) if may_be_quoted(named.name) else None
        case AppId(name):
            return _app(snapshot, name) if may_be_quoted(name) else None
        case StoreSecret(store, _, name):
            safe = may_be_quoted(name) and may_be_quoted(store)
            return f"Secret `{name}` of the store `{store}`." if safe else None
        case TopicName():
            return _topic(snapshot, named) if may_be_quoted(named.name) else None
        case PolicyName():
            return _policy(snapshot, named) if may_be_quoted(named.name) else None
        case RunPath():
            return _path(snapshot, named)
        case _:
            return None


def _component(snapshot: Snapshot, named: NamedComponent) -> str:
    title = f"{_NOUNS[named.role]} `{named.name}`"
    bearers = bearers_of(snapshot, named.holder, named.name, named.role)
    lines = [_bearer(snapshot, each) for each in bearers]
    if not bearers:
        lines += [_mention(each) for each in mentions_for(snapshot, named.holder, named.name)]
    if lines:
        return f"{title}\n\n" + _list(lines)
    if named.holder is not None:
        deployed = snapshot.config(named.holder.path).deployed_types.get(named.name)
        if deployed is not None:
            return f"{title} · `{deployed}`. By the settings it is deployed already."
    if named.name == BUILT_IN_STORE and named.role in (Role.STORE, Role.TARGET):
        return f"{title}: there by itself wherever Dapr runs in Kubernetes."
    return f"{title}: no file of the workspace defines it."


def _bearer(snapshot: Snapshot, component: Component) -> str:
    source = SOURCES[snapshot.name(component).source]
    return f"`{quotable(component.type_text)}` in `{file_name(component.path)}`, named by {source}"


def _mention(mention: Mention) -> str:
    known = f"`{mention.component_type}` in " if mention.component_type else ""
    return f"{known}`{file_name(mention.path)}` · {mention.origin.value}"


def _app(snapshot: Snapshot, name: str) -> str:
    title = f"App `{name}`"
    defining = [each for each in snapshot.index.mentions(MentionKind.APP, name) if each.defines]
    lines = [f"{_mention(each)}{_other_name(each)}" for each in defining]
    lines += [
        f"HTTP endpoint in `{file_name(each.path)}`"
        for each in snapshot.usage.endpoints.get(name, ())
    ]
    users = told_holders(use.holder for use in snapshot.usage.app_uses.get(name, ()))
    used = f"\n\nNamed in {users}." if users else ""
    if not app_places(snapshot, name):
        return f"{title}: no file of the workspace defines it.{used}"
    return f"{title}\n\n{_list(lines)}{used}"


def _other_name(mention: Mention) -> str:
    return f", called `{mention.app_name}` there" if mention.app_name else ""


def _topic(snapshot: Snapshot, topic: TopicName) -> str:
    pubsub = topic.subscription.pubsub
    title = f"Topic `{topic.name}`"
    if pubsub is not None and may_be_quoted(pubsub.text):
        title += f" of `{pubsub.text}`"
    places = topic_places(snapshot, topic)
    if not places:
        return f"{title}: no subscription of the workspace takes its messages."
    return f"{title}, with a subscription in {_files(places)}."


def _policy(snapshot: Snapshot, policy: PolicyName) -> str:
    places = policy_places(snapshot, policy)
    if not places:
        return f"Policy `{policy.name}`: `{policy.group}` has none of this name."
    return f"Policy `{policy.name}` of `{policy.group}`, defined in {_files(places)}."


def _path(snapshot: Snapshot, path: RunPath) -> str | None:
    if not path.is_folder:
        return None
    files = dict.fromkeys(place.path for place in path_places(snapshot, path))
    if not files:
        return "No component stands in this folder."
    return "Dapr reads from here\n\n" + _list([f"`{file_name(each)}`" for each in files])


def told_holders(holders: Iterable[Holder]) -> str:
    """How many things of each kind there are, as `2 components, 1 Subscription`."""
    kinds = Counter(
        each.kind.value if isinstance(each, Resource) else "component"
        for each in dict.fromkeys(holders)
    )
    return ", ".join(counted(count, kind) for kind, count in kinds.items())


def _files(places: Iterable[Location]) -> str:
    names = dict.fromkeys(f"`{file_name(place.path)}`" for place in places)
    return ", ".join(names)


def _list(lines: list[str]) -> str:
    rest = len(lines) - _MOST
    shown = [f"- {line}" for line in lines[:_MOST]]
    return "\n".join([*shown, f"- and {rest} more"] if rest > 0 else shown)
