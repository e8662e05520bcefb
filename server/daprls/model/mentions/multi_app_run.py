"""App IDs from `dapr.yaml`, the file of `dapr run -f`. Content decides, not the file's name."""

from __future__ import annotations

import re

from daprls.model.dialect import find
from daprls.model.mention import Mention, MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.model.mentions.words import is_name, word_span
from daprls.syntax.tree import Mapping, Missing, Node, Scalar, Sequence, resolve
from daprls.text import Span

PROBE = re.compile(r"appDirPath|\bapps[\"']?[ \t]*:")

_APP_KEYS = ("appID", "appDirPath")
_LAST_FOLDER = re.compile(r"([^/\\]+)[/\\]*$")


def read(root: Node, found: Collector) -> None:
    """Adds the app IDs of the apps that a document runs."""
    apps = find(root, "apps")
    if not isinstance(apps, Sequence):
        return
    items = [item for each in apps.items if isinstance(item := resolve(each), Mapping)]
    if not any(_dapr_app(item) for item in items):
        return
    for item in items:
        app_id = find(item, "appID")
        if app_id is None or isinstance(app_id, Missing) or _is_empty(app_id):
            _from_folder(find(item, "appDirPath"), found)
        else:
            found.node(MentionKind.APP, app_id, Origin.MULTI_APP_RUN)


def _dapr_app(item: Mapping) -> bool:
    return any(find(item, key) is not None for key in _APP_KEYS)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text


def _from_folder(node: Node | None, found: Collector) -> None:
    """An app without an app ID is called like its folder."""
    span = word_span(node) if isinstance(node, Scalar) and node.text else None
    last = _LAST_FOLDER.search(node.text) if isinstance(node, Scalar) else None
    if span is None or last is None or not is_name(last[1]):
        found.unread(MentionKind.APP)
        return
    word = Span(span.start + last.start(1), span.start + last.end(1))
    found.add(
        Mention(
            MentionKind.APP,
            last[1],
            found.path,
            word,
            Origin.MULTI_APP_RUN,
            defines=True,
            is_editable=False,
        )
    )
