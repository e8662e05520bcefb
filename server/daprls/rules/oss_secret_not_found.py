"""The rule `oss-secret-not-found`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daprls.held_secrets import Held, held_for
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component, MetadataEntry, SecretReference, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.model.secrets import is_nothing
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar
from daprls.text import Location


@dataclass(frozen=True, slots=True)
class _Miss:
    """A name that leads nowhere."""

    scalar: Scalar
    message: str
    names: frozenset[str] = frozenset()
    """The names that there are instead."""
    place: Location | None = None
    """The secret that lacks the key."""


@component_rule("oss-secret-not-found", Severity.INFO, layer=Layer.VALUE, dialects=OSS)
def oss_secret_not_found(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A reference asks for a secret, or a key of one, that the file with the secrets has not."""
    asked = frozenset(reference.name.text for _, reference in component.references)
    held = held_for(snapshot, component, asked) if asked else None
    if held is None:
        return
    for entry, reference in component.references:
        name = ordinary_text(reference.name)
        if name and may_be_quoted(name):
            secrets = held.named(name)
            miss = _key(held, name, reference) if secrets else _secret(held, name, reference)
            if miss is not None:
                yield _finding(component, entry, miss)


def _secret(held: Held, name: str, reference: SecretReference) -> _Miss | None:
    """What is wrong with the name of a secret that is in no source."""
    has_keys = any(each.keys for source in held.sources for each in source.secrets.values())
    if reference.key is not None and reference.key.text != name and not has_keys:
        return None  # A key where there can be none says more of what was meant.
    if not held.is_complete:
        return None
    file = held.sources[0].path.rpartition("/")[2]
    return _Miss(reference.name, f"'{file}' holds no secret '{name}'.", held.names)


def _key(held: Held, name: str, reference: SecretReference) -> _Miss | None:
    """What is wrong with the key of a secret that is there."""
    secrets = held.named(name)
    keys = frozenset(key for secret in secrets for key in secret.keys)
    wanted = reference.key if reference.key is not None else reference.name
    key = ordinary_text(wanted)
    if not key or key in keys or not may_be_quoted(key) or not all(each.keys for each in secrets):
        return None
    place = secrets[0].place
    message = f"The secret '{name}' in '{place.path.rpartition('/')[2]}' has no key '{key}'."
    if reference.key is None:
        told = f"{message} Where no `key` is given, the secret's own name is taken for one."
        return _Miss(wanted, told, place=place)
    return _Miss(wanted, message, keys, place)


def _finding(component: Component, entry: MetadataEntry, miss: _Miss) -> Finding:
    meant = closest(miss.scalar.text, sorted(each for each in miss.names if may_be_quoted(each)))
    question = " or ".join(f"'{each}'" for each in meant)
    asks = f" Did you mean {question}?" if meant else ""
    stays = not is_nothing(entry.value)
    left = "stays as it is written here" if stays else "is left without a value"
    return Finding(
        miss.scalar.span,
        f"{miss.message}{asks} As it is, '{entry.name_text}' {left}.",
        severity=Severity.WARNING if meant else Severity.INFO,
        fixes=tuple(
            Fix(f"Change to '{each}'", (replace_scalar(component.path, miss.scalar, each),))
            for each in meant
        ),
        related=(Related(miss.place, "the secret stands here"),) if miss.place is not None else (),
    )
