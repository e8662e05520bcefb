"""Bicep, Terraform and JSON: any text is understood as far as possible, and nothing raises."""

from __future__ import annotations

import random
import time

import pytest

from daprls.syntax.bicep import declarations
from daprls.syntax.code import BICEP, EXPRESSION, TERRAFORM, tokens
from daprls.syntax.json_tree import parse_json, values_in
from daprls.syntax.terraform import blocks
from daprls.syntax.tree import Mapping, Scalar, Sequence, walk

BICEP_TEXT = """\
@description('a ${'b'} { \\'c')
param name string = 'x'
var list = [ 'a', 'b' ] /* { */
#disable-next-line no-unused
resource a 'T@1' = if (x == 'y') {
  name: '${name}-${uniqueString('z')}' // }
  'quoted key': cond
    ? 'yes'
    : 'no'
  nested: { deep: [ { k: 'v' } ] }
  text: '''
  resource no 'x' = {
  '''
}
"""
TERRAFORM_TEXT = """\
# }
resource "a" "b" {
  name = "x-${var.y["z"]}-%{ if a }b%{ endif }"
  tags = { key = "v", "quoted" : 1 }
  many = [
    "one", two,
  ]
  text = <<-EOT
    resource "no" "no" {
  EOT
  inner { k = "v" }
}
"""
JSON_TEXT = '{"a": [1, {"b": "c\\u00e9"}, null], /* x */ "d": true, // y\n "e": {},}'


def test_bicep_is_understood() -> None:
    found = {each.symbol: each for each in declarations(BICEP_TEXT)}
    assert list(found) == ["name", "list", "a"]
    body = found["a"].value
    assert isinstance(body, Mapping)
    assert [entry.key.text for entry in body.entries] == ["name", "quoted key", "nested", "text"]
    name, chosen = body.get("name"), body.get("quoted key")
    assert isinstance(name, Scalar)
    assert name.tag == EXPRESSION
    assert isinstance(chosen, Scalar)
    assert chosen.raw.replace("\n", " ").split() == ["cond", "?", "'yes'", ":", "'no'"]
    values = found["list"].value
    assert isinstance(values, Sequence)
    assert [item.text for item in values.items if isinstance(item, Scalar)] == ["a", "b"]


def test_terraform_is_understood() -> None:
    (block,) = blocks(TERRAFORM_TEXT)
    assert (block.kind, block.labels) == ("resource", ("a", "b"))
    keys = [entry.key.text for entry in block.attributes.entries]
    assert keys == ["name", "tags", "many", "text"]
    assert [inner.kind for inner in block.blocks] == ["inner"]


def test_json_is_understood_with_comments_and_stray_commas() -> None:
    root = parse_json(JSON_TEXT)
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root.entries] == ["a", "d", "e"]
    texts = [node.text for node in walk(root) if isinstance(node, Scalar)]
    assert texts == ["a", "1", "b", "c\u00e9", "null", "d", "true", "e"]


@pytest.mark.parametrize("text", [BICEP_TEXT, TERRAFORM_TEXT, JSON_TEXT])
def test_every_node_stands_where_it_says(text: str) -> None:
    roots = [
        *(each.value for each in declarations(text)),
        *(each.attributes for each in blocks(text)),
        parse_json(text),
    ]
    for node in (node for root in roots for node in walk(root)):
        assert 0 <= node.span.start <= node.span.end <= len(text)
        if isinstance(node, Scalar):
            assert node.span.of(text) == node.raw


def test_nothing_raises_whatever_the_text() -> None:
    chance = random.Random(7)
    signs = ["{", "}", "[", "]", "(", ")", "'", '"', "${", "%{", "\n", ":", "=", ",", "\\", "/*"]
    signs += ["resource", "a", "'T'", "for", "if", " ", "'''", "<<E", "//", "#", "\ud800", "\u2028"]
    for text in (BICEP_TEXT, TERRAFORM_TEXT, JSON_TEXT):
        for _ in range(300):
            at, until = sorted((chance.randrange(len(text)), chance.randrange(len(text))))
            junk = "".join(chance.choices(signs, k=chance.randrange(6)))
            broken = text[:at] + junk + text[until:]
            for language in (BICEP, TERRAFORM):
                tokens(broken, language)
            declarations(broken)
            blocks(broken)
            parse_json(broken)
            values_in(broken)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 5_000,
        "[" * 5_000,
        "a = {" * 5_000,
        "var a = [" * 5_000,
        "'${" * 5_000,
        '"${' * 5_000,
        "resource a 'b' = {\n" * 5_000,
        "/*" * 5_000,
        "'''" * 5_000,
        '"' * 5_000,
        "if (" * 5_000,
        "x = <<E\n" * 3_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    declarations(text)
    blocks(text)
    parse_json(text)
    values_in(text)
    assert time.process_time() - start < 20
