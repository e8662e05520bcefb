"""Text with a caret: `<|>` marks where it stands."""

from __future__ import annotations

from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from workspaces import snapshot_of

CARET = "<|>"


def marked(
    text: str, path: str = "/app/component.yaml", **others: str
) -> tuple[Snapshot, SourceFile, int]:
    """A snapshot of the text without its caret, the file, and the caret's offset.

    Further files are given by name with `__` for a dot: `vault__yaml="…"`; they stand beside.
    """
    offset = text.index(CARET)
    folder = path.rpartition("/")[0]
    files = {f"{folder}/{name.replace('__', '.')}": content for name, content in others.items()}
    files[path] = text.replace(CARET, "", 1)
    snapshot = snapshot_of(files)
    return snapshot, snapshot.files[path], offset
