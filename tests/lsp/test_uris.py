"""Addresses and keys lead to each other, however an editor writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daprls.files import file_key
from daprls.lsp.uris import key_of, uri_of


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("file:///app/state.yaml", "/app/state.yaml"),
        ("file://localhost/app/state.yaml", "/app/state.yaml"),
        ("file:/app/state.yaml", "/app/state.yaml"),
        ("FILE:///app/a%20b%23%C3%A9.yaml", "/app/a b#\u00e9.yaml"),
        ("file:///app/a#b?c.yaml", "/app/a#b?c.yaml"),
        ("file:///app/./x/../state.yaml", "/app/state.yaml"),
        ("file:////app//state.yaml", "/app/state.yaml"),
        ("file:///c%3A/app/state.yaml", "C:/app/state.yaml"),
        ("file:///C:/app/state.yaml", "C:/app/state.yaml"),
        ("file://server/share/state.yaml", "//server/share/state.yaml"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
    ],
)
def test_an_address_of_a_file_has_a_key(uri: str, key: str) -> None:
    assert key_of(uri) == key


@pytest.mark.parametrize(
    "uri", ["git:/app/state.yaml?HEAD", "vscode-notebook-cell:/x", "https://x/y.yaml", "", "state"]
)
def test_what_is_no_file_has_none(uri: str) -> None:
    assert key_of(uri) is None


@pytest.mark.parametrize(
    "key",
    [
        "/app/state.yaml",
        "/a b/#1/%41/\u00e9\N{GRINNING FACE}?.yaml",
        "/app/\udcff.yaml",
        "C:/app/state.yaml",
        "//server/share/state.yaml",
        "untitled:Untitled-1",
    ],
)
def test_a_key_leads_to_its_address_and_back(key: str) -> None:
    assert key_of(uri_of(key)) == key


@pytest.mark.skipif(os.name == "nt", reason="paths look otherwise there")
def test_addresses_and_the_disk_have_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "a b" / "#1%.yaml"
    assert key_of(path.as_uri()) == file_key(path)
    assert uri_of(file_key(path)) == path.as_uri()
