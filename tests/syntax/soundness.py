"""What holds of the tree of any text, broken or not."""

from __future__ import annotations

from daprls.syntax.parser import parse
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, Tree, walk


def sound_tree(text: str) -> Tree:
    """The tree of `text`, after a look at every place that it names."""
    tree = parse(text)
    assert tree.text == text
    assert tree.documents
    done = 0
    for document in tree.documents:
        assert done <= document.span.start <= document.span.end <= len(text)
        done = document.span.end
        for node in walk(document.root):
            assert 0 <= node.span.start <= node.span.end <= len(text)
            if isinstance(node, Scalar):
                assert node.raw == node.span.of(text)
            _assert_nested(node)
        for problem in document.problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(text)
            assert problem.message.endswith(".")
            assert "\n" not in problem.message
    return tree


def _assert_nested(node: Node) -> None:
    """Parts stand inside of what holds them, one after the other."""
    if isinstance(node, Mapping):
        done = node.span.start
        for entry in node.entries:
            assert node.span.contains(entry.span)
            assert done <= entry.key.span.start
            assert entry.key.span.end <= entry.value.span.start
            done = entry.span.end
    elif isinstance(node, Sequence):
        done = node.span.start
        for item in node.items:
            assert node.span.contains(item.span)
            assert done <= item.span.start
            done = item.span.end
        assert len(node.dashes) == (0 if node.flow else len(node.items))
        for dash, item in zip(node.dashes, node.items, strict=False):
            assert dash < item.span.start


def dump(tree: Tree) -> list[tuple[object, ...]]:
    """Everything that a tree says, to compare two trees of one text."""
    found: list[tuple[object, ...]] = []
    for document in tree.documents:
        found.append((document.span, document.problems))
        for node in walk(document.root):
            parts = ("text", "raw", "style", "tag", "anchor", "flow", "dashes", "name")
            found.append(
                (type(node).__name__, node.span, *(getattr(node, part, None) for part in parts))
            )
    return found
