"""The baseline: findings that a team has decided to live with for now, so that only new ones count.

A finding is known by its file, its rule and its fingerprint, and by how often it is there; lines
may move and values may change. The file holds a line for each, in order, so that it merges well.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daprls.cli.exit_code import UnusableError
from daprls.cli.fingerprint import fingerprints
from daprls.cli.report import Comparison
from daprls.disk import UnreadableFileError, decode, read
from daprls.files import file_key
from daprls.lint.finding import Diagnostic
from daprls.snapshot import Snapshot

VERSION = 1

Known = tuple[str, str, str]
"""A file relative to the baseline's folder, a rule, and a fingerprint."""


@dataclass(frozen=True)
class Baseline:
    """What a baseline file holds."""

    folder: str
    """The folder that the file stands in, which paths refer to."""
    counts: Mapping[Known, int]


def load(path: Path) -> Baseline:
    """The baseline in the file `path`.

    Raises:
        UnusableError: it cannot be read, or is none.

    """
    key = file_key(path)
    try:
        content = json.loads(decode(read(key)).removeprefix("\ufeff"))
        counts = _counts(content)
    except UnreadableFileError as error:
        raise UnusableError(
            f"The baseline '{path}' cannot be read: {error} '--write-baseline' makes one."
        ) from None
    except RecursionError:
        raise UnusableError(f"The baseline '{path}' is nested too deep.") from None
    except json.JSONDecodeError as error:
        raise UnusableError(f"The baseline '{path}' is no JSON at line {error.lineno}.") from None
    except _FormError as error:
        raise UnusableError(f"The baseline '{path}' cannot be used: {error}") from None
    except ValueError:
        raise UnusableError(f"The baseline '{path}' holds a number that is too long.") from None
    return Baseline(key.rpartition("/")[0], counts)


class _FormError(ValueError):
    """JSON that is no baseline."""


def _counts(content: Any) -> Mapping[Known, int]:
    if not isinstance(content, dict) or "findings" not in content:
        raise _FormError("It holds no 'findings'.")
    if content.get("version") != VERSION:
        raise _FormError(f"It is not of version {VERSION}, the only one that is read.")
    if not isinstance(content["findings"], list):
        raise _FormError("Its 'findings' are no list.")
    counts: Counter[Known] = Counter()
    for number, each in enumerate(content["findings"], start=1):
        match each:
            case {
                "file": str(file),
                "rule": str(rule),
                "fingerprint": str(fingerprint),
                "count": int(count),
            } if count > 0:
                counts[file, rule, fingerprint] += count
            case _:
                raise _FormError(
                    f"Finding {number} lacks 'file', 'rule', 'fingerprint' or 'count'."
                )
    return counts


def compare(
    baseline: Baseline, snapshot: Snapshot, asked: Iterable[str], diagnostics: Iterable[Diagnostic]
) -> tuple[list[Diagnostic], Comparison]:
    """What of `diagnostics` is new, and what became of the rest.

    What the baseline knows of a file counts as outdated where the file was asked about, or is gone.
    """
    left = Counter(baseline.counts)
    new: list[Diagnostic] = []
    hidden = 0
    for diagnostic, fingerprint, _ in fingerprints(snapshot, diagnostics):
        known = (_relative(diagnostic.path, baseline.folder), diagnostic.rule, fingerprint)
        if left[known]:
            left[known] -= 1
            hidden += 1
        else:
            new.append(diagnostic)
    looked_at = {_relative(path, baseline.folder) for path in asked}
    outdated = sum(
        count
        for (file, _, _), count in left.items()
        if count and (file in looked_at or not (Path(baseline.folder) / file).exists())
    )
    return new, Comparison(hidden, outdated)


def render(path: Path, snapshot: Snapshot, diagnostics: Iterable[Diagnostic]) -> str:
    """The text of the baseline file `path` that knows all `diagnostics`."""
    folder = file_key(path).rpartition("/")[0]
    counts = Counter(
        (_relative(diagnostic.path, folder), diagnostic.rule, fingerprint)
        for diagnostic, fingerprint, _ in fingerprints(snapshot, diagnostics)
    )
    lines = [
        json.dumps({"file": file, "rule": rule, "fingerprint": fingerprint, "count": count})
        for (file, rule, fingerprint), count in sorted(counts.items())
    ]
    findings = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def _relative(path: str, folder: str) -> str:
    try:
        return Path(os.path.relpath(path, folder or "/")).as_posix()
    except ValueError:
        # On Windows there is no way from one drive to another.
        return path
