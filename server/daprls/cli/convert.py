"""`daprls convert`: reads, converts, prints or writes."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import click

from daprls.cli.diff import secrets_of
from daprls.cli.exit_code import ExitCode
from daprls.cli.notices import note, opened, print_notes, print_problems
from daprls.cli.workspace import Workspace, readable
from daprls.disk import Change, UnwritableFileError, write
from daprls.features.conversions import Made, Target, conversions
from daprls.files import Problem, file_key
from daprls.model.component import Component
from daprls.model.dialect import Shape
from daprls.model.secrecy import masked
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot


def run(paths: Sequence[Path], to: str, name: str | None, folder: Path | None) -> ExitCode:
    """Converts; without a folder the results are printed. Arguments as on the command line."""
    if any(str(path) == "-" for path in paths):
        raise click.UsageError("'convert' reads files; it cannot read stdin.")
    space = opened(paths)
    if space is None:
        return ExitCode.UNUSABLE
    print_notes(space)
    target = Target(to)
    files = [space.snapshot.files[path] for path in space.asked]
    components = [component for file in files for component in file.components]
    if name is not None and len(components) != 1:
        raise click.UsageError(f"'--name' names one component; PATHS hold {len(components)}.")
    for file in files:
        if any(manifest.shape is Shape.LEGACY_LIST for manifest in file.manifests):
            note(
                f"{readable(file.path)} holds a list of components; "
                "'daprls fix --rule aca-root-not-mapping' makes a file of each."
            )
    if not any(each.dialect is not target.dialect for each in components):
        note("There is nothing to convert.")
    found = conversions(space.snapshot, components, target, name, together=folder is None)
    for component, reason in found.refused:
        note(f"{_place(space.snapshot, component)} is not converted: {reason}")
    for component, sentence in found.lost:
        note(f"{_place(space.snapshot, component)}: {sentence}")
    complete = _write(folder, found.files) if folder is not None else _print(space, found.files)
    if space.problems or not complete:
        return ExitCode.UNUSABLE
    return ExitCode.FINDINGS if found.refused else ExitCode.CLEAN


def _place(snapshot: Snapshot, component: Component) -> str:
    line = snapshot.files[component.path].lines.line_at(component.anchor.start) + 1
    return f"{readable(component.path)}:{line}"


def _print(space: Workspace, files: Sequence[Made]) -> bool:
    """Prints the files, YAML as documents of one stream, with every secret masked."""
    secrets = sorted(secrets_of(space.snapshot, space.asked), key=len, reverse=True)
    for index, made in enumerate(files):
        if made.name.endswith(".json"):
            note(f"'{made.name}' has to be written as well; '--output DIR' does it.")
            continue
        source = SourceFile(f"untitled:{made.name}", made.text.removeprefix("\ufeff"))
        is_yaml = made.name.endswith(".yaml")
        text = masked(source, space.snapshot.type) if is_yaml else source.text
        for secret in secrets:
            text = text.replace(secret, "*" * len(secret))
        if index and is_yaml:
            click.echo("---")
        click.echo(text, nl=not text.endswith(("\n", "\r")))
        if text != source.text:
            note(f"Secrets of '{made.name}' are shown as '*'; '--output DIR' writes them.")
    return True


def _write(folder: Path, files: Sequence[Made]) -> bool:
    """Writes the files, none of which may exist; whether all could be written.

    Folders below the one that all files come of are made again, so that what has one name in two of
    them does not meet.
    """
    above = _common({made.folder for made in files})
    taken: set[str] = set()
    done = []
    for made in files:
        path = folder / Path(made.folder).relative_to(above or made.folder) / made.name
        stem, number = path.stem, 2
        while made.is_component and str(path).lower() in taken:
            path = path.with_name(f"{stem}-{number}{path.suffix}")
            number += 1
        taken.add(str(path).lower())
        done.append(write_new(file_key(path), made.text))
    return all(done)


def _common(folders: Collection[str]) -> str | None:
    """The innermost folder that holds all of these; `None` where none does, as on two drives."""
    try:
        return os.path.commonpath(folders)
    except ValueError:
        return None


def write_new(path: str, text: str) -> bool:
    """Writes a file that must not exist, and says so; whether that was possible."""
    try:
        write((Change(path, None, text),))
    except UnwritableFileError as error:
        print_problems([Problem(error.path, str(error))])
        return False
    click.echo(f"{click.style(readable(path), bold=True)} (new)")
    return True
