"""Reads and writes single files; the only module that opens them.

Which files there are, and what they mean, is asked elsewhere. What is written is there whole or not
at all: no reader ever sees half a file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
"""The size of the largest file that is read."""


class UnreadableFileError(Exception):
    """A file that is not read; the message is a sentence that quotes nothing of it."""


class UnwritableFileError(Exception):
    """A file that is not written; `path` names it, the message is a sentence."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the file `path`."""

    path: str
    old: str | None
    """Its text until now; `None` for a file that must not exist yet."""
    new: str


def read(path: str, most: int = MAX_BYTES) -> bytes:
    """At most one byte more than `most`, of a regular file only.

    Opening a pipe would wait for its other end, and opening a device may do anything. What the
    kernel shows as files looks regular, and empty: it is not opened, for some of it waits too.

    Raises:
        UnreadableFileError: it is missing, no regular file, or forbidden.

    """
    try:
        if _regular(os.stat(path)).st_size == 0:  # noqa: PTH116 - a `Path` costs more than the rest
            return b""
        with open(path, "rb", opener=_open) as file:
            _regular(os.fstat(file.fileno()))
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(reason(error)) from None


def _regular(status: os.stat_result) -> os.stat_result:
    """The status of a file, if it is a regular one."""
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
        raise UnreadableFileError(f"This is {kind}.")
    return status


def _open(path: str, flags: int) -> int:
    """Opens a file that may have become a pipe in the meantime, and then waits for nobody."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(data: bytes) -> str:
    """The text of a file's bytes; a byte order mark stays, so that offsets are true to the file.

    Raises:
        UnreadableFileError: the bytes are too many, or not UTF-8.

    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(f"The file is larger than {MAX_BYTES // 1024**2} MB.")
    # YAML is told from its first bytes: a NUL in the first two can only be UTF-16 or UTF-32.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        raise UnreadableFileError("The file is UTF-16 or UTF-32; save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"The file is not UTF-8 at byte {error.start}; save it as UTF-8."
        ) from None


def is_too_large(text: str) -> bool:
    """Whether a text is larger than any file that is read."""
    if 4 * len(text) <= MAX_BYTES:
        return False
    return len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES


def guess(data: bytes) -> str:
    """The text of bytes in whatever encoding, good for finding words of ASCII in it."""
    try:
        return decode(data)
    except UnreadableFileError:
        return data.replace(b"\0", b"").decode("latin-1")


def write(changes: Iterable[Change]) -> None:
    """Makes all `changes`, whose texts go to the disk as they are, as UTF-8.

    Every new text is on the disk before the first file is replaced, so that a full disk loses
    nothing. A link stays a link: the file it leads to is replaced. Permissions stay, and the owner
    where that is allowed.

    Raises:
        UnwritableFileError: a file is forbidden, has another text than `old`, or exists where it
            must not.

    """
    prepared: list[tuple[Path, Path, Change]] = []
    try:
        for change in changes:
            with _naming(change.path):
                if change.old is None and Path(change.path).is_symlink():
                    # What a link promises may lie anywhere.
                    raise UnreadableFileError("The file exists already.")
                target = Path(change.path).resolve()
                _expect(target, change.old)
                temporary = _written_beside(target, change.new, exists=change.old is not None)
                prepared.append((temporary, target, change))
        while prepared:
            temporary, target, change = prepared[0]
            with _naming(change.path):
                _expect(target, change.old)
                temporary.replace(target)
            prepared.pop(0)
    finally:
        for temporary, _, _ in prepared:
            with contextlib.suppress(OSError):
                temporary.unlink()


def overwrite(path: str, text: str) -> None:
    """Puts `text` in the place of whatever the file `path` holds, or makes the file.

    Raises:
        UnwritableFileError: it is forbidden, or no regular file.

    """
    with _naming(path):
        target = Path(path).resolve()
        if target.exists():
            if not target.is_file():
                raise UnreadableFileError("This is no regular file.")
            if not os.access(target, os.W_OK):
                raise PermissionError
        temporary = _written_beside(target, text, exists=target.exists())
        try:
            temporary.replace(target)
        except BaseException:
            temporary.unlink()
            raise


def _expect(target: Path, old: str | None) -> None:
    """Makes sure that nobody has changed the file since it was read."""
    if old is None:
        if target.exists():
            raise UnreadableFileError("The file exists already.")
    elif decode(read(str(target))) != old:
        raise UnreadableFileError("Somebody else has changed the file in the meantime.")
    elif not os.access(target, os.W_OK):
        raise PermissionError


def _written_beside(target: Path, text: str, *, exists: bool) -> Path:
    """The path of a temporary file that holds the new text, in the same folder as `target`.

    It has the permissions of `target`, where that `exists`.
    """
    import tempfile  # with all that it imports, a burden on those who only read

    if not exists:
        target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".daprls-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if not exists:
            temporary.chmod(0o666 & ~_umask())
        else:
            _keep_owner(target, temporary)
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    except BaseException:
        temporary.unlink()
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _keep_owner(target: Path, temporary: Path) -> None:
    if hasattr(os, "chown"):
        old, new = target.stat(), temporary.stat()
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            with contextlib.suppress(PermissionError):
                os.chown(temporary, old.st_uid, old.st_gid)


@contextlib.contextmanager
def _naming(path: str) -> Iterator[None]:
    """Turns whatever is wrong with the file `path` into an error that names it."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, UnreadableFileError) as error:
        # Older Pythons have a `RuntimeError` for links that go round.
        raise UnwritableFileError(path, reason(error)) from None


def reason(error: Exception) -> str:
    """Why a file cannot be used, as a sentence that names no path."""
    match error:
        case UnreadableFileError():
            return str(error)
        case FileNotFoundError() | NotADirectoryError():
            return "There is no such file or folder."
        case PermissionError():
            return "Permission denied."
        case OSError() if error.strerror:
            return f"{error.strerror}."
    return "This is no path of a file."
