"""Names from Bicep: container apps, components, and what one file gives to another."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from daprls.model.dialect import find
from daprls.model.mention import (
    Call,
    Given,
    Names,
    Origin,
    Parameter,
    Template,
    Word,
)
from daprls.model.mentions import azure
from daprls.model.mentions.collector import Collector
from daprls.syntax.bicep import Declaration, declarations
from daprls.syntax.code import BICEP, Kind, tokens
from daprls.syntax.tree import Mapping, Node, Scalar

PROBE = re.compile(r"dapr|^[ \t]*module\b", re.IGNORECASE | re.MULTILINE)

_SYMBOL = re.compile(r"[A-Za-z_]\w*")
_MEMBER = re.compile(r"([A-Za-z_]\w*)\.name")
_HOLE_ALONE = re.compile(r"'\$\{([^{}']*)\}'")
_HOLE = re.compile(r"\$\{([^{}]*)\}")
_REMOTE = re.compile(r"\w+[:/].*:")
_LONGEST_CHAIN = 10


def read(path: str, text: str) -> Names:
    """The names that a Bicep file says."""
    return _Bicep(path, text).names()


class _Bicep:
    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.declared = declarations(text)
        self.by_symbol = {each.symbol: each for each in self.declared}
        self.uses = Counter(_words(text))
        self.found = Collector(path, self.lookup)

    def names(self) -> Names:
        """All names of the file."""
        calls: list[Call] = []
        for each in self.declared:
            if each.keyword == "resource" and each.what is not None:
                kind = each.what.text
                if each.outer is not None and "/" not in kind.partition("@")[0]:
                    kind = f"{each.outer.partition('@')[0]}/{kind}"
                name = find(each.value, "name")
                azure.read_resource(
                    kind, name, each.value, Origin.BICEP, self.found, exists=each.is_existing
                )
                azure.read_annotations(each.value, Origin.BICEP, self.found)
            elif each.keyword == "module" and (call := self._call(each)) is not None:
                calls.append(call)
        parameters = {each.symbol: each for each in self.declared if each.keyword == "param"}
        template = Template(
            self.path,
            {symbol: self._default(each) for symbol, each in parameters.items()},
            tuple(self.found.holes),
            tuple(calls),
            frozenset(symbol for symbol in parameters if self._is_shared(symbol)),
        )
        return self.found.names(template if template.holes or template.calls else None)

    def lookup(self, scalar: Scalar) -> Given:
        """What an expression says that is nothing but the name of something."""
        return self._follow(scalar, 0)

    def _follow(self, scalar: Scalar, steps: int) -> Given:
        source = scalar.raw
        if (alone := _HOLE_ALONE.fullmatch(source)) is not None:
            source = alone[1].strip()
        if (member := _MEMBER.fullmatch(source)) is not None:
            declared = self.by_symbol.get(member[1])
            if declared is None or declared.keyword != "resource" or steps > _LONGEST_CHAIN:
                return None
            return self._of(find(declared.value, "name"), steps, shared=True)
        declared = self.by_symbol.get(source) if _SYMBOL.fullmatch(source) else None
        if declared is None or steps > _LONGEST_CHAIN:
            return None
        if declared.keyword == "param":
            return Parameter(declared.symbol)
        if declared.keyword == "var":
            return self._of(declared.value, steps, shared=self._is_shared(declared.symbol))
        return None

    def _of(self, node: Node | None, steps: int, *, shared: bool) -> Given:
        if not isinstance(node, Scalar):
            return None
        bare = Collector(self.path)
        given = bare.given(node)
        if given is None:
            given = self._follow(node, steps + 1)
        return (
            replace(given, is_shared=shared or given.is_shared)
            if isinstance(given, Word)
            else given
        )

    def _default(self, parameter: Declaration) -> Given:
        given = self.found.given(parameter.value)
        return given if given != Parameter(parameter.symbol) else None

    def _is_shared(self, symbol: str) -> bool:
        """Whether a symbol is used more than once, apart from where it is declared."""
        return self.uses[symbol] > 2

    def _call(self, module: Declaration) -> Call | None:
        arguments = find(module.value, "params")
        if module.what is None or not isinstance(arguments, Mapping):
            return None
        azure.read_arguments(arguments, Origin.BICEP, self.found)
        if _REMOTE.match(module.what.text) is not None:
            return None
        folder = posixpath.dirname(self.path)
        return Call(
            posixpath.normpath(posixpath.join(folder, module.what.text)),
            {entry.key.text: self.found.given(entry.value) for entry in arguments.entries},
        )


def _words(text: str) -> Iterator[str]:
    """The words of the file that may be symbols, those within texts included."""
    found = tokens(text, BICEP)
    for token, behind in itertools.zip_longest(found, found[1:]):
        if token.kind is Kind.WORD and not (behind is not None and behind.is_sign(":")):
            yield token.source
        elif token.kind is Kind.TEXT and not token.is_literal:
            for hole in _HOLE.findall(token.source):
                yield from _SYMBOL.findall(hole)
