"""Which files are there to be copied and filled in rather than to be deployed."""

from __future__ import annotations

import re

_SAMPLE = re.compile(
    r"(?:^|/)(?:samples?|examples?|docs?)/|\.(?:sample|example|template|tmpl)\.ya?ml$",
    re.IGNORECASE,
)


def is_sample(path: str) -> bool:
    """Whether the file `path` is a sample, by its name or a folder's."""
    return _SAMPLE.search(path) is not None
