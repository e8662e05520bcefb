"""A folder of files that never stops changing, on the disk and in an editor's hands.

It knows what every file holds at this moment, typed or saved, so that the same can be written
elsewhere and be looked at afresh.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from garbled import other_seeds, yaml_seeds

_TEAMS = 12
_PLACES = ("components", "dapr", "deploy")
HIDDEN = "generated"
"""A folder whose files git ignores at times and settings leave out at others; none is opened."""
SETTINGS = "daprls.toml"
_RULES = ("missing-scopes", "unknown-metadata-name", "plaintext-secret", "secret-store-not-found")
_SEVERITIES = ("error", "warning", "info", "hint")


class SoakedWorkspace:
    """The files of one folder."""

    def __init__(self, folder: Path, files: int, chance: random.Random) -> None:
        self.folder = folder
        self.size = files
        self.chance = chance
        self.texts: dict[str, str] = {}
        """What is on the disk, by name."""
        self.configs: dict[str, dict[str, Any]] = {}
        """The settings on the disk, by the name of their file."""
        self.is_hidden = False
        self._numbers = iter(range(10**9))
        (folder / ".git").mkdir(parents=True)
        while len(self.texts) < files:
            self.write(self.new_name(), self.new_text())

    def new_name(self) -> str:
        """A name that no file has."""
        folder = f"team-{self.chance.randrange(_TEAMS)}/{self.chance.choice(_PLACES)}"
        if self.chance.random() < 0.05:
            folder = HIDDEN
        if self.chance.random() < 0.15:
            name = f"{folder}/{self.chance.choice(sorted(other_seeds()))}"
            if not name.endswith(SETTINGS) and name not in self.texts:
                return name
        stem = self.chance.choice(("state", "vault", "orders", "pubsub", "cron", "bindings"))
        return f"{folder}/{stem}-{next(self._numbers)}.yaml"

    def new_text(self, name: str = "") -> str:
        """A text for a file of this name."""
        seeds = other_seeds()
        last = name.rpartition("/")[2]
        return seeds[last] if last in seeds else self.chance.choice(yaml_seeds())

    def name(self) -> str:
        """The name of some file that may be opened."""
        return self.chance.choice([name for name in self.texts if not name.startswith(HIDDEN)])

    def write(self, name: str, text: str) -> None:
        """Writes a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        self.texts[name] = text

    def remove(self, name: str) -> None:
        """Removes a file."""
        (self.folder / name).unlink()
        del self.texts[name]

    def remove_folder(self, folder: str) -> None:
        """Removes a folder with all that is in it."""
        shutil.rmtree(self.folder / folder)
        for name in self.below(folder):
            del self.texts[name]
        for name in [each for each in self.configs if each.startswith(f"{folder}/")]:
            del self.configs[name]

    def below(self, folder: str) -> list[str]:
        """The files in a folder."""
        return [name for name in self.texts if name.startswith(f"{folder}/")]

    def rename(self, old: str, new: str) -> None:
        """Renames a file."""
        text = self.texts[old]
        self.remove(old)
        self.write(new, text)

    def new_settings(self) -> dict[str, Any]:
        """Settings as an editor or a file may have them."""
        rules = self.chance.sample(_RULES, 2)
        severity = {rules[1]: self.chance.choice(_SEVERITIES)}
        kinds: list[dict[str, Any]] = [
            {},
            {"ignore": [rules[0]]},
            {"severity": severity},
            {"ignore": [rules[0]], "severity": severity},
        ]
        return self.chance.choice(kinds)

    def change_settings(self) -> str:
        """Changes, makes or removes a file of settings; the result is its name."""
        team = f"team-{self.chance.randrange(_TEAMS)}"
        is_nested = self.chance.random() < 0.5 and (self.folder / team).exists()
        name = f"{team}/{SETTINGS}" if is_nested else SETTINGS
        if name in self.configs and self.chance.random() < 0.3:
            (self.folder / name).unlink()
            del self.configs[name]
            return name
        self.configs[name] = self.new_settings()
        if not is_nested and self.chance.random() < 0.3:
            self.configs[name]["exclude"] = [f"{HIDDEN}/**"]
        (self.folder / name).write_text(_toml(self.configs[name]), encoding="utf-8")
        return name

    def change_ignored(self) -> str:
        """Has git ignore the hidden folder or not; the result is the name of the file changed."""
        self.is_hidden = not self.is_hidden
        text = f"/{HIDDEN}/\n" if self.is_hidden else "\n"
        (self.folder / ".gitignore").write_text(text, encoding="utf-8")
        return ".gitignore"

    def copy_to(self, folder: Path, typed: dict[str, str], settings: dict[str, Any]) -> None:
        """Writes the same elsewhere: typed texts as if saved, and an editor's settings."""
        (folder / ".git").mkdir(parents=True)
        for name, text in {**self.texts, **typed}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        for name, config in {SETTINGS: {}, **self.configs}.items():
            (folder / name).write_text(_toml(_over(settings, config)), encoding="utf-8")
        if self.is_hidden:
            (folder / ".gitignore").write_text(f"/{HIDDEN}/\n", encoding="utf-8")


def _over(editor: dict[str, Any], file: dict[str, Any]) -> dict[str, Any]:
    """The settings of a file with those of an editor put over them."""
    return {
        **file,
        "ignore": [*file.get("ignore", ()), *editor.get("ignore", ())],
        "severity": {**file.get("severity", {}), **editor.get("severity", {})},
    }


def _toml(settings: dict[str, Any]) -> str:
    return "\n".join((*_lines(settings), ""))


def _lines(settings: dict[str, Any]) -> Iterator[str]:
    for name in ("ignore", "exclude"):
        if name in settings:
            yield f"{name} = {json.dumps(list(dict.fromkeys(settings[name])))}"
    if settings.get("severity"):
        yield "[severity]"
        yield from (f"{rule} = {json.dumps(word)}" for rule, word in settings["severity"].items())
