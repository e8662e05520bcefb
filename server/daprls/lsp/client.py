"""What the editor at the other end can do. Everything it does not say it can is not asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from daprls.positions import Encoding

_READ = {
    "general": ("positionEncodings",),
    "textDocument": (
        *("completion", "diagnostic", "documentSymbol", "hover", "publishDiagnostics"),
        *("rename", "synchronization"),
    ),
    "window": ("workDoneProgress",),
    "workspace": (
        *("applyEdit", "codeLens", "configuration", "diagnostics", "didChangeConfiguration"),
        *("didChangeWatchedFiles", "executeCommand", "fileOperations", "inlayHint"),
        "workspaceEdit",
    ),
}
"""The abilities of editors that anybody asks for, here or in the protocol's library.

To make objects of all that an editor tells of itself would take a sixth of a start.
"""


@dataclass(frozen=True, slots=True)
class Client:
    """An editor's abilities."""

    encoding: Encoding = Encoding.UTF_16
    pulls: bool = False
    """Whether it asks for diagnostics, and can be told to ask again; else they are sent to it."""
    tags: bool = False
    related: bool = False
    code_links: bool = False
    data: bool = False
    snippets: bool = False
    """Whether completions may hold tab stops and keep their white space."""
    as_is: bool = False
    """Whether it can be told to keep a completion's white space."""
    completion_markdown: bool = False
    completion_command: str | None = None
    """The command that asks for completions, where the editor has named it."""
    references_command: str | None = None
    """The command that shows a list of places, where the editor has named it."""
    note_command: str | None = None
    """The command that shows what a change brings with it, where the editor has named it."""
    executes_commands: bool = False
    """Whether it has the server carry out commands."""
    hover_markdown: bool = False
    refreshes_hints: bool = False
    """Whether it can be told to ask for hints within lines again."""
    refreshes_lenses: bool = False
    symbol_trees: bool = False
    """Whether an outline may have levels."""
    document_changes: bool = False
    creates_files: bool = False
    snippet_edits: bool = False
    annotations: bool = False
    configuration: bool = False
    registers_configuration: bool = False
    watches: bool = False
    progress: bool = False


def client_of(params: types.InitializeParams, encoding: Encoding, pulls: bool) -> Client:
    """The abilities that an editor tells of when it starts; the first were agreed on then."""
    told = params.capabilities

    def has(path: str) -> bool:
        return bool(get_capability(told, path))

    def among(path: str, value: object) -> bool:
        return value in (get_capability(told, path) or ())

    place = "text_document.diagnostic" if pulls else "text_document.publish_diagnostics"
    completion = "text_document.completion.completion_item"
    as_is = among(f"{completion}.insert_text_mode_support.value_set", types.InsertTextMode.AsIs)
    edit = "workspace.workspace_edit"
    changes = has(f"{edit}.document_changes")
    markdown = types.MarkupKind.Markdown
    return Client(
        encoding=encoding,
        pulls=pulls,
        tags=get_capability(told, f"{place}.tag_support") is not None,
        related=has(f"{place}.related_information"),
        code_links=has(f"{place}.code_description_support"),
        data=has(f"{place}.data_support"),
        snippets=has(f"{completion}.snippet_support") and as_is,
        as_is=as_is,
        completion_markdown=among(f"{completion}.documentation_format", markdown),
        completion_command=_text(params.initialization_options, "completionCommand"),
        references_command=_text(params.initialization_options, "referencesCommand"),
        note_command=_text(params.initialization_options, "noteCommand"),
        executes_commands=get_capability(told, "workspace.execute_command") is not None,
        hover_markdown=among("text_document.hover.content_format", markdown),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        symbol_trees=has("text_document.document_symbol.hierarchical_document_symbol_support"),
        document_changes=changes,
        creates_files=changes
        and among(f"{edit}.resource_operations", types.ResourceOperationKind.Create),
        snippet_edits=changes and has(f"{edit}.snippet_edit_support"),
        annotations=changes
        and get_capability(told, f"{edit}.change_annotation_support") is not None,
        configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
        watches=has("workspace.did_change_watched_files.dynamic_registration"),
        progress=has("window.work_done_progress"),
    )


def _text(options: Any, key: str) -> str | None:
    value = options.get(key) if isinstance(options, dict) else None
    return value if isinstance(value, str) else None


def with_what_is_read(message: dict[str, Any]) -> dict[str, Any]:
    """`initialize` without the abilities that nobody asks for."""
    match message:
        case {"params": {"capabilities": dict(told), **params}}:
            sections = {section: told[section] for section in _READ if section in told}
            read = {section: _some(told, _READ[section]) for section, told in sections.items()}
            return {**message, "params": {**params, "capabilities": read}}
        case _:
            return message


def _some(told: Any, names: tuple[str, ...]) -> Any:
    return {name: told[name] for name in names if name in told} if isinstance(told, dict) else told
