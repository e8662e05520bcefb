"""`daprls convert`: reads, converts, prints or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from daprls.cli.diff import secrets_of
from daprls.cli.exit_code import ExitCode
from daprls.cli.notices import note, opened, print_notes, print_problems
from daprls.cli.workspace import Workspace, shown
from daprls.disk import Change, UnwritableFileError, write
from daprls.files import Problem, file_key
from daprls.model.component import Component
from daprls.model.dialect import Dialect, Shape
from daprls.model.secrecy import masked
from daprls.model.source_file import SourceFile
from daprls.refactor.bicep import bicep
from daprls.refactor.dialect import Refusal, convert
from daprls.refactor.layout import file_stem
from daprls.snapshot import Snapshot

_DIALECTS = {"aca": Dialect.ACA, "oss": Dialect.OSS}


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that comes of a conversion."""

    name: str
    text: str


@dataclass
class _Outcome:
    """Everything that came of the components."""

    files: list[_Made]
    refused: int = 0


def run(paths: Sequence[Path], target: str, name: str | None, folder: Path | None) -> ExitCode:
    """Converts; without a folder the results are printed. Arguments as on the command line."""
    if any(str(path) == "-" for path in paths):
        raise click.UsageError("'convert' reads files; it cannot read stdin.")
    space = opened(paths)
    if space is None:
        return ExitCode.UNUSABLE
    print_notes(space)
    files = [space.snapshot.files[path] for path in space.asked]
    components = [component for file in files for component in file.components]
    if name is not None and len(components) != 1:
        raise click.UsageError(f"'--name' names one component; PATHS hold {len(components)}.")
    others = [each for each in components if each.dialect is not _DIALECTS.get(target)]
    for file in files:
        if any(manifest.shape is Shape.LEGACY_LIST for manifest in file.manifests):
            note(
                f"{shown(file.path)} holds a list of components; "
                "'daprls fix --rule aca-root-not-mapping' makes a file of each."
            )
    if not others:
        note("There is nothing to convert.")
    outcome = _converted(space.snapshot, others, target, name, apart=folder is not None)
    complete = _write(folder, outcome.files) if folder is not None else _print(space, outcome.files)
    if space.problems or not complete:
        return ExitCode.UNUSABLE
    return ExitCode.FINDINGS if outcome.refused else ExitCode.CLEAN


def _converted(
    snapshot: Snapshot,
    components: Sequence[Component],
    target: str,
    name: str | None,
    *,
    apart: bool,
) -> _Outcome:
    """The files, and on stderr what is lost; with `apart` each component has one of its own."""
    if target == "bicep":
        groups = [[component] for component in components] if apart else [[*components]]
        return _modules(snapshot, groups, name)
    outcome = _Outcome([])
    to = _DIALECTS[target]
    for component in components:
        made = convert(snapshot, component, to, name)
        if isinstance(made, Refusal):
            _refuse(snapshot, component, made.reason)
            outcome.refused += 1
            continue
        for sentence in made.notes:
            _say(snapshot, component, sentence)
        outcome.files.append(_Made(f"{file_stem(made.name)}.yaml", made.text))
        outcome.files += (_Made(*extra) for extra in made.extras)
    return outcome


def _modules(
    snapshot: Snapshot, groups: Sequence[Sequence[Component]], name: str | None
) -> _Outcome:
    outcome = _Outcome([])
    for group in groups:
        module = bicep(snapshot, group, name)
        for component, reason in module.refused:
            _refuse(snapshot, component, reason)
        for component, sentence in module.notes:
            _say(snapshot, component, sentence)
        outcome.refused += len(module.refused)
        if module.text:
            called = module.names[0] if len(module.names) == 1 else "dapr-components"
            outcome.files.append(_Made(f"{file_stem(called)}.bicep", module.text))
    return outcome


def _refuse(snapshot: Snapshot, component: Component, reason: str) -> None:
    note(f"{_place(snapshot, component)} is not converted: {reason}")


def _say(snapshot: Snapshot, component: Component, sentence: str) -> None:
    note(f"{_place(snapshot, component)}: {sentence}")


def _place(snapshot: Snapshot, component: Component) -> str:
    line = snapshot.files[component.path].lines.line_at(component.anchor.start) + 1
    return f"{shown(component.path)}:{line}"


def _print(space: Workspace, files: Sequence[_Made]) -> bool:
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


def _write(folder: Path, files: Sequence[_Made]) -> bool:
    """Writes the files, none of which may exist; whether all could be written."""
    done = [write_new(file_key(folder / made.name), made.text) for made in files]
    return all(done)


def write_new(path: str, text: str) -> bool:
    """Writes a file that must not exist, and says so; whether that was possible."""
    try:
        write((Change(path, None, text),))
    except UnwritableFileError as error:
        print_problems([Problem(error.path, str(error))])
        return False
    click.echo(f"{click.style(shown(path), bold=True)} (new)")
    return True
