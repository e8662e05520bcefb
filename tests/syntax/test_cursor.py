"""Where a caret stands: `|` marks it in the texts."""

from __future__ import annotations

import pytest

from daprls.syntax.cursor import Cursor, Place, locate
from daprls.syntax.parser import parse
from daprls.syntax.tree import Mapping, Scalar, Sequence

HEAD = "componentType: state.redis\nmetadata:\n"


def at(marked: str) -> tuple[Cursor, str]:
    offset = marked.index("¦")
    text = marked[:offset] + marked[offset + 1 :]
    return locate(parse(text), offset), text


@pytest.mark.parametrize(
    ("marked", "key_path", "word", "prefix"),
    [
        ("na¦me: x", (), "name", "na"),
        ("¦name: x", (), "name", ""),
        ("name¦: x", (), "name", "name"),
        ("name¦ : x", (), "name", "name"),
        ('"na¦me": x', (), '"name"', "na"),
        ("a: b\n¦", (), "", ""),
        ("a: b\n¦\nc: d", (), "", ""),
        ("a: b\r\n¦\r\nc: d", (), "", ""),
        ("a: b\nver¦", (), "ver", "ver"),
        ("a: b\nv¦er\nc: d", (), "ver", "v"),
        ("a: b\nver¦ # why\nc: d", (), "ver", "ver"),
        ("spec:\n  a: b\n  ¦", ("spec",), "", ""),
        ("spec:\n  a: b\n ¦", (), "", ""),
        ("spec:\n  a: b\n¦", (), "", ""),
        ("spec:\n  a: b\n  ty¦\nmore: x", ("spec",), "ty", "ty"),
        ("spec:\n  ty¦\n  version: v1", ("spec",), "ty", "ty"),
        (HEAD + "- name: a\n  ¦", ("metadata", 0), "", ""),
        (HEAD + "- name: a\n  v¦", ("metadata", 0), "v", "v"),
        (HEAD + "- name: a\n  v¦\n- name: b", ("metadata", 0), "v", "v"),
        (HEAD + "- name: a\n- n¦\n  value: b", ("metadata", 1), "n", "n"),
        (HEAD + "  - name: a\n    ¦\n  - name: b", ("metadata", 0), "", ""),
        (HEAD + "  - name: a\n   ¦", ("metadata", 0), "", ""),
        (HEAD + "  - name: a\n    v¦\n  - name: b", ("metadata", 0), "v", "v"),
        (HEAD + "  - name: a\n    ref:\n      key: x\n      ¦", ("metadata", 0, "ref"), "", ""),
        (HEAD + "  - name: a\n    ref:\n    ¦", ("metadata", 0), "", ""),
        (HEAD + "  - name: a\n   - na¦me: b\n  - name: c", ("metadata", 1), "name", "na"),
        ("a: [{¦}]", ("a", 0), "", ""),
        ("a: [{name: x, ¦}]", ("a", 0), "", ""),
        ("a: [{name: x, v¦}]", ("a", 0), "v", "v"),
        ("a: [{name: x, v¦\nb: c", ("a", 0), "v", "v"),
        ("a: {b: {¦\nb: c", ("a", "b"), "", ""),
        ("{¦}", (), "", ""),
        ('{"a": 1, "b¦": 2}', (), '"b"', "b"),
        ("\tna¦me: x", (), "name", "na"),
    ],
)
def test_a_key_belongs_to_the_mapping_of_its_column(
    marked: str, key_path: tuple[str | int, ...], word: str, prefix: str
) -> None:
    cursor, text = at(marked)
    assert cursor.place is Place.KEY
    assert cursor.key_path == key_path
    assert cursor.parent_keys == key_path
    assert (cursor.word.of(text), cursor.prefix) == (word, prefix)


@pytest.mark.parametrize(
    ("marked", "path", "word", "prefix"),
    [
        ("a: ¦", ("a",), "", ""),
        ("a: ¦\nb: c", ("a",), "", ""),
        ("a:   ¦   \nb: c", ("a",), "", ""),
        ("a: ¦ # comment", ("a",), "", ""),
        ("a: ¦b", ("a",), "b", ""),
        ("a:  ¦ b", ("a",), "", ""),
        ("a: b¦c # x", ("a",), "bc", "b"),
        ("a: 'b¦c'", ("a",), "'bc'", "b"),
        ('a: "b¦', ("a",), '"b', "b"),
        ('a: "b¦\nc: "d"', ("a",), '"b', "b"),
        ("a: @ev¦ery 5m", ("a",), "@every 5m", "@ev"),
        ("a: x: y¦", ("a",), "x: y", "x: y"),
        ("a: *x¦", ("a",), "*x", "*x"),
        ("a: &anchor b¦", ("a",), "b", "b"),
        ("a: |\n  b¦\n", ("a",), "", ""),
        ("a: |\n  b\n  ¦\n", ("a",), "", ""),
        ("a: |\n  b # no¦\n", ("a",), "", ""),
        (HEAD + "- name: ¦", ("metadata", 0, "name"), "", ""),
        (HEAD + "- name: ¦\n  value: b", ("metadata", 0, "name"), "", ""),
        (HEAD + "- name: re¦dis\n  value: b", ("metadata", 0, "name"), "redis", "re"),
        (HEAD + "  - name: a\n   - name: b¦\n", ("metadata", 1, "name"), "b", "b"),
        ("a: [{name: ¦}]", ("a", 0, "name"), "", ""),
        ("a: [{name: x¦, b: c}]", ("a", 0, "name"), "x", "x"),
        ("a: [x: ¦]", ("a", 0, "x"), "", ""),
        ("a: [y, {name: x, value: z¦\nb: c", ("a", 1, "value"), "z", "z"),
        ("a: [{name: ¦\nb: c", ("a", 0, "name"), "", ""),
    ],
)
def test_a_value_is_known_by_the_keys_that_lead_to_it(
    marked: str, path: tuple[str | int, ...], word: str, prefix: str
) -> None:
    cursor, text = at(marked)
    assert cursor.place is Place.VALUE
    assert cursor.path_keys == path
    assert cursor.key_path is None
    assert (cursor.word.of(text), cursor.prefix) == (word, prefix)


@pytest.mark.parametrize(
    ("marked", "path", "word"),
    [
        ("¦", (), ""),
        ("api¦", (), "api"),
        ("a: b\n---\n¦", (), ""),
        ("# comment\n¦", (), ""),
        ("scopes:\n- ¦", ("scopes", 0), ""),
        ("scopes:\n- a\n- ¦\n- b", ("scopes", 1), ""),
        ("scopes:\n  - a\n  -  ¦\n", ("scopes", 1), ""),
        ("scopes:\n- a\n- sh¦op", ("scopes", 1), "shop"),
        (HEAD + "- na¦", ("metadata", 0), "na"),
        (HEAD + "- name: a\n  ref:\n    ¦", ("metadata", 0, "ref"), ""),
        (HEAD + "- name: a\n  ref:\n    na¦", ("metadata", 0, "ref"), "na"),
        ("spec:\n  ¦", ("spec",), ""),
        ("spec:\n  ¦\nmore: x", ("spec",), ""),
        ("a: [¦]", ("a", 0), ""),
        ("a: [x, ¦]", ("a", 1), ""),
        ("a: [x, y¦]", ("a", 1), "y"),
        ("a: [x, y¦\nb: c", ("a", 1), "y"),
    ],
)
def test_where_a_node_begins_both_a_scalar_and_a_key_may_be_typed(
    marked: str, path: tuple[str | int, ...], word: str
) -> None:
    cursor, text = at(marked)
    assert cursor.place is Place.START
    assert cursor.path_keys == path
    assert cursor.key_path == path
    assert cursor.word.of(text) == word


@pytest.mark.parametrize(
    "marked",
    [
        HEAD + "  - name: a\n  ¦",
        HEAD + "  - name: a\n  ¦\n  - name: b",
        HEAD + "  ¦\n  - name: b",
        HEAD + "  na¦\n  - name: b",
        "metadata:\n  - a\n    ¦\n",
    ],
)
def test_at_the_column_of_dashes_only_an_item_can_begin(marked: str) -> None:
    cursor, _ = at(marked)
    assert cursor.place is Place.ITEM
    assert cursor.parent_keys == ("metadata",)
    assert cursor.key_path is None
    assert isinstance(cursor.sequence, Sequence)


def test_below_dashes_at_their_keys_column_an_item_or_a_key_can_begin() -> None:
    cursor, _ = at(HEAD + "- name: a\n¦\n- name: b\n")
    assert cursor.place is Place.KEY
    assert cursor.key_path == ()
    assert isinstance(cursor.sequence, Sequence)
    assert len(cursor.sequence.items) == 2


@pytest.mark.parametrize(
    "marked",
    ["a: b # com¦ment", "# ¦", "a: b\n  #¦\n", "a:\n  - b # x¦\n", "val # x¦\na: b", "#¦"],
)
def test_a_comment_is_told_from_text(marked: str) -> None:
    cursor, _ = at(marked)
    assert cursor.in_comment
    assert cursor.place is Place.NOWHERE


@pytest.mark.parametrize("marked", ["a: b#c¦", "a: '# b¦'", "a: |\n  # b¦\n", "a: b ¦# c", "¦# a"])
def test_a_number_sign_within_text_or_behind_the_caret_is_no_comment(marked: str) -> None:
    cursor, _ = at(marked)
    assert not cursor.in_comment


@pytest.mark.parametrize(
    "marked", ["a: b  ¦", "a: [x]¦", "a: [x] ¦", "--¦-\na: b", "a: b\n---¦\n", "vers  ¦\na: b"]
)
def test_after_a_complete_value_nothing_can_be_typed(marked: str) -> None:
    cursor, _ = at(marked)
    assert cursor.place is Place.NOWHERE
    assert cursor.key_path is None


@pytest.mark.parametrize(
    ("marked", "needed"),
    [
        ("a:¦", True),
        ("a: ¦", False),
        ("- a\n-¦", True),
        ("- ¦", False),
        ("a: b:¦", False),
        ("¦", False),
    ],
)
def test_a_blank_is_needed_right_behind_a_colon_or_a_dash(marked: str, needed: bool) -> None:
    cursor, _ = at(marked)
    assert cursor.needs_blank is needed


def test_the_parent_of_a_half_typed_key_holds_its_siblings() -> None:
    cursor, _ = at(HEAD + "- name: a\n  v¦\n  secretRef: b\n- name: c\n")
    assert isinstance(cursor.parent, Mapping)
    assert [entry.key.text for entry in cursor.parent.entries] == ["name", "secretRef"]


def test_an_understood_scalar_is_at_hand_with_its_entry() -> None:
    cursor, _ = at(HEAD + "- name: redis¦Host\n")
    assert isinstance(cursor.node, Scalar)
    assert cursor.node.text == "redisHost"
    assert cursor.entry is not None
    assert cursor.entry.key.text == "name"


def test_a_caret_belongs_to_its_own_document() -> None:
    cursor, _ = at("a: b\n---\nc: ¦d\n---\ne: f\n")
    assert cursor.path_keys == ("c",)
    assert cursor.document.root is not None
    cursor, _ = at("# head\n¦---\na: b\n")
    assert cursor.place is Place.NOWHERE


def test_every_offset_of_a_text_has_a_place() -> None:
    text = (
        HEAD + "  - name: a # c\n    value: [b, {c: d}]\n   - bad\n  - >-\n   x\n...\n---\n{a: [\n"
    )
    tree = parse(text)
    for offset in range(-1, len(text) + 2):
        cursor = locate(tree, offset)
        assert cursor.word.touches(cursor.offset)
        assert cursor.word.of(text).endswith(cursor.prefix) or cursor.prefix in cursor.word.of(text)
