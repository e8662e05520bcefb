"""Snapshots made of texts, for tests."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from daprls.catalog import Catalog
from daprls.config import Config, parse_config
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot


@functools.cache
def catalog() -> Catalog:
    """The bundled catalog, loaded once for all tests."""
    return Catalog.bundled()


def snapshot_of(files: Mapping[str, str]) -> Snapshot:
    """A snapshot of files by path; every `daprls.toml` among them configures its folder."""
    configs: list[Config] = []
    sources: list[SourceFile] = []
    for path, text in files.items():
        if path.endswith(".toml"):
            config = parse_config(text, path.rpartition("/")[0], path)
            assert config is not None
            configs.append(config)
        else:
            sources.append(SourceFile(path, text))
    return Snapshot(catalog()).with_files(sources).with_configs(configs)
