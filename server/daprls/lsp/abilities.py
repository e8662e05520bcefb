"""What the server can do, in the protocol's words. Made by `make abilities`; not edited."""

from __future__ import annotations

from typing import Any

ALWAYS: dict[str, Any] = {
    "textDocumentSync": {"openClose": True, "change": 1, "save": False},
    "completionProvider": {
        "triggerCharacters": ["-", " ", ":", '"', "'", ".", "/", "{", "[", ",", "\n"]
    },
    "hoverProvider": True,
    "declarationProvider": True,
    "definitionProvider": True,
    "referencesProvider": True,
    "documentHighlightProvider": True,
    "documentSymbolProvider": True,
    "codeActionProvider": {
        "codeActionKinds": ["quickfix", "refactor.rewrite", "source.fixAll.daprls"]
    },
    "codeLensProvider": {"resolveProvider": True},
    "documentLinkProvider": {"resolveProvider": False},
    "workspaceSymbolProvider": {"resolveProvider": False},
    "renameProvider": True,
    "executeCommandProvider": {
        "commands": [
            "daprls.switchAll",
            "daprls.lint",
            "daprls.fixAll",
            "daprls.graph",
            "daprls.convert",
            "daprls.new",
            "daprls.newChoices",
            "daprls.note",
            "daprls.component",
            "daprls.componentFiles",
            "daprls.identity",
            "daprls.azCommand",
            "daprls.explain",
        ]
    },
    "inlayHintProvider": {"resolveProvider": False},
    "workspace": {
        "workspaceFolders": {"supported": True, "changeNotifications": True},
        "fileOperations": {},
    },
}

TO_WHO_PREPARES_RENAMING: dict[str, Any] = {"renameProvider": {"prepareProvider": True}}

TO_WHO_PULLS: dict[str, Any] = {
    "diagnosticProvider": {
        "interFileDependencies": True,
        "workspaceDiagnostics": True,
        "identifier": "daprls",
    }
}
