"""Texts and their trees: where things stand, what they say, and that no text is too much."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from soundness import dump, sound_tree
from tree_data import at, data, data_of, mapping_at, root_of, scalar_at, sequence_at

from daprls.syntax import events
from daprls.syntax.parser import parse
from daprls.syntax.tree import Alias, Mapping, Missing, Scalar, Sequence, Style, walk
from daprls.text import Span

COMPONENT = """\
# the shop's orders
componentType: pubsub.azure.servicebus.topics
version: v1
metadata:
- name: namespaceName   # where
  value: "bookshop.servicebus.windows.net"
- name: consumerID
  value:
- name: note
  value: |
    one
      two

scopes: [shop, 'ware house']
"""

WHOLE = [
    "",
    "\n",
    "# nothing but a comment\n",
    "word",
    "key:",
    "-",
    "- \n-\n- - a\n  -\n",
    "---\n",
    "---\na: b\n---\nc: d\n...\n",
    "...\na: b\n",
    "%YAML 1.1\n---\na: 010\n",
    "%TAG !e! tag:example.org,2000:\n---\na: !e!x y\n",
    "\ufeffa: b\n",
    "\ufeff---\na: b\n",
    "a:\r\n  b: c\r\n  d:\r\n  - e\r\n  -\r\n",
    "a: b\rc:\r- d\r",
    "    a: b\n    c:\n      - d\n",
    "a:\tb\nc:\t# why\nd:\t\n",
    "a: b   # c\n\n\n# the end\n",
    "a: 'it''s'\nb: \"\\u00e9 \\\n  x\"\nc: 'one\n  two'\n",
    "a: |\n  x\n\n  y\nb: >-\n  x\n  y\n\nc: |+\n  x\n\n\nd: |2\n    x\n   y\n",
    "a: |\nb: >\n\nc: |  # empty\n",
    "{a: b, c: [d, {e: f}], g: }\n",
    "{}\n",
    "a: []\nb: {}\nc: [ ]\nd: [x, y,]\n",
    "[a: b, {c}, d]\n",
    '{"a": 1, "b":2}\n',
    "a: [http://shop:80, x]\n",
    "a:\n  [\n    b,   # one\n    c\n  ]\n",
    "? a\n: b\n? [c, d]\n: e\n? f\n",
    "a: &x b\nc: *x\n",
    "a: &x\nb: !!str\nc: !!str &y\n  - z\nd: ! e\nf: !<tag:example.org,2000:g> h\n",
    "a: &x {b: c}\nd:\n  <<: *x\n  e: f\n",
    "a: http://shop:80/x?y=z#q\nb: a#b\nc: x:y\n",
    "a: é\U0001f600 x\nb: y\n",
    "a: {{ .Values.x }}\n",
    COMPONENT,
    COMPONENT.replace("\n", "\r\n"),
]
BROKEN = [
    "a: @b\nc: d\n",
    "a:\n- b: c\n - d\ne: f\n",
    "a: 'b\nc: d\n",
    "a: [b\nc: d\n",
    "\ta: b\n",
    "a: *****\n",
    "a: b: c\n",
]

HEAD = "componentType: state.redis\nmetadata:\n"
ITEM = "  - name: redisHost\n    value: cache:6379\n"


def test_the_c_parser_is_installed_and_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import _ruamel_yaml

    assert events.CParser is _ruamel_yaml.CParser
    read: list[str] = []

    def spy(text: str) -> object:
        read.append(text)
        return _ruamel_yaml.CParser(text)

    monkeypatch.setattr(events, "CParser", spy)
    assert data_of("a: b\n") == [("a", "b")]
    assert read == ["a: b\n"]


@pytest.mark.parametrize("text", WHOLE + BROKEN)
def test_both_parsers_give_the_same_tree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_c = dump(parse(text))
    monkeypatch.setattr(events, "CParser", None)
    assert dump(parse(text)) == with_c


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_that_yaml_takes_has_no_problem(text: str) -> None:
    assert sound_tree(text).problems == ()


def test_every_part_stands_where_it_is_written() -> None:
    root = root_of(COMPONENT)
    assert isinstance(root, Mapping)
    starts = [COMPONENT.index(key) for key in ("componentType", "version", "metadata", "scopes")]
    assert [entry.key.span.start for entry in root.entries] == starts
    items = sequence_at(root, "metadata")
    assert not items.flow
    assert [COMPONENT[dash : dash + 7] for dash in items.dashes] == ["- name:"] * 3
    assert items.span.of(COMPONENT).startswith("- name: namespaceName")
    assert items.span.of(COMPONENT).endswith("      two")
    host = scalar_at(items, 0, "value")
    assert host.span.of(COMPONENT) == host.raw == '"bookshop.servicebus.windows.net"'
    assert (host.text, host.style) == ("bookshop.servicebus.windows.net", Style.DOUBLE)
    block = scalar_at(items, 2, "value")
    assert (block.text, block.style) == ("one\n  two\n", Style.LITERAL)
    assert block.raw == "|\n    one\n      two"
    scopes = sequence_at(root, "scopes")
    assert scopes.flow
    assert scopes.dashes == ()
    assert scopes.span.of(COMPONENT) == "[shop, 'ware house']"
    assert root.span == Span(COMPONENT.index("componentType"), scopes.span.end)


@pytest.mark.parametrize(
    "marked",
    [
        "a:¦",
        "a:¦\nb: c\n",
        "a:¦   \nb: c\n",
        "a:¦  # why\nb: c\n",
        "a:¦\n\n\nb: c\n",
        "a :¦\nb: c\n",
        '"a":¦\nb: c\n',
        "x:\n  a:¦\ny: z\n",
        "-¦\n- b\n",
        "- b\n-¦\n",
        "- b\n-¦  # why\n",
        "- a:¦\n  b: c\n",
        "{a:¦ , b: c}\n",
        "{b: c, a¦}\n",
    ],
)
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
@pytest.mark.parametrize("pure", [False, True])
def test_a_value_that_is_not_there_stands_right_behind_its_colon_or_dash(
    marked: str, break_: str, pure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.setattr(events, "CParser", None)
    marked = marked.replace("\n", break_)
    place = marked.index("¦")
    nodes = walk(root_of(marked.replace("¦", "")))
    missing = [node for node in nodes if isinstance(node, Missing)]
    assert [node.span for node in missing] == [Span(place, place)]


@pytest.mark.parametrize(
    ("text", "raw", "read", "style"),
    [
        ("a: b c ", "b c", "b c", Style.PLAIN),
        ("a: b\n  c\n", "b\n  c", "b c", Style.PLAIN),
        ("a: 'it''s'", "'it''s'", "it's", Style.SINGLE),
        (r'a: "\x41\t\u00e9"', r'"\x41\t\u00e9"', "A\té", Style.DOUBLE),
        ("a: |-\n  b\n  c\n", "|-\n  b\n  c", "b\nc", Style.LITERAL),
        ("a: >\n  b\n  c\n", ">\n  b\n  c", "b c\n", Style.FOLDED),
        ("a: |+\n  b\n\n\nc: d", "|+\n  b", "b\n\n\n", Style.LITERAL),
        ("a: |\n\nb: c", "|", "", Style.LITERAL),
        ("a: ''", "''", "", Style.SINGLE),
        ("a: 0x1F", "0x1F", "0x1F", Style.PLAIN),
        ("a: &x b", "b", "b", Style.PLAIN),
        ("a: !!str 1", "1", "1", Style.PLAIN),
        ("a: é\U0001f600 # c", "é\U0001f600", "é\U0001f600", Style.PLAIN),
    ],
)
def test_a_scalar_keeps_its_source_and_says_what_yaml_makes_of_it(
    text: str, raw: str, read: str, style: Style
) -> None:
    scalar = scalar_at(root_of(text), "a")
    assert (scalar.raw, scalar.text, scalar.style) == (raw, read, style)
    assert scalar.span.of(text) == raw


def test_anchors_and_tags_are_kept_beside_the_node_and_not_in_its_span() -> None:
    text = "a: &x !!str b\nc: !own {d: e}\nf: &y\n"
    root = root_of(text)
    scalar = scalar_at(root, "a")
    assert (scalar.anchor, scalar.tag, scalar.raw) == ("x", "tag:yaml.org,2002:str", "b")
    assert mapping_at(root, "c").span.of(text) == "{d: e}"
    empty = scalar_at(root, "f")
    assert (empty.anchor, empty.raw, empty.span.start) == ("y", "", len(text) - 1)


def test_the_last_of_two_equal_keys_counts_and_the_first_is_kept() -> None:
    root = root_of("a: b\nc: d\na: e\n")
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root.entries] == ["a", "c", "a"]
    assert scalar_at(root, "a").text == "e"


def test_a_key_that_is_no_scalar_is_kept_as_its_source() -> None:
    root = root_of("? [a, b]\n: c\n{d: e}: f\n")
    assert isinstance(root, Mapping)
    assert [entry.key.raw for entry in root.entries] == ["[a, b]", "{d: e}"]


def test_an_alias_leads_to_its_node_and_is_never_expanded() -> None:
    root = root_of("a: &x {b: c}\nd: *x\n")
    alias = at(root, "d")
    assert isinstance(alias, Alias)
    assert alias.target is at(root, "a")
    assert isinstance(root, Mapping)
    assert root.get("d") is at(root, "a")


def test_a_merge_key_lends_what_a_mapping_lacks() -> None:
    root = root_of("a: &x {b: c, d: e}\nf:\n  <<: *x\n  b: own\n")
    merged = mapping_at(root, "f")
    assert data(merged.get("b")) == "own"
    assert data(merged.get("d")) == "e"
    assert data(merged.get("z")) is None


@pytest.mark.parametrize(
    "text", ["a: &x *x\n", "a: &x [*x]\n", "a: &x {b: *x}\n", "a: *x\nb: &x c\n"]
)
def test_an_alias_of_what_is_not_there_yet_is_a_problem_and_no_loop(text: str) -> None:
    tree = sound_tree(text)
    assert tree.problems
    aliases = [node for node in walk(tree.documents[0].root) if isinstance(node, Alias)]
    assert all(alias.target is None for alias in aliases)


def test_a_bomb_of_aliases_stays_as_small_as_it_is_written() -> None:
    lines = ["a0: &a0 [" + ", ".join(["x"] * 10) + "]"]
    for level in range(1, 40):
        aliases = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    tree = sound_tree("\n".join(lines) + "\n")
    assert tree.problems == ()
    assert sum(1 for _ in walk(tree.documents[0].root)) == 1 + 40 * 12


class TestDocuments:
    def test_each_has_its_own_stretch_and_root(self) -> None:
        text = "a: b\n---\n# two\nc: d\n--- # three\n- e\n...\n"
        documents = sound_tree(text).documents
        assert [data(document.root) for document in documents] == [
            [("a", "b")],
            [("c", "d")],
            ["e"],
        ]
        assert [document.span.of(text) for document in documents] == [
            "a: b\n",
            "# two\nc: d\n",
            "- e\n",
        ]

    def test_one_that_is_broken_leaves_the_others_alone(self) -> None:
        text = "a: b\n---\nc: [\n---\ne: f\n"
        documents = sound_tree(text).documents
        assert [len(document.problems) for document in documents] == [0, 1, 0]
        assert data(documents[2].root) == [("e", "f")]

    def test_a_text_of_comments_is_one_empty_document(self) -> None:
        for text in ("", "\n\n", "# a\n# b\n", "\ufeff"):
            documents = sound_tree(text).documents
            assert [type(document.root) for document in documents] == [Missing]

    def test_comments_above_the_first_marker_are_no_document(self) -> None:
        assert len(sound_tree("# a\n---\nb: c\n").documents) == 1

    def test_one_that_holds_nothing_is_one_nevertheless(self) -> None:
        assert len(sound_tree("---\na: b\n---\n").documents) == 2

    def test_a_marker_inside_a_line_or_a_block_is_text(self) -> None:
        text = "a: x --- y\nb: |\n  ---\n  c\n"
        assert data_of(text) == [("a", "x --- y"), ("b", "---\nc\n")]

    def test_an_anchor_does_not_reach_into_the_next(self) -> None:
        tree = sound_tree("a: &x b\n---\nc: *x\n")
        assert [problem.kind for problem in tree.problems] == ["undefined-alias"]


class TestCharacters:
    @pytest.mark.parametrize("break_", ["\r\n", "\r"])
    def test_other_line_breaks_change_nothing_but_offsets(self, break_: str) -> None:
        assert data_of(COMPONENT.replace("\n", break_)) == data_of(COMPONENT)

    def test_a_byte_order_mark_belongs_to_no_key(self) -> None:
        root = root_of("\ufeff" + COMPONENT[COMPONENT.index("component") :])
        assert isinstance(root, Mapping)
        assert root.entries[0].key.span == Span(1, 14)
        assert root.entries[0].key.text == "componentType"

    def test_a_document_that_is_indented_as_a_whole_is_the_same_document(self) -> None:
        indented = "".join(f"        {line}\n" for line in COMPONENT.splitlines())
        assert data_of(indented) == data_of(COMPONENT)

    @pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
    def test_breaks_that_only_old_yaml_knows_end_no_line_of_ours(self, sign: str) -> None:
        text = f"a: 'x{sign}y'\nb: c\n# {sign}\nd:\n- e\n"
        root = sound_tree(text).documents[0].root
        assert scalar_at(root, "a").raw == f"'x{sign}y'"
        assert scalar_at(root, "b").span.of(text) == "c"
        assert sequence_at(root, "d").dashes == (text.index("- e"),)

    def test_a_lone_surrogate_is_a_problem_and_no_crash(self) -> None:
        text = "a: \ud83d\nb: \U0001f600\nc: d\n"
        tree = sound_tree(text)
        assert [(problem.kind, problem.span) for problem in tree.problems] == [
            ("control-character", Span(3, 4))
        ]
        assert scalar_at(tree.documents[0].root, "c").text == "d"

    @pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\ufffe", "\x7f"])
    def test_a_character_that_yaml_refuses_is_one_problem(self, sign: str) -> None:
        text = f"a: x{sign}y{sign}\nb: c\n"
        tree = sound_tree(text)
        assert [problem.span for problem in tree.problems] == [Span(4, 5)]
        assert scalar_at(tree.documents[0].root, "b").text == "c"

    def test_a_tab_may_stand_behind_a_colon(self) -> None:
        assert data_of("a:\tb\nc:\n  - d:\te\n") == [("a", "b"), ("c", [[("d", "e")]])]

    def test_places_behind_signs_outside_the_basic_plane_are_counted_in_code_points(self) -> None:
        text = "a: '\U0001f600\U0001f600'\nb: c\n"
        assert scalar_at(root_of(text), "b").span == Span(text.index("c"), text.index("c") + 1)


class TestFlowStyle:
    def test_collections_have_their_brackets_in_their_spans(self) -> None:
        text = "a: {b: [c, d], e: {}}  # f\n"
        root = root_of(text)
        assert mapping_at(root, "a").span.of(text) == "{b: [c, d], e: {}}"
        assert sequence_at(root, "a", "b").span.of(text) == "[c, d]"
        assert mapping_at(root, "a", "e").span.of(text) == "{}"

    def test_a_pair_in_a_list_is_a_map_without_brackets(self) -> None:
        text = "[a: b, c]\n"
        root = root_of(text)
        assert isinstance(root, Sequence)
        assert root.items[0].span.of(text) == "a: b"

    def test_json_is_read(self) -> None:
        text = '{"componentType":"state.redis","metadata":[{"name":"redisHost","value":"h:1"}]}'
        assert data_of(text) == [
            ("componentType", "state.redis"),
            ("metadata", [[("name", "redisHost"), ("value", "h:1")]]),
        ]


class TestLimits:
    @pytest.mark.parametrize(
        "text",
        [
            "a: " + "[" * 201 + "]" * 201,
            "{a: " * 250 + "}" * 250,
            "\n".join(" " * depth + "a:" for depth in range(250)),
            "- " * 250,
            "? " * 250,
            "[{a: " * 30_000,
        ],
    )
    def test_beyond_two_hundred_levels_there_is_one_problem_and_no_more_tree(
        self, text: str
    ) -> None:
        tree = sound_tree(text)
        assert [problem.kind for problem in tree.problems] == ["depth"]
        assert sum(1 for _ in walk(tree.documents[0].root)) <= 2 * 200 + 1

    def test_what_stands_before_the_depths_is_kept(self) -> None:
        tree = sound_tree("a: b\nc: " + "[" * 30_000)
        assert data(at(tree.documents[0].root, "a")) == "b"

    def test_two_hundred_levels_are_read(self) -> None:
        tree = sound_tree("[" * 200 + "]" * 200)
        assert tree.problems == ()
        assert sum(1 for _ in walk(tree.documents[0].root)) == 200

    @pytest.mark.parametrize("bracket", ["[", "{", "[{a: ", "- ", "{a: [", "? ", "&a [", "!t {"])
    @pytest.mark.parametrize("pure", [False, True])
    def test_thirty_thousand_open_brackets_do_not_end_the_process(
        self, bracket: str, pure: bool
    ) -> None:
        program = (
            "from daprls.syntax import events\n"
            f"if {pure}: events.CParser = None\n"
            "from daprls.syntax.parser import parse\n"
            f"print(len(parse({bracket!r} * 30000).problems))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")

    def test_five_megabytes_are_read_to_their_end_with_a_mistake_in_the_last_line(self) -> None:
        text = HEAD + ITEM * 125_000 + "  - name: a: b\nscopes: [shop]\n"
        assert len(text) > 5_000_000
        started = time.process_time()
        tree = parse(text)
        assert time.process_time() - started < 60
        assert [problem.kind for problem in tree.problems] == ["unquoted"]
        assert data(at(tree.documents[0].root, "scopes")) == ["shop"]

    def test_a_text_of_ten_times_the_length_takes_about_ten_times_the_time(self) -> None:
        assert _seconds(HEAD + ITEM * 20_000) < 30 * max(_seconds(HEAD + ITEM * 2_000), 0.01)

    @pytest.mark.parametrize(
        "unit",
        [
            "  - name: a\n    value: @b\n",
            "---\na: @b\n",
            "a: 'b\n",
            "{{- if x }}\n",
            "\ta: b\n",
            "a: ***\n",
        ],
    )
    def test_a_text_that_is_broken_all_over_takes_time_in_line_with_its_length(
        self, unit: str
    ) -> None:
        started = time.process_time()
        assert sound_tree(unit * 5_000).problems
        assert time.process_time() - started < 20


def _seconds(text: str) -> float:
    started = time.process_time()
    assert parse(text).problems == ()
    return time.process_time() - started


def test_a_scalar_root_is_a_scalar() -> None:
    root = root_of("word\n")
    assert isinstance(root, Scalar)
    assert root.text == "word"
