"""Tells paths that lead to another computer, by their form alone.

Windows speaks to the computer that a path names as soon as somebody asks whether the file is there,
and introduces the user to it. What files say must never make that happen.
"""

from __future__ import annotations

import re

_DEVICE = re.compile(r"//[.?]/(?:(?P<share>unc/)|[a-z]:)?", re.IGNORECASE)
_SHARE = re.compile(r"//[^/]+/[^/]+")


def is_remote(path: str) -> bool:
    r"""Whether a path, in whatever spelling, names a computer (`\\server\share`) or a device."""
    plain = path.replace("\\", "/")
    if (device := _DEVICE.match(plain)) is not None:
        return device["share"] is not None or plain[device.end() - 1] != ":"
    return plain.startswith("//") and plain[2:3] != "/"


def leads_away(path: str, folder: str) -> bool:
    """Whether a path names another computer than the one that `folder` is on."""
    if not is_remote(path):
        return False
    share = _SHARE.match(folder.replace("\\", "/"))
    within = path.replace("\\", "/").lower() + "/"
    return share is None or not within.startswith(share[0].lower() + "/")
