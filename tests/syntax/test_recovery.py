"""Half-typed and broken texts: all that is whole is still there, and one mistake is told once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from soundness import sound_tree
from tree_data import at, data, scalar_at

from daprls.syntax import events
from daprls.syntax.parser import parse
from daprls.syntax.tree import Mapping, Scalar, Sequence, Style, walk

EXAMPLES = [
    path
    for path in sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
    if not parse(path.read_text(encoding="utf-8")).problems
]
RESOURCE = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHost
      value: "cache:6379"
    - name: redisDB
      value: 4
¦    - name: redisPassword
      secretKeyRef:
        name: redis
        key: password
    - name: enableTLS
      value: "true"
auth:
  secretStore: vault
scopes:
  - shop
"""
AROUND = ["redisHost", "redisDB", "redisPassword", "enableTLS"]

# What stands in the middle of a list while someone types there, and what is told of it: the kind
# of each problem and the text that it marks.
TYPED: list[tuple[str, list[tuple[str, str]]]] = [
    ("    -", []),
    ("    - ", []),
    ("    - na", []),
    ("    - name:", []),
    ("    - name: ", []),
    ("    - name: host\n      value:", []),
    ("    - name: host\n      value:\tx", []),
    ("    - name: host\n      value: |", []),
    ("    - name: host\n      value: !", []),
    ("    - name: host\n      name: port", []),
    ("    - name: host\n      value: {{ .Values.host }}", []),
    ("    - name: host\n      secretKeyRef:\n        na", []),
    ("    na", [("missing-colon", "na")]),
    ("na", [("missing-colon", "na")]),
    ("    - name: host\n      val", [("missing-colon", "val")]),
    ("    - name: host\n      value:x", [("missing-blank", "value:x")]),
    ("    - name:host\n      value: x", [("missing-blank", "name:host")]),
    ("    -name: host\n     value: x", [("missing-blank", "-name: host")]),
    ("    -name: host\n    value: x", [("missing-blank", "-name: host")]),
    ('    - name: "host\n      value: x', [("unclosed", '"host')]),
    ("    - name: 'host\n      value: x", [("unclosed", "'host")]),
    ("    - name: host\n      value: '", [("unclosed", "'")]),
    ("   - name: host\n     value: x", [("indentation", "- name: host")]),
    ("     - name: host\n       value: x", [("indentation", "- name: host")]),
    (" - name: host\n   value: x\n - name: port\n   value: 1", [("indentation", "- name: host")]),
    ("    - name: host\n        value: x", [("indentation", "value: x")]),
    ("    - name: host\n     value: x", [("indentation", "value: x")]),
    ("\t- name: host", [("tab", "\t")]),
    ("\t- name: host\n\t  value: x", [("tab", "\t")]),
    ("    - name: host\n\t\tvalue: x", [("tab", "\t\t")]),
    ("    - name: host\n      value: a: b", [("unquoted", "a: b")]),
    ("    - name: host\n      value: sb://x;k=v: w  # why", [("unquoted", "sb://x;k=v: w")]),
    ("    - name: host\n      value: {a: ", [("unclosed", "{a:")]),
    ("    - name: host\n      value: [", [("unclosed", "[")]),
    ("    - name: host\n      value: [a, {b", [("unclosed", "[a, {b")]),
    ('    - name: host\n      value: ["', [("unclosed", '["')]),
    ("    - {name: host, value: a: b}", [("unclosed", "{name: host, value: a: b}")]),
    ("    - {name: host, value: @x}", [("reserved-character", "@x")]),
    ("    - {name: host, value: ***}", [("alias-mask", "***")]),
    ("    - name: host\n      value: @every 5m", [("reserved-character", "@every 5m")]),
    ("    - name: host\n      value: %x", [("reserved-character", "%x")]),
    ("    - name: host\n      value: `x`", [("reserved-character", "`x`")]),
    ("    - name: host\n      value: *.x", [("reserved-character", "*.x")]),
    ("    - name: host\n      value: &", [("reserved-character", "&")]),
    ("    - name: host\n      value: |x", [("reserved-character", "|x")]),
    ("    - name: host\n      value: ] x", [("reserved-character", "] x")]),
    ("    - name: host\n      value: , x", [("reserved-character", ", x")]),
    ("    - name: host\n      value: - x", [("reserved-character", "- x")]),
    ("    - name: host\n      value: *al", [("undefined-alias", "*al")]),
    ("    - name: host\n      value: *****", [("alias-mask", "*****")]),
    ("    - name: host\n      value: \"C:\\path\"", [("escape", '"C:\\path"')]),
    ("    - name: host\n      value: \"a\" b", [("other", '"a" b')]),
    ("    {{- if x }}\n    - name: host\n    {{- end }}", [("template", "{{- if x }}")]),
    ("    - name: host\n      value: {{ x }}:{{ y }}", [("template-value", "{{ x }}:{{ y }}")]),
]  # fmt: skip


def names(root: object) -> list[str]:
    """The texts of all values with the key `name`, in order."""
    assert isinstance(root, Mapping | Sequence)
    return [
        entry.value.text
        for node in walk(root)
        if isinstance(node, Mapping)
        for entry in node.entries
        if entry.key.text == "name" and isinstance(entry.value, Scalar)
    ]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_all_around_what_is_being_typed_is_still_there(
    typed: str, expected: list[tuple[str, str]], pure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.setattr(events, "CParser", None)
    text = RESOURCE.replace("¦", typed + "\n")
    tree = sound_tree(text)
    root = tree.documents[0].root
    items = at(root, "spec", "metadata")
    assert isinstance(items, Sequence)
    found = [
        name.text
        for item in items.items
        if isinstance(item, Mapping) and isinstance(name := item.get("name"), Scalar)
    ]
    assert [name for name in found if name in AROUND] == AROUND
    assert data(at(items, len(items.items) - 2, "secretKeyRef")) == [
        ("name", "redis"),
        ("key", "password"),
    ]
    assert data(at(root, "auth")) == [("secretStore", "vault")]
    assert data(at(root, "scopes")) == ["shop"]
    assert [(problem.kind, problem.span.of(text)) for problem in tree.problems] == expected


@pytest.mark.parametrize(
    ("value", "read", "style"),
    [
        ("@every 5m", "@every 5m", Style.PLAIN),
        ("*****", "*****", Style.PLAIN),
        ("a: b: c", "a: b: c", Style.PLAIN),
        ("[a] b", "[a] b", Style.PLAIN),
        ('"half', "half", Style.DOUBLE),
        ("'half", "half", Style.SINGLE),
        (r'"C:\path"', r"C:\path", Style.DOUBLE),
        ("{{ x }}:80", "{{ x }}:80", Style.PLAIN),
    ],
)
def test_a_value_that_yaml_refuses_is_kept_as_it_is_written(
    value: str, read: str, style: Style
) -> None:
    tree = sound_tree(f"a: {value}  # why\nb: c\n")
    scalar = scalar_at(tree.documents[0].root, "a")
    assert (scalar.raw, scalar.text, scalar.style) == (value, read, style)
    assert len(tree.problems) == 1


def test_a_password_that_reads_as_an_alias_is_not_repeated() -> None:
    for value in ("*hunter2", "*hunter.2!"):
        problems = sound_tree(f"a: {value}\n").problems
        assert problems
        assert all("hunter" not in problem.message for problem in problems)


def test_template_control_lines_are_one_problem_however_many_there_are() -> None:
    lines = ["{{- if .Values.a }}", "a: b", "{{- else }}", "a: c", "{{- end }}"] * 3
    tree = sound_tree("\n".join(lines))
    assert [problem.kind for problem in tree.problems] == ["template"]
    assert data(tree.documents[0].root) == [("a", "b"), ("a", "c")] * 3


def test_a_list_that_lacks_its_key_is_one_problem() -> None:
    text = "spec:\n  version: v1\n  - name: a\n    value: b\n  # more\n  - name: c\nscopes: [d]\n"
    tree = sound_tree(text)
    assert [problem.span.of(text) for problem in tree.problems] == ["- name: a"]
    assert data(tree.documents[0].root) == [("spec", [("version", "v1")]), ("scopes", ["d"])]


def test_two_mistakes_are_two_problems_in_their_order() -> None:
    text = "a: @b\nc: d\ne: 'f\ng: h\n"
    tree = sound_tree(text)
    assert [problem.span.of(text) for problem in tree.problems] == ["@b", "'f"]
    assert data(tree.documents[0].root) == [("a", "@b"), ("c", "d"), ("e", "f"), ("g", "h")]


@pytest.mark.parametrize("break_", ["\r\n", "\r"])
@pytest.mark.parametrize("typed", ["    - na", "    - name: @x", "    na", "\t- name: x"])
def test_line_breaks_of_all_kinds_are_recovered_alike(typed: str, break_: str) -> None:
    text = RESOURCE.replace("¦", typed + "\n")
    expected = sound_tree(text)
    tree = sound_tree(text.replace("\n", break_))
    assert data(tree.documents[0].root) == data(expected.documents[0].root)
    assert [problem.kind for problem in tree.problems] == [
        problem.kind for problem in expected.problems
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_text_cut_off_anywhere_keeps_what_stands_before(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = _scalars(text)
    for offset in range(len(text)):
        tree = sound_tree(text[:offset])
        line = text.rfind("\n", 0, offset) + 1
        before = [scalar for scalar in whole if scalar[1] <= line]
        kept = {scalar for scalar in _scalars(text[:offset]) if scalar[1] <= line}
        assert [scalar for scalar in before if scalar not in kept] == [], text[:offset]
        assert len(tree.problems) <= 1, text[:offset]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_sign_put_in_anywhere_breaks_no_more_than_its_neighbourhood(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    chance = random.Random(path.stem)
    for _ in range(150):
        offset = chance.randint(0, len(text))
        sign = chance.choice("{}[]:,-#&*!|>'\"%@`\t ~=<\u2028\ud800")
        broken = text[:offset] + sign + text[offset:]
        sound_tree(broken)
    for _ in range(150):
        offset = chance.randint(0, len(text))
        sound_tree(text[:offset] + text[offset + chance.randint(1, 6) :])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_both_parsers_understand_broken_texts_alike(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = path.read_text(encoding="utf-8")
    chance = random.Random(path.stem)
    texts = []
    for _ in range(60):
        offset = chance.randint(0, len(text))
        texts.append(text[:offset] + chance.choice("{}[]:,'\"%@") + text[offset:])
    with_c = [_meaning(broken) for broken in texts]
    monkeypatch.setattr(events, "CParser", None)
    for broken, expected in zip(texts, with_c, strict=True):
        assert _meaning(broken) == expected, broken


def _meaning(text: str) -> tuple[Any, bool]:
    tree = parse(text)
    return [data(document.root) for document in tree.documents], bool(tree.problems)


def _scalars(text: str) -> list[tuple[int, int, str]]:
    return [
        (node.span.start, node.span.end, node.text)
        for document in parse(text).documents
        for node in walk(document.root)
        if isinstance(node, Scalar)
    ]
