"""Edits with tab stops begin where lines begin, and give back what stood before them."""

from __future__ import annotations

from daprls.lsp.edits import snippets
from daprls.text import LineIndex, Span, TextEdit

TEXT = "metadata:\n  - name: a\n    value: $b}\nscopes:\n  - cart\n"


def edit(at: str, new: str, select: Span | None = None, *, length: int | None = None) -> TextEdit:
    start = TEXT.index(at)
    end = start + (len(at) if length is None else length)
    return TextEdit("/x.yaml", Span(start, end), new, select)


def test_a_placeholder_is_a_tab_stop_and_the_line_is_given_again() -> None:
    made = snippets(LineIndex(TEXT), [edit("a\n", "<id>\n")])
    assert made == [(Span(10, 22), "  - name: ${1:<id>}\n")]


def test_signs_of_snippets_are_escaped() -> None:
    made = snippets(LineIndex(TEXT), [edit("b}", "\\x}", length=2)])
    assert [template for _, template in made] == ["    value: \\$\\\\x\\}"]


def test_the_same_placeholder_is_the_same_stop_and_another_is_another() -> None:
    made = snippets(LineIndex(TEXT), [edit("a\n", "<x>\n"), edit("cart", "<y> <x>")])
    assert [template for _, template in made] == [
        "  - name: ${1:<x>}\n",
        "  - ${2:<y>} ${1:<x>}",
    ]


def test_what_is_selected_is_a_stop_whatever_it_looks_like() -> None:
    made = snippets(LineIndex(TEXT), [edit("cart", "some cart", Span(0, 4))])
    assert [template for _, template in made] == ["  - ${1:some} cart"]


def test_edits_of_one_line_become_one() -> None:
    edits = [edit("- name", "- Name"), edit("a\n", "<x>\n", length=1)]
    assert snippets(LineIndex(TEXT), edits) == [(Span(10, 21), "  - Name: ${1:<x>}\n")]


def test_an_edit_that_follows_on_the_line_where_another_ends_is_joined_with_it() -> None:
    start, end = TEXT.index("  - name"), TEXT.index("b}")
    edits = [TextEdit("/x.yaml", Span(start, end), "  - v: "), edit("}", "<x>")]
    made = snippets(LineIndex(TEXT), edits)
    assert made == [(Span(start, end + 2), "  - v: b${1:<x>}")]
