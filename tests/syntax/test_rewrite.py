"""Edits by node: what they name changes, all else stays as it was written."""

from __future__ import annotations

import copy
import json
from itertools import combinations
from typing import Any

import pytest
from tree_data import (
    at,
    data,
    data_of,
    entry_at,
    mapping_at,
    root_of,
    scalar_at,
    sequence_at,
)

from daprls.syntax.rewrite import (
    Draft,
    append_item,
    insert_entry,
    insert_item,
    is_plain,
    move_entry,
    quote,
    remove_entries,
    remove_entry,
    remove_item,
    remove_items,
    rename_key,
    replace_entry,
    replace_item,
    replace_scalar,
    set_value,
)
from daprls.syntax.tree import Mapping, Node, Sequence, Style, walk
from daprls.text import TextEdit, apply

P = "component.yaml"

BLOCK = """\
# head
componentType: state.redis  # which
version: v1
metadata:
  # all of them
  - name: redisHost  # first
    value: "localhost:6379"

  - name: redisPassword
    # from the store
    secretRef: redis-password
  - value: b
    name: a
secrets:
- name: redis-password
  value: |
    one
      two

- name: other
  value: >+
    kept

scopes: [shop, "cart", {a: b, c: [d]}]  # who
empty:
"""

SAMPLES = {
    "block": BLOCK,
    "block, CRLF": BLOCK.replace("\n", "\r\n"),
    "block, CR": BLOCK.replace("\n", "\r"),
    "block, BOM": "\ufeff" + BLOCK.removeprefix("# head\n"),
    "no final newline": BLOCK.removesuffix("empty:\n").rstrip("\n"),
    "document marker": "---\n" + BLOCK + "...\n",
    "nested dashes": "- - a\n  - b: c\n    d: e\n  -\n- - - f\n-\n- g: h\n  i: j\n",
    "wide dashes": "a:\n    -   b: c\n        d: e\n    -   f\n",
    "json": '{"a": [1, {"b": "c", "d": null}, []], "e": {"f": "g"},\n "h": "i"}\n',
    "flow lines": "a: [\n  b,  # one\n  {c: d, e},\n  f: g,  # two\n  h  # three\n]\ni: {j: k, }\n",
    "quoted keys": "\"a\": 'b'\n'c':\n  \"d\": e\n? f\n: g\n",
    "anchors apart": "a: &x b\nc: !!str d\ne:\n  - &y f\n  - &z {g: h}\n  - !t i\nj: &k\n  l: m\n",
    "empty values": "a:\nb:\n  c:\n  d:\ne:\n  -\n  -\n",
}


def edited(text: str, edit: TextEdit | tuple[TextEdit, ...] | None) -> str:
    assert edit is not None
    return apply(text, edit if isinstance(edit, tuple) else (edit,))


def places(root: Node) -> list[tuple[str | int, ...]]:
    """What leads to each entry (by its number) and to each item."""
    found: list[tuple[str | int, ...]] = []

    def visit(node: Node, way: tuple[str | int, ...]) -> None:
        if isinstance(node, Mapping):
            parts = [entry.value for entry in node.entries]
        elif isinstance(node, Sequence):
            parts = list(node.items)
        else:
            return
        for index, part in enumerate(parts):
            found.append((*way, index))
            visit(part, (*way, index))

    visit(root, ())
    return found


def collections(root: Node) -> list[Mapping | Sequence]:
    return [node for node in walk(root) if isinstance(node, Mapping | Sequence)]


def parts(node: Mapping | Sequence) -> tuple[Any, ...]:
    return node.entries if isinstance(node, Mapping) else node.items


def node_at(root: Node, way: tuple[str | int, ...]) -> Node:
    for step in way:
        index = int(step)
        if isinstance(root, Mapping):
            root = root.entries[index].value
        else:
            assert isinstance(root, Sequence)
            root = root.items[index]
    return root


def without(value: Any, way: tuple[str | int, ...], *, empty: Any) -> Any:
    """`value` after the part at `way` is taken out of it."""
    value = copy.deepcopy(value)
    holder: Any = None
    parent = value
    for step in way[:-1]:
        holder, key = parent, int(step)
        parent = parent[key][1] if isinstance(parent[key], tuple) else parent[key]
    del parent[int(way[-1])]
    if not parent:
        if holder is None:
            return empty
        part = holder[key]
        holder[key] = (part[0], empty) if isinstance(part, tuple) else empty
    return value


def own_comments(text: str) -> list[str]:
    """The comments on lines of their own."""
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def removal(text: str, way: tuple[str | int, ...], *, prune: bool) -> TextEdit | None:
    root = root_of(text)
    holder = node_at(root, way[:-1])
    index = int(way[-1])
    if isinstance(holder, Mapping):
        return remove_entry(P, text, root, holder, holder.entries[index], prune=prune)
    assert isinstance(holder, Sequence)
    return remove_item(P, text, root, holder, holder.items[index], prune=prune)


CASES = [
    pytest.param(text, way, id=f"{name} {way}")
    for name, text in SAMPLES.items()
    for way in places(root_of(text))
]


@pytest.mark.parametrize(("text", "way"), CASES)
def test_a_removed_part_is_gone_and_all_others_stay(text: str, way: tuple[str | int, ...]) -> None:
    holder = node_at(root_of(text), way[:-1])
    flow = isinstance(holder, Mapping | Sequence) and holder.flow
    result = edited(text, removal(text, way, prune=False))
    if flow and not holder.span.of(text).startswith(("[", "{")):
        # `[a: b]` has no brackets that could stay: the pair goes with its item.
        way, flow = way[:-1], True
    assert data_of(result) == without(data_of(text), way, empty=[] if flow else None)


@pytest.mark.parametrize(("text", "way"), CASES)
def test_pruning_leaves_nothing_empty(text: str, way: tuple[str | int, ...]) -> None:
    result = edited(text, removal(text, way, prune=True))
    expected = data_of(text)
    while True:
        parent = node_at(root_of(text), way[:-1])
        assert isinstance(parent, Mapping | Sequence)
        count = len(parent.entries if isinstance(parent, Mapping) else parent.items)
        if count > 1 or len(way) == 1:
            break
        way = way[:-1]
    assert data_of(result) == without(expected, way, empty=None)


@pytest.mark.parametrize(("text", "way"), CASES)
def test_a_removal_keeps_every_line_it_does_not_touch(
    text: str, way: tuple[str | int, ...]
) -> None:
    edit = removal(text, way, prune=False)
    assert edit is not None
    result = edited(text, edit)
    assert result == text[: edit.span.start] + text[edit.span.end :]
    holder, index = node_at(root_of(text), way[:-1]), int(way[-1])
    if isinstance(holder, Mapping):
        span = holder.entries[index].span
    else:
        span = node_at(holder, way[-1:]).span
    gone = own_comments(span.of(text))
    assert own_comments(result) == [each for each in own_comments(text) if each not in gone]
    assert result.startswith("\ufeff") == text.startswith("\ufeff")


def test_the_dash_moves_to_the_next_entry_when_the_first_goes() -> None:
    root = root_of(BLOCK)
    item = mapping_at(root, "metadata", 0)
    result = edited(BLOCK, remove_entry(P, BLOCK, root, item, item.entries[0]))
    assert '  # all of them\n  - value: "localhost:6379"\n\n  - name: redisPassword' in result


def test_a_comment_between_the_first_entry_and_the_next_stays() -> None:
    root = root_of(BLOCK)
    item = mapping_at(root, "metadata", 1)
    result = edited(BLOCK, remove_entry(P, BLOCK, root, item, item.entries[0]))
    assert "  -\n    # from the store\n    secretRef: redis-password\n" in result
    assert data(at(root_of(result), "metadata", 1)) == [("secretRef", "redis-password")]


def test_a_comment_at_the_end_of_a_removed_line_goes_and_one_above_stays() -> None:
    root = root_of(BLOCK)
    metadata = sequence_at(root, "metadata")
    result = edited(BLOCK, remove_item(P, BLOCK, root, metadata, metadata.items[0]))
    assert "# first" not in result
    assert "  # all of them\n\n  - name: redisPassword\n" in result


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b\nc: *x\n",
        "a: &x\n  b: c\nd: [*x]\n",
        "- &x {a: b}\n- <<: *x\n",
    ],
)
def test_an_anchor_that_is_needed_elsewhere_is_not_removed(text: str) -> None:
    assert removal(text, (0,), prune=False) is None
    assert removal(text, (1,), prune=False) is not None


ITEM: Draft = {"name": "added", "value": "'5'"}
ITEM_DATA = [("name", "added"), ("value", "5")]
SEQUENCES = [
    pytest.param(text, index, number, id=f"{name} list {number} at {index}")
    for name, text in SAMPLES.items()
    for number, node in enumerate(n for n in walk(root_of(text)) if isinstance(n, Sequence))
    for index in range(len(node.items) + 1)
]


@pytest.mark.parametrize(("text", "index", "number"), SEQUENCES)
def test_an_inserted_item_stands_where_it_should(text: str, index: int, number: int) -> None:
    sequence = [node for node in walk(root_of(text)) if isinstance(node, Sequence)][number]
    expected = data(sequence)
    expected.insert(index, ITEM_DATA)
    result = edited(text, insert_item(P, text, sequence, index, ITEM))
    assert "\r" not in result.replace("\r\n", "") or "\r" in text.replace("\r\n", "")
    assert result.count("\n") == result.count("\r\n") or "\r\n" not in text
    data_of(result)
    found = [node for node in walk(root_of(result)) if isinstance(node, Sequence)]
    assert expected in [data(node) for node in found]
    assert len(data_of(result)) == len(data_of(text)) + (number == 0 and text.startswith("- "))


COLLECTIONS = [
    pytest.param(text, number, gone, id=f"{name} collection {number} without {gone}")
    for name, text in SAMPLES.items()
    for number, node in enumerate(collections(root_of(text)))
    for gone in combinations(range(len(parts(node))), 2)
]


@pytest.mark.parametrize(("text", "number", "gone"), COLLECTIONS)
def test_several_parts_go_by_edits_that_do_not_overlap(
    text: str, number: int, gone: tuple[int, int]
) -> None:
    root = root_of(text)
    node = collections(root)[number]
    rest = [part for index, part in enumerate(data(node)) if index not in gone]
    if isinstance(node, Mapping):
        edits = remove_entries(P, text, root, node, [node.entries[index] for index in gone])
    else:
        edits = remove_items(P, text, root, node, [node.items[index] for index in gone])
    result = edited(text, edits)
    assert rest in [data(each) for each in collections(root_of(result))] or not rest
    data_of(result)


def test_neighbours_between_brackets_go_with_one_comma() -> None:
    text = '{"a": 1, "b": [1, 2, 3], "c": 3}\n'
    root = root_of(text)
    assert isinstance(root, Mapping)
    held = sequence_at(root, "b")
    assert edited(text, remove_entries(P, text, root, root, root.entries[1:])) == '{"a": 1}\n'
    assert edited(text, remove_entries(P, text, root, root, root.entries[:2])) == '{"c": 3}\n'
    assert edited(text, remove_items(P, text, root, held, held.items[1:])) == (
        '{"a": 1, "b": [1], "c": 3}\n'
    )


@pytest.mark.parametrize(("text", "index", "number"), SEQUENCES)
def test_items_take_the_place_of_another(text: str, index: int, number: int) -> None:
    root = root_of(text)
    sequence = [node for node in walk(root) if isinstance(node, Sequence)][number]
    if index == len(sequence.items):
        return
    expected = data(sequence)
    expected[index : index + 1] = [ITEM_DATA, "other"]
    edit = replace_item(P, text, root, sequence, sequence.items[index], [ITEM, "other"])
    result = edited(text, edit)
    data_of(result)
    assert expected in [data(node) for node in collections(root_of(result))]


MAPPINGS = [
    pytest.param(text, index, number, id=f"{name} map {number} at {index}")
    for name, text in SAMPLES.items()
    for number, node in enumerate(n for n in walk(root_of(text)) if isinstance(n, Mapping))
    for index in range(len(node.entries) + 1)
]


@pytest.mark.parametrize(("text", "index", "number"), MAPPINGS)
def test_an_inserted_entry_stands_where_it_should(text: str, index: int, number: int) -> None:
    mapping = [node for node in walk(root_of(text)) if isinstance(node, Mapping)][number]
    expected = data(mapping)
    expected.insert(index, ("added", [ITEM_DATA]))
    if index < len(mapping.entries):
        edit = insert_entry(P, text, mapping, "added", [ITEM], before=mapping.entries[index])
    else:
        edit = insert_entry(P, text, mapping, "added", [ITEM], after=mapping.entries[-1])
        assert edit == insert_entry(P, text, mapping, "added", [ITEM])
    result = edited(text, edit)
    data_of(result)
    found = [node for node in walk(root_of(result)) if isinstance(node, Mapping)]
    assert expected in [data(node) for node in found]


@pytest.mark.parametrize(("text", "index", "number"), MAPPINGS)
def test_an_entry_takes_the_place_of_another(text: str, index: int, number: int) -> None:
    root = root_of(text)
    mapping = [node for node in walk(root) if isinstance(node, Mapping)][number]
    if index == len(mapping.entries):
        return
    expected = data(mapping)
    expected[index] = ("value", "a, b")
    edit = replace_entry(P, text, root, mapping, mapping.entries[index], "value", '"a, b"')
    result = edited(text, edit)
    data_of(result)
    assert expected in [data(node) for node in collections(root_of(result))]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a:\n  b: c  # d\n  e: f\n", "a:\n  x: 'y'  # d\n  e: f\n"),
        ("a:\n  b:  # d\n    c: g\n  e: f\n", "a:\n  x: 'y'  # d\n  e: f\n"),
        ("a: {b: {c: g}, e: f}\n", "a: {x: 'y', e: f}\n"),
        ("a:\n  b:\n  e: f\n", "a:\n  x: 'y'\n  e: f\n"),
        ("a:\n  &n b: &m c\n  e: f\n", "a:\n  x: 'y'\n  e: f\n"),
        ('{"a": {"b": [1], "e": 2}}\n', '{"a": {"x": \'y\', "e": 2}}\n'),
    ],
)
def test_a_comment_beside_a_replaced_entry_stays(text: str, result: str) -> None:
    root = root_of(text)
    mapping = mapping_at(root, "a")
    assert edited(text, replace_entry(P, text, root, mapping, mapping.entries[0], "x", "'y'")) == (
        result
    )


def test_what_joins_json_is_json() -> None:
    text = '{"a": [{"b": "c"}], "d": {"e": 1}}\n'
    root = root_of(text)
    assert isinstance(root, Mapping)
    draft: Draft = {"name": "x", "n": "5", "list": ["y", "true"]}
    edits = (
        append_item(P, text, sequence_at(root, "a"), draft),
        insert_entry(P, text, mapping_at(root, "d"), "f", draft),
    )
    added = {"name": "x", "n": 5, "list": ["y", True]}
    assert json.loads(edited(text, edits)) == {
        "a": [{"b": "c"}, added],
        "d": {"e": 1, "f": added},
    }


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("plain", "plain"),
        ("'quoted'", "quoted"),
        ({"a": "b", "c": {"d": "e"}}, [("a", "b"), ("c", [("d", "e")])]),
        (["a", {"b": "c", "d": ["e"]}, ["f", "g"]], ["a", [("b", "c"), ("d", ["e"])], ["f", "g"]]),
        ([], []),
        ({}, []),
    ],
)
@pytest.mark.parametrize(("text", "index", "number"), MAPPINGS)
def test_a_new_value_takes_the_old_ones_place(
    text: str, index: int, number: int, draft: Draft, expected: Any
) -> None:
    mapping = [node for node in walk(root_of(text)) if isinstance(node, Mapping)][number]
    if index == len(mapping.entries):
        return
    whole = data(mapping)
    whole[index] = (whole[index][0], expected)
    result = edited(text, set_value(P, text, mapping, mapping.entries[index], draft))
    data_of(result)
    assert whole in [data(node) for node in walk(root_of(result)) if isinstance(node, Mapping)]


def test_a_comment_beside_a_key_outlives_its_value() -> None:
    text = "a: b  # why\nc:  # these\n  - d\ne:  # none\n"
    root = root_of(text)
    assert isinstance(root, Mapping)
    first, second, third = root.entries
    result = edited(
        text,
        (
            set_value(P, text, root, first, ["x"]),
            set_value(P, text, root, second, "y"),
            set_value(P, text, root, third, {"z": "1"}),
        ),
    )
    assert result == "a:  # why\n  - x\nc: y  # these\ne:  # none\n  z: 1\n"


@pytest.mark.parametrize(
    ("text", "new", "result"),
    [
        ("a: b # c\n", "d", "a: d # c\n"),
        ("a: 'b'\n", "d", "a: 'd'\n"),
        ('a: "b"\n', "d", 'a: "d"\n'),
        ('a: "b"\n', 'say "x"\\', 'a: "say \\"x\\"\\\\"\n'),
        ("a: 'b'\n", "it's", "a: 'it''s'\n"),
        ("a: 'b'\n", "two\nlines", 'a: "two\\nlines"\n'),
        ("a: b\n", "yes", 'a: "yes"\n'),
        ("a: b\n", "0012", 'a: "0012"\n'),
        ("a: b\n", "", 'a: ""\n'),
        ("a: b\n", "@every 5m", 'a: "@every 5m"\n'),
        ("a: b\n", 'x: "y"', "a: 'x: \"y\"'\n"),
        ("a: &x b\n", "c", "a: &x c\n"),
        ("a: &x\n", "c", "a: &x c\n"),
        ("a: |\n  b\nc: d\n", "e", "a: e\nc: d\n"),
        ("a: [b, c]\n", "d, e", None),
        ("a: [b, {c: d}]\n", "x]y", None),
    ],
)
def test_a_scalar_keeps_its_quotes_when_its_text_changes(
    text: str, new: str, result: str | None
) -> None:
    value = at(root_of(text), "a")
    scalar = scalar_at(root_of(text), "a", 0) if isinstance(value, Sequence) else scalar_at(value)
    after = edited(text, replace_scalar(P, scalar, new))
    if result is not None:
        assert after == result
    found = at(root_of(after), "a")
    assert data(at(found, 0) if isinstance(found, Sequence) else found) == new
    data_of(after)


def test_a_key_is_renamed_in_its_own_quotes() -> None:
    text = "'secretref': x # y\n"
    assert edited(text, rename_key(P, entry_at(root_of(text), "secretref"), "secretRef")) == (
        "'secretRef': x # y\n"
    )


TEXTS = [
    *(
        "",
        " ",
        "a",
        "a b",
        " a",
        "a ",
        "true",
        "Yes",
        "null",
        "~",
        "1",
        "1.5",
        "1e3",
        "0x1",
        "12:30",
    ),
    *("2024-01-01", "2024-1-1", "v1", "1.2.3", "a: b", "a:", "a #b", "a#b", "#a", "- a", "-a", "-"),
    *("?", "? a", "?a", ":", ":a", "[a", "a]", "{a", "a,b", "&a", "*a", "!a", "|", ">", "%a", "@a"),
    *(
        "`a",
        "'a",
        '"a',
        "it's",
        'say "x"',
        "a\\b",
        "a\nb",
        "a\tb",
        "\ta",
        "a\r",
        "\0",
        "\x07",
        "\x85",
    ),
    *(
        "\u2028",
        "\ufeff",
        "é",
        "\U0001f600",
        "---",
        "--- a",
        "...",
        "=",
        "<<",
        "<<a",
        "http://x:80",
    ),
    *(
        "${X}",
        "#{X}#",
        "{{ x }}",
        "localhost:6379",
        "y",
        "n",
        "\\",
        "a:b",
        "-1",
        "+1",
        ".5",
        "-.inf",
    ),
]


@pytest.mark.parametrize("style", [None, *Style])
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_quoted_is_read_back(text: str, style: Style | None) -> None:
    source = quote(text, style=style)
    assert "\n" not in source
    for around in ("v: \\\n", "v: [\\]\n", "{v: \\}\n", "- v: \\  # c\n"):
        root = root_of(around.replace("\\", source))
        node = at(root, 0, "v") if isinstance(root, Sequence) else at(root, "v")
        assert data(at(node, 0) if isinstance(node, Sequence) else node) == text


@pytest.mark.parametrize("text", TEXTS)
def test_pyyaml_reads_back_what_is_quoted(text: str) -> None:
    yaml = pytest.importorskip("yaml")
    assert yaml.safe_load(f"v: {quote(text)}\n") == {"v": text}
    assert yaml.safe_load(f"[{quote(text)}]\n") == [text]
    assert yaml.safe_load(f"v: {quote(text, flow=False)}\n") == {"v": text}


def test_plain_is_kept_where_it_can_be() -> None:
    plain = ["localhost:6379", "http://x/y?z=1", "a b", "v1", "1.2.3", "it's", "a#b", "-x", "é"]
    assert [quote(text) for text in plain] == plain
    assert is_plain("a,b", flow=False)
    assert not is_plain("a,b")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_entry_moves_with_its_lines_and_comments(newline: str) -> None:
    text = (
        "spec:\n  type: x\n  scopes:  # who\n    - a\n    # b is gone\n    - c\n"
        "  version: v1\nlast: y\n"
    ).replace("\n", newline)
    root = root_of(text)
    assert isinstance(root, Mapping)
    spec = mapping_at(root, "spec")
    result = edited(text, move_entry(P, text, root, spec, entry_at(spec, "scopes"), root))
    assert result == (
        "spec:\n  type: x\n  version: v1\nlast: y\nscopes:  # who\n  - a\n  # b is gone\n  - c\n"
    ).replace("\n", newline)


@pytest.mark.parametrize("end", ["\n", ""])
def test_an_entry_moves_out_of_the_last_one(end: str) -> None:
    text = "spec:\n  type: x\n  auth:\n    secretStore: y" + end
    root = root_of(text)
    assert isinstance(root, Mapping)
    spec = mapping_at(root, "spec")
    result = edited(text, move_entry(P, text, root, spec, entry_at(spec, "auth"), root))
    assert result == "spec:\n  type: x\nauth:\n  secretStore: y" + end


def test_an_entry_moves_deeper_and_keeps_its_block_scalar() -> None:
    text = "a:\n  b: c\nd: |\n  one\n    two\n\n  three\ne: f\n"
    root = root_of(text)
    assert isinstance(root, Mapping)
    edits = move_entry(P, text, root, root, entry_at(root, "d"), mapping_at(root, "a"))
    result = edited(text, edits)
    assert result == "a:\n  b: c\n  d: |\n    one\n      two\n\n    three\ne: f\n"


def test_an_entry_cannot_move_into_brackets_or_into_itself() -> None:
    text = "a: {b: c}\nd:\n  e: f\n"
    root = root_of(text)
    assert isinstance(root, Mapping)
    assert move_entry(P, text, root, root, entry_at(root, "d"), mapping_at(root, "a")) is None
    assert move_entry(P, text, root, root, entry_at(root, "d"), mapping_at(root, "d")) is None


def test_an_item_is_appended_in_the_style_of_the_list() -> None:
    text = "scopes:\n- a  # one\nother: [x]\n"
    root = root_of(text)
    result = edited(text, append_item(P, text, sequence_at(root, "scopes"), "b"))
    assert result == "scopes:\n- a  # one\n- b\nother: [x]\n"
    result = edited(text, append_item(P, text, sequence_at(root, "other"), ITEM))
    assert result == "scopes:\n- a  # one\nother: [x, {name: added, value: '5'}]\n"


def test_a_node_of_another_tree_is_refused() -> None:
    text = "a: b\n"
    root = root_of(text)
    assert isinstance(root, Mapping)
    with pytest.raises(ValueError, match="not part"):
        remove_entry(P, text, root, root, entry_at(root_of(text), "a"))
