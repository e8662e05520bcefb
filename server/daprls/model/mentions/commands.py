"""Names from command lines of `az`, `dapr` and `daprd`, wherever a text holds them: scripts,
workflows, tasks, recipes of make, the scripts of a package.

Lines are read by the rules that shells have in common, and no command is ever run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.text import Span

PROBE = re.compile(r"-app-id\b|--enable-dapr\b|dapr-component\b|\bdapr[ \t]+run\b")

_COMMAND = re.compile(
    r"""
    (?<![\w./-])(?:
        az(?:\.cmd|\.exe)?[ \t]+containerapp[ \t]+(?P<app>create|update|up|dapr[ \t]+enable)
      | az(?:\.cmd|\.exe)?[ \t]+containerapp[ \t]+(?:env|connected-env)[ \t]+dapr-component[ \t]+
        (?P<component>set|create|show|remove)
      | (?P<run>dapr(?:\.exe)?[ \t]+run)
    )(?![\w-])
    | (?<![\w-])(?P<daprd>daprd(?:\.exe)?)(?=[ \t"'])
    """,
    re.VERBOSE,
)
_BLANKS = re.compile(r"(?:[ \t]|[\\`^][ \t]*(?:\r\n|\n|\r))+")
_WORD = re.compile(r"(?:\\?\"[^\"\r\n]*\"|'[^'\r\n]*'|\\[^\r\n]|[^\s\"'\\;|&<>()`])+")
_JSON_WORD = re.compile(r"(?:\\\"(?:[^\"\\\r\n]|\\\\)*\\\"|'[^'\r\n]*'|[^\s\"'\\;|&<>()`])+")
_QUOTED = re.compile(r"(\\?[\"'])(.*)\1")
_SAID = re.compile(
    r"^[ \t]*(?:#|//|::|@?rem\b|@?echo\b|write-host\b|printf\b)|[ \t]#", re.IGNORECASE
)
_LONGEST_START = 1000
"""How much of the line before a command is looked at, in code points."""
_LIST = re.compile(r"[\"']--?app-id[\"'][ \t]*,\s*[\"']([^\"'\r\n]*)[\"']")


_VARIABLE = re.compile(r"\$(?:env:)?(\w+)|\$\{(?:env:)?(\w+)\}|%(\w+)%")
_ASSIGNED = re.compile(
    r"^[ \t]*(?:(?:export|set|local|readonly|declare)[ \t]+)?\$?(?:env:)?(?P<name>[A-Za-z_]\w*)"
    r"[ \t]*=[ \t]*(?P<quote>[\"']?)(?P<value>[^\s\"'$`();|&]*)(?P=quote)[ \t]*(?=[;#\r\n]|\Z)",
    re.MULTILINE,
)
_SET = re.compile(
    r"(?<![\w-])(?:\$?(?:env:)?(\w+)[ \t]*[+?:]?=|(?:for|foreach|read)[ \t]+\(?\$?(\w+))"
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span
    is_shared: bool = False
    """Whether it stands in a variable that is used elsewhere, too."""


def read(text: str, found: Collector, *, is_json: bool = False) -> None:
    """Adds the names that the commands in a text give."""
    variables = _Variables(text)
    matches = list(_COMMAND.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    for match, end in zip(matches, ends, strict=False):
        nearest = max(0, match.start() - _LONGEST_START)
        line = text[max(text.rfind("\n", nearest, match.start()) + 1, nearest) : match.start()]
        if _SAID.search(line) is not None:
            continue
        words = list(_words(text, match.end(), end, _JSON_WORD if is_json else _WORD))
        options = dict(reversed(list(_options(words))))
        if match["component"] is not None:
            _component(variables, match["component"], options, found)
        elif match["app"] is not None:
            _app(variables, options, found)
        else:
            short = ("-a",) if match["run"] is not None else ()
            _first(variables, options, ("--app-id", "-app-id", *short), MentionKind.APP, found)
    for match in _LIST.finditer(text):
        found.word(MentionKind.APP, match[1], Span(*match.span(1)), Origin.COMMAND)


def _app(variables: _Variables, options: dict[str, _Word | None], found: Collector) -> None:
    if options.get("--dapr-app-id") is None:
        if "--enable-dapr" in options:
            found.unread(MentionKind.APP)
        return
    name = options.get("--name") or options.get("-n")
    app_name = variables.value(name).text if name is not None else None
    _first(variables, options, ("--dapr-app-id",), MentionKind.APP, found, app_name=app_name)


def _component(
    variables: _Variables, verb: str, options: dict[str, _Word | None], found: Collector
) -> None:
    names = ("--dapr-component-name", "--component-name")
    defines = verb in ("set", "create")
    _first(variables, options, names, MentionKind.COMPONENT, found, defines=defines)


def _first(
    variables: _Variables,
    options: dict[str, _Word | None],
    names: tuple[str, ...],
    kind: MentionKind,
    found: Collector,
    *,
    defines: bool = True,
    app_name: str | None = None,
) -> None:
    word = next((word for name in names if (word := options.get(name)) is not None), None)
    if word is not None:
        value = variables.value(word)
        found.word(
            kind,
            value.text,
            value.span,
            Origin.COMMAND,
            defines=defines,
            app_name=app_name,
            is_editable=not value.is_shared,
        )


class _Variables:
    """The variables of a text, looked at once somebody asks for one."""

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self, word: _Word) -> _Word:
        """What a word is, or what the variable is set to that it consists of, if that is sure."""
        match = _VARIABLE.fullmatch(word.text)
        name = _name(match) if match is not None else None
        if name is None or self._sets[name] != 1 or name not in self._assigned:
            return word
        only = self._assigned[name]
        # PowerShell writes the sign of a variable where it is set, too.
        sign = self.text[only.start("name") - 1 : only.start("name")]
        uses = self._uses[name] - (sign in ("$", ":"))
        return _Word(only["value"], Span(*only.span("value")), uses > 1)

    @cached_property
    def _sets(self) -> Counter[str]:
        return Counter(map(_name, _SET.finditer(self.text)))

    @cached_property
    def _uses(self) -> Counter[str]:
        return Counter(map(_name, _VARIABLE.finditer(self.text)))

    @cached_property
    def _assigned(self) -> dict[str, re.Match[str]]:
        return {each["name"].lower(): each for each in _ASSIGNED.finditer(self.text)}


def _name(match: re.Match[str]) -> str:
    """The name of a variable, whose case counts nowhere here."""
    name: str = next(filter(None, match.groups()))
    return name.lower()


def _options(words: list[_Word]) -> Iterator[tuple[str, _Word | None]]:
    for index, word in enumerate(words):
        if word.text == "--":
            return
        if not word.text.startswith("-"):
            continue
        option, equals, value = word.text.partition("=")
        if equals:
            yield option, _unquoted(value, Span(word.span.end - len(value), word.span.end))
        elif index + 1 < len(words) and not words[index + 1].text.startswith("-"):
            following = words[index + 1]
            yield option, _unquoted(following.text, following.span)
        else:
            yield option, None


def _unquoted(text: str, span: Span) -> _Word:
    match = _QUOTED.fullmatch(text)
    if match is None:
        return _Word(text, span)
    return _Word(match[2], Span(span.start + match.start(2), span.start + match.end(2)))


def _words(text: str, at: int, end: int, pattern: re.Pattern[str]) -> Iterator[_Word]:
    """The words of the command whose name ends before `at`, over all its continued lines.

    The next command begins at `end`.
    """
    while True:
        blanks = _BLANKS.match(text, at, end)
        word = pattern.match(text, blanks.end(), end) if blanks is not None else None
        if word is None or word[0].startswith("#"):
            return
        yield _Word(word[0], Span(*word.span()))
        at = word.end()
