"""The folders and files that a multi-app run file (`dapr run -f`) has Dapr read.

They are relative to the folder of the run file, as `dapr` resolves them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.model.component import ordinary_text
from daprls.model.dialect import find
from daprls.model.source_file import SourceFile
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, resolve
from daprls.text import Span

_PROBE = re.compile(r"\bapps[\"']?[ \t]*:")
_RUN = ("appID", "appDirPath")
_FOLDERS = ("resourcesPath", "componentsPath")
_ELSEWHERE = ("~", "$", "%")
"""How a path begins that is no path below or beside the file."""


@dataclass(frozen=True, slots=True)
class RunPath:
    """A path that a run file names."""

    path: str
    """The key of the file or folder it leads to."""
    span: Span
    """Where it is written, quotes included."""
    is_folder: bool
    """Whether it is a folder of resources; else the file of a configuration."""


def run_paths(file: SourceFile) -> tuple[RunPath, ...]:
    """The paths in the file, in order; none where it is no run file."""
    if not file.is_yaml or _PROBE.search(file.text) is None:
        return ()
    found = (path for each in file.tree.documents for path in _run_paths(file, each.root))
    return tuple(sorted(found, key=lambda path: path.span))


def _run_paths(file: SourceFile, root: Node) -> Iterator[RunPath]:
    apps = _mappings(find(root, "apps"))
    if not any(find(app, key) is not None for app in apps for key in _RUN):
        return
    for holder in (find(root, "common"), *apps):
        folders = [find(holder, key) for key in _FOLDERS]
        many = find(holder, "resourcesPaths")
        folders += [resolve(item) for item in many.items] if isinstance(many, Sequence) else []
        for node in folders:
            yield from _path(file, node, is_folder=True)
        yield from _path(file, find(holder, "configFilePath"), is_folder=False)


def _path(file: SourceFile, node: Node | None, *, is_folder: bool) -> Iterator[RunPath]:
    text = ordinary_text(node)
    if not isinstance(node, Scalar) or not text or text.startswith(_ELSEWHERE):
        return
    path = posixpath.normpath(posixpath.join(file.folder, text.replace("\\", "/")))
    yield RunPath(path, node.span, is_folder)


def _mappings(node: Node | None) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item for each in items if isinstance(item := resolve(each), Mapping)]
