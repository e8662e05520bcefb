"""The addresses by which editors name files, and the keys by which the rest of the house does.

Only addresses of files and of documents that were never saved have a key. What an editor shows
beside them (the other side of a comparison, a notebook's cell) must not count as a second file.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote

_DRIVE = re.compile(r"^/[A-Za-z]:")
_KEPT = "/:@!$&'()*+,;=~"
"""Signs that may stand in the path of an address beside letters, digits and `-._`."""


def key_of(uri: str) -> str | None:
    """The key of the file or unsaved document at `uri`; `None` for anything else."""
    scheme, _, rest = uri.partition(":")
    match scheme.lower():
        case "untitled":
            return uri
        case "file":
            return _path(rest)
        case _:
            return None


def _path(rest: str) -> str:
    """The path behind `file:`; a `?` or `#` is part of it, since not every editor encodes them."""
    path = unquote(rest, errors="surrogateescape")
    host = ""
    if path.startswith("//"):
        host, slash, path = path[2:].partition("/")
        path = slash + path
    if host and host != "localhost":
        return "//" + host + posixpath.normpath(path or "/")
    path = posixpath.normpath(path or "/")
    if path.startswith("//"):
        path = path[1:]
    return path[1].upper() + path[2:] if _DRIVE.match(path) else path


def uri_of(key: str) -> str:
    """The address of the file or unsaved document `key`."""
    if key.startswith("untitled:"):
        return key
    encoded = quote(key.encode("utf-8", "surrogateescape"), safe=_KEPT)
    if encoded.startswith("//"):
        return "file:" + encoded
    return "file://" + ("" if encoded.startswith("/") else "/") + encoded
