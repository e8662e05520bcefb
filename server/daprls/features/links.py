"""What stands in a file and leads elsewhere: to documentation, to a secret in Azure, to a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daprls.features.definition import path_places
from daprls.model.component import Component, ordinary_text
from daprls.model.run_paths import run_paths
from daprls.model.secrecy import looks_like_credential
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A stretch of text that leads to a page or to a file."""

    span: Span
    target: str
    """An address, or with `is_file` the key of a file."""
    tooltip: str
    is_file: bool = False


def document_links(snapshot: Snapshot, file: SourceFile) -> tuple[DocumentLink, ...]:
    """The links of a file, in order.

    Component types lead to Dapr's documentation, secrets of a Key Vault to that, and the paths of a
    run file to what Dapr reads there: to a configuration, or to the first file of a folder.
    """
    found: dict[Span, DocumentLink] = {}
    for component in file.components:
        found.update((link.span, link) for link in _in_component(snapshot, component))
    found.update((link.span, link) for link in _paths(snapshot, file))
    return tuple(found[span] for span in sorted(found))


def _in_component(snapshot: Snapshot, component: Component) -> Iterator[DocumentLink]:
    known = snapshot.type(component)
    if component.type is not None and known is not None and known.docs:
        title = f"Documentation of {known.title or known.type}"
        yield DocumentLink(component.type.span, known.docs[0], title)
    for secret in component.secrets:
        url = ordinary_text(secret.key_vault_url)
        if secret.key_vault_url is not None and url and _is_address(url):
            yield DocumentLink(secret.key_vault_url.span, url, "The secret in Key Vault")


def _is_address(url: str) -> bool:
    return url.startswith("https://") and not looks_like_credential(url)


def _paths(snapshot: Snapshot, file: SourceFile) -> Iterator[DocumentLink]:
    for path in run_paths(file):
        files = list(dict.fromkeys(place.path for place in path_places(snapshot, path)))
        if not files:
            continue
        rest = len(files) - 1
        more = f", and {rest} more beside it" if rest else ""
        name = files[0].rpartition("/")[2]
        yield DocumentLink(path.span, files[0], f"{name}{more}", is_file=True)
