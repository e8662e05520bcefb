"""Graphs as Mermaid, DOT, JSON and SVG: what is in them, and that no name breaks out."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from daprls.features.drawing.layout import Box, Line, place
from daprls.features.drawing.measures import fitted, width
from daprls.features.drawing.rendering import Format, Look, Theme, render
from daprls.features.drawing.style import BOTH, DARK, LIGHT, NAMES, SIGNS
from daprls.features.drawing.words import Target, one_line
from daprls.features.graph import graph
from daprls.features.graph_groups import Grouping, grouped
from daprls.lsp.uris import uri_of
from daprls.text import Location
from workspaces import snapshot_of

SVG = "{http://www.w3.org/2000/svg}"
VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: shop
"""
CARTS = """\
componentType: state.azure.cosmosdb
version: v1
secretStoreComponent: vault
metadata:
  - name: url
    value: https://shop.documents.azure.com:443/
  - name: masterKey
    secretRef: cosmos-key
scopes: [web]
"""
FILES = {"/w/vault.yaml": VAULT, "/w/carts.yaml": CARTS}
HOSTILE = (
    "\"quoted\" 'and' `ticks`",
    "<script>alert(1)</script>",
    "</style></svg>]]>",
    "a]b)c}d|e",
    "end",
    "line\nbreak\r\nand\ttab",
    "tail\\",
    "\\N \\G",
    "#35; &lt; &amp; %%",
    '"; x -> y; "',
    '"] --> n9["',
    'click n1 href "javascript:alert(1)"',
    "abc\u202egnp.exe",
    "\u2066isolated\u2069",
    "zero\u0000null\u001b[31m",
    "😀 👩‍👩‍👧",
    "漢字" * 60,
    "عربي",
    "$$x$$",
)


def drawn(
    files: Mapping[str, str], format_: Format, look: Look | None = None, **more: Grouping
) -> str:
    snapshot = snapshot_of(files)

    def link(place: Location) -> Target:
        line = snapshot.files[place.path].lines.line_at(place.span.start)
        path = place.path.removeprefix("/w/")
        return Target(path, quote(path), (line, 0), (line, 1))

    found = grouped(graph(snapshot, files), more.get("grouping"))
    return render(found, format_, link, look)


def named(name: str) -> dict[str, str]:
    """A component and an app of this name, in a file that nothing is known of."""
    content = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name},
        "spec": {"type": "state.redis", "version": "v1", "metadata": []},
        "scopes": [name],
    }
    return {"/w/a.yaml": json.dumps(content, ensure_ascii=False)}


def golden(name: str) -> str:
    return (Path(__file__).parent / "graphs" / name).read_text(encoding="utf-8")


class TestMermaid:
    def test_a_graph(self) -> None:
        assert drawn(FILES, Format.MERMAID) == golden("shop.mmd")

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_name_ends_its_label(self, name: str) -> None:
        plain = drawn(named("name"), Format.MERMAID).split("\n")
        lines = drawn(named(name), Format.MERMAID).split("\n")
        assert len(lines) == len(plain)
        for line, other in zip(lines, plain, strict=True):
            assert line.count('"') == other.count('"')
            assert re.sub(r'"[^"]*"', '""', line) == re.sub(r'"[^"]*"', '""', other)
        assert not {"<script", "</svg", "`"} & set(lines)
        label = lines[3].split('"')[1]
        assert not set(re.sub(r"#\d+;", "", label)) & set('#<>"`\\&$')


class TestDot:
    def test_a_graph(self) -> None:
        assert drawn(FILES, Format.DOT) == golden("shop.dot")

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_name_ends_its_string(self, name: str) -> None:
        text = re.compile(r'"(?:[^"\\\n]|\\[\\"n])*"')
        plain = drawn(named("name"), Format.DOT)
        assert text.sub('""', drawn(named(name), Format.DOT)) == text.sub('""', plain)


class TestJson:
    def test_a_graph(self) -> None:
        content = json.loads(drawn(FILES, Format.JSON))
        assert (content["version"], content["grouping"]) == (1, "none")
        assert content["nodes"][2] == {
            "id": "component:carts.yaml",
            "kind": "component",
            "name": "carts",
            "type": "state.azure.cosmosdb",
            "authentication": "master key from 'vault'",
            "manners": {"storedCredential": 1},
            "found": True,
            "file": "carts.yaml",
            "range": {
                "start": {"line": 0, "character": 0},
                "end": {"line": 0, "character": 1},
            },
            "members": [],
        }
        assert content["edges"][-1] == {
            "from": "component:vault.yaml",
            "to": "service:key vault:shop",
            "kind": "reaches",
            "count": 1,
            "manner": "managedIdentity",
        }

    def test_every_edge_leads_from_node_to_node(self) -> None:
        for grouping in Grouping:
            content = json.loads(drawn(FILES, Format.JSON, grouping=grouping))
            ids = {node["id"] for node in content["nodes"]}
            assert len(ids) == len(content["nodes"])
            assert {end for e in content["edges"] for end in (e["from"], e["to"])} <= ids

    @pytest.mark.parametrize("name", HOSTILE)
    def test_names_are_what_they_are(self, name: str) -> None:
        text = drawn(named(name), Format.JSON)
        assert text.isascii()
        # A name of several lines is no name that a message may quote.
        shown = "…" if "\n" in name else name
        assert [each["name"] for each in json.loads(text)["nodes"][:2]] == [shown, shown]


def pictured(files: Mapping[str, str], look: Look | None = None, **more: Grouping) -> ET.Element:
    return ET.fromstring(drawn(files, Format.SVG, look, **more))


def texts(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


class TestSvg:
    def test_everything_is_said_in_words(self) -> None:
        shown = texts(pictured(FILES))
        for words in (
            "Apps (1)",
            "Components (1)",
            "Secret stores (1)",
            "Services (2)",
            "carts",
            "state.azure.cosmosdb",
            "master key from 'vault'",
            "managed identity · system-assigned",
            "Cosmos DB account",
            "takes secrets from",
        ):
            assert words in shown

    def test_it_tells_what_it_is_to_those_who_do_not_see_it(self) -> None:
        root = pictured(FILES)
        assert root.get("role") == "graphics-document document"
        ids = {each.get("id"): each for each in root.iter() if each.get("id")}
        assert ids[root.get("aria-labelledby")].text
        assert ids[root.get("aria-describedby")].text == (
            "Apps: 1, components: 1, secret stores: 1, services: 2. Lines lead from left to right."
        )

    def test_nodes_are_links_to_their_files(self) -> None:
        links = {
            link.get("aria-label"): link.get("href") for link in pictured(FILES).iter(f"{SVG}a")
        }
        assert links == {
            "web · carts.yaml:9": "carts.yaml#L9",
            "carts · state.azure.cosmosdb · master key from 'vault'"
            " · carts.yaml:1": "carts.yaml#L1",
            "vault · secretstores.azure.keyvault · managed identity · system-assigned"
            " · vault.yaml:2": "vault.yaml#L2",
            "shop · Cosmos DB account · carts.yaml:5": "carts.yaml#L5",
            "shop · key vault · vault.yaml:5": "vault.yaml#L5",
        }

    def test_in_a_page_they_say_what_to_open(self) -> None:
        root = pictured(FILES, Look(Theme.EDITOR, uri_of))
        assert not list(root.iter(f"{SVG}a"))
        nodes = [each for each in root.iter(f"{SVG}g") if each.get("role") == "link"]
        assert [each.get("data-uri") for each in nodes][:2] == ["carts.yaml", "carts.yaml"]
        assert {each.get("tabindex") for each in nodes} == {"0"}
        assert [each.get("data-line") for each in nodes][:2] == ["8", "0"]

    @pytest.mark.parametrize(
        ("grouping", "asked"),
        [
            (Grouping.FOLDER, {"folder": "file:///w/a"}),
            (Grouping.TYPE, {"types": ["state.azure.cosmosdb"]}),
            (Grouping.CATEGORY, {"types": ["state"]}),
        ],
    )
    def test_in_a_page_groups_say_what_to_ask_for(
        self, grouping: Grouping, asked: dict[str, object]
    ) -> None:
        files = {f"/w/{folder}/{n}.yaml": CARTS for folder in "ab" for n in range(3)}
        root = pictured(files, Look(Theme.EDITOR, uri_of), grouping=grouping)
        groups = [each.get("data-group") for each in root.iter() if each.get("data-group")]
        assert json.loads(groups[0] or "") == asked

    def test_it_holds_no_script_and_no_address_outside(self) -> None:
        text = drawn(FILES, Format.SVG)
        assert "<script" not in text
        assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"url\(|@import|xlink", text)

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_name_breaks_out(self, name: str) -> None:
        root = pictured(named(name), Look(uri_of=uri_of))
        plain = pictured(named("name"), Look(uri_of=uri_of))
        assert [each.tag for each in root.iter()] == [each.tag for each in plain.iter()]

    def test_every_manner_has_a_colour_a_line_and_a_sign_of_its_own(self) -> None:
        assert len(set(SIGNS.values())) == len(SIGNS) == len(NAMES)
        style = pictured(FILES).find(f"{SVG}style")
        assert style is not None
        rules = [
            re.search(rf"^\.{name}{{stroke:var\(--{name}\);(.*)}}$", style.text or "", re.MULTILINE)
            for name in NAMES.values()
        ]
        assert len({rule[1] for rule in rules if rule is not None}) == len(NAMES)


def luminance(colour: str) -> float:
    """The relative luminance as WCAG 2 has it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class TestColours:
    @pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
    def test_text_and_lines_stand_out(self, palette: Mapping[str, str]) -> None:
        for ground in ("page", "box"):
            for name in ("text", "muted"):
                assert contrast(palette[name], palette[ground]) >= 4.5, (name, ground)
            for name in ("line", *NAMES.values()):
                assert contrast(palette[name], palette[ground]) >= 3, (name, ground)

    @pytest.mark.parametrize("page", ["#ffffff", "#0d1117", "#1e1e1e"])
    def test_colours_for_any_page_stand_out_on_each(self, page: str) -> None:
        for colour in BOTH.values():
            assert contrast(colour, page) >= 3, colour


class TestLayout:
    @staticmethod
    def boxes(columns: int, each: int) -> list[Box]:
        return [Box(f"{c}:{n}", c, 40.0, f"g{n % 3}") for c in range(columns) for n in range(each)]

    @staticmethod
    def lines() -> Iterator[Line]:
        for number in range(12):
            yield Line(f"0:{number}", f"1:{11 - number}", number)
            yield Line(f"1:{number}", f"3:{(number * 5) % 12}", number)

    def test_no_box_lies_on_another_and_groups_stay_together(self) -> None:
        boxes = self.boxes(4, 12)
        found = place(boxes, list(self.lines()), 20.0)
        for column in range(4):
            here = sorted(
                (box for box in boxes if box.column == column), key=lambda b: found.middles[b.id]
            )
            for above, below in itertools.pairwise(here):
                assert found.middles[below.id] - found.middles[above.id] >= 40
            groups = [group for group, _ in itertools.groupby(box.group for box in here)]
            assert len(groups) == 3
        assert min(found.middles.values()) >= 20
        assert max(found.middles.values()) + 20 <= found.height

    def test_lines_that_pass_a_column_cross_no_box_there(self) -> None:
        boxes = self.boxes(4, 12)
        found = place(boxes, list(self.lines()), 20.0)
        passing = [height for chain in found.passes.values() for column, height in chain]
        assert len(passing) == 12
        for box in boxes:
            if box.column == 2:
                assert all(abs(found.middles[box.id] - height) >= 20 for height in passing)

    def test_lines_that_need_not_cross_do_not(self) -> None:
        boxes = [Box(f"{c}:{n}", c, 40.0) for c in range(2) for n in range(6)]
        lines = [Line(f"0:{n}", f"1:{5 - n}", n) for n in range(6)]
        found = place(boxes, lines, 20.0)
        assert all(found.middles[line.source] == found.middles[line.target] for line in lines)

    def test_nothing_has_a_place_too(self) -> None:
        assert place([], [], 20.0).height == 0


class TestTexts:
    @pytest.mark.parametrize("text", ["orders", "ORDERS", "漢字", "😀", "", "e\u0301"])
    def test_a_text_fits_into_its_own_width(self, text: str) -> None:
        assert fitted(text, 11, width(text, 11)) == text

    def test_one_that_does_not_loses_its_middle(self) -> None:
        cut = fitted("components/orders/pubsub", 11, 80)
        assert cut.startswith("com")
        assert cut.endswith("sub")
        assert width(cut, 11) <= 80

    def test_what_nobody_sees_is_shown(self) -> None:
        assert one_line("a\u202eb\u200b\x00c\nd") == "a\ufffdb\ufffd\ufffdc d"

    def test_a_long_text_ends_somewhere(self) -> None:
        assert len(one_line("x" * 1000)) == 120
