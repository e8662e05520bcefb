"""Files made of the list of components that `az` took until 2022."""

from __future__ import annotations

import pytest

from daprls.model.source_file import SourceFile
from daprls.refactor.legacy_list import one_file_each
from daprls.syntax.tree import Sequence
from daprls.text import CreateFile, TextEdit, apply

TWO = """\
# all of them

- name: statestore   # carts
  type: state.redis
  version: v1
  metadata:
  - name: redisHost  # where
    value: redis:6379


# what is told to the warehouse,
  # and to nobody else
- type: pubsub.redis
  name: orders
  version: v1
  metadata:
  - name: note
    value: |
      two

        lines
# the end
"""


def files_of(
    text: str, path: str = "/shop/components.yaml", taken: tuple[str, ...] = ()
) -> dict[str, str]:
    """The files after the change, by path; empty where there is none."""
    file = SourceFile(path, text)
    root = file.tree.documents[0].root
    assert isinstance(root, Sequence)
    edits = one_file_each(file, root, frozenset({path, *taken}))
    found = {edit.path: edit.text for edit in edits if isinstance(edit, CreateFile)}
    own = [edit for edit in edits if isinstance(edit, TextEdit)]
    return {path: apply(text, own), **found} if edits else {}


def test_the_first_stays_and_the_others_move_with_the_comments_above_them() -> None:
    assert files_of(TWO) == {
        "/shop/components.yaml": (
            "# all of them\n\n"
            "# daprls: name=statestore   # carts\ncomponentType: state.redis\nversion: v1\n"
            "metadata:\n- name: redisHost  # where\n  value: redis:6379\n"
            "# the end\n"
        ),
        "/shop/orders.yaml": (
            "# what is told to the warehouse,\n# and to nobody else\n"
            "componentType: pubsub.redis\n# daprls: name=orders\nversion: v1\n"
            "metadata:\n- name: note\n  value: |\n    two\n\n      lines\n"
        ),
    }


@pytest.mark.parametrize("break_", ["\r\n", "\r"])
def test_line_breaks_stay(break_: str) -> None:
    expected = {path: text.replace("\n", break_) for path, text in files_of(TWO).items()}
    assert files_of(TWO.replace("\n", break_)) == expected


def test_each_becomes_a_component_of_the_name_it_had() -> None:
    for path, text in files_of(TWO).items():
        file = SourceFile(path, text)
        assert file.tree.problems == ()
        (component,) = file.components
        assert component.name_comment in ("statestore", "orders")
        assert component.type_text in ("state.redis", "pubsub.redis")


def test_a_byte_order_mark_and_the_last_line_without_a_break_are_no_obstacle() -> None:
    text = "\ufeff- name: a\n  type: state.redis\n  version: v1"
    assert files_of(text) == {
        "/shop/components.yaml": (
            "\ufeff# daprls: name=a\ncomponentType: state.redis\nversion: v1\n"
        )
    }


@pytest.mark.parametrize(
    "text",
    [
        "[{name: a, type: state.redis, version: v1}]\n",
        "- {name: a, type: state.redis, version: v1}\n",
        "- type: state.redis\n  version: v1\n",
        "- name: ../a\n  type: state.redis\n  version: v1\n",
        "- &x\n  name: a\n  type: state.redis\n  version: v1\n",
        "- # first\n  name: a\n  type: state.redis\n  version: v1\n",
        "- name: a\n  type: state.redis\n  version: v1\n" * 3,
        "- {type: state.redis, version: v1}\n- name: b\n  type: state.redis\n  version: v1\n",
        "- name: a\n  type: state.redis\n  version: &v v1\n- name: b\n  type: a.b\n  x: *v\n",
    ],
)
def test_nothing_is_changed_where_it_would_not_be_safe(text: str) -> None:
    assert files_of(text) == {}


def test_no_file_that_exists_is_overwritten() -> None:
    assert files_of(TWO, taken=("/shop/orders.yaml",)) == {}
    assert files_of(TWO, "/shop/orders.yaml") == {}
