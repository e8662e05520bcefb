"""What is drawn together so that a large graph stays readable."""

from __future__ import annotations

from daprls.features.authentication_text import Manner
from daprls.features.graph import graph
from daprls.features.graph_groups import Grouped, Grouping, grouped
from daprls.features.relations import EVERY_APP, EdgeKind, Graph, Node, NodeKind
from workspaces import snapshot_of

READABLE = 60
"""The most boxes that a column of a large graph may have."""
TYPES = (
    ("state.redis", "redisHost", "cache-{}:6379"),
    ("pubsub.azure.servicebus.topics", "namespaceName", "bus-{}.servicebus.windows.net"),
    ("bindings.azure.blobstorage", "accountName", "blobs{}"),
    ("state.azure.cosmosdb", "url", "https://data-{}.documents.azure.com:443/"),
)


def component(number: int, folder: int, scopes: str) -> str:
    known, name, value = TYPES[number % len(TYPES)]
    key = "  - name: accountKey\n    value: abcd1234\n" if number % 8 == 2 else ""
    return (
        f"componentType: {known}\nversion: v1\nsecretStoreComponent: vault-{folder}\n"
        f"metadata:\n  - name: {name}\n    value: {value.format(folder)}\n{key}{scopes}"
    )


def many(folders: int, each: int) -> Graph:
    """A graph of components in so many folders, with a store and two apps for each folder."""
    files: dict[str, str] = {}
    for folder in range(folders):
        place = f"/w/team-{folder % 5}/service-{folder}"
        files[f"{place}/vault.yaml"] = (
            f"# daprls: name=vault-{folder}\ncomponentType: secretstores.azure.keyvault\n"
            f"version: v1\nmetadata:\n  - name: vaultName\n    value: vault-{folder}\n"
        )
        for number in range(each - 1):
            scopes = f"scopes: [api-{folder}, worker-{folder}]\n"
            files[f"{place}/c{number}.yaml"] = component(number, folder, scopes)
    return graph(snapshot_of(files), files)


def of_kind(found: Grouped | Graph, kind: NodeKind) -> list[Node]:
    nodes = found.graph.nodes if isinstance(found, Grouped) else found.nodes
    return [node for node in nodes if node.kind is kind]


def test_a_small_graph_is_left_as_it_is() -> None:
    small = many(2, 5)
    assert grouped(small) == Grouped(small, Grouping.NONE)


def test_five_hundred_components_are_drawn_by_folder() -> None:
    found = grouped(many(25, 20))
    assert (found.grouping, found.depth) == (Grouping.FOLDER, 2)
    groups = of_kind(found, NodeKind.COMPONENT)
    assert len(groups) == 25
    assert {node.count for node in groups} == {19}
    assert all(len(of_kind(found, kind)) <= READABLE for kind in NodeKind)


def test_with_too_many_folders_fewer_levels_are_told_apart() -> None:
    found = grouped(many(100, 5))
    assert (found.grouping, found.depth) == (Grouping.FOLDER, 1)
    assert [node.name for node in of_kind(found, NodeKind.COMPONENT)] == [
        f"team-{number}" for number in range(5)
    ]
    assert all(len(of_kind(found, kind)) <= READABLE for kind in NodeKind)


def test_five_hundred_in_one_folder_are_drawn_by_type() -> None:
    found = grouped(many(1, 500))
    assert found.grouping is Grouping.TYPE
    assert [node.name for node in of_kind(found, NodeKind.COMPONENT)] == sorted(
        known for known, _, _ in TYPES
    )


def test_a_group_tells_how_its_members_authenticate_and_how_many_they_are() -> None:
    found = grouped(many(1, 41), Grouping.TYPE)
    (blobs,) = (node for node in found.graph.nodes if node.name == "bindings.azure.blobstorage")
    assert blobs.count == 10
    assert blobs.tally == ((Manner.IDENTITY, 5), (Manner.WRITTEN, 5))
    assert blobs.location is None
    lines = [e for e in found.graph.edges if e.source == blobs.id and e.kind is EdgeKind.REACHES]
    assert [(line.manner, line.count) for line in lines] == [
        (Manner.IDENTITY, 5),
        (Manner.WRITTEN, 5),
    ]


def test_by_category() -> None:
    found = grouped(many(2, 9), Grouping.CATEGORY)
    assert [(node.name, node.count) for node in of_kind(found, NodeKind.COMPONENT)] == [
        ("bindings", 4),
        ("pubsub", 4),
        ("state", 8),
    ]


def test_stores_are_never_drawn_together_with_other_components() -> None:
    found = grouped(many(2, 9), Grouping.FOLDER, 1)
    assert {node.count for node in of_kind(found, NodeKind.STORE)} == {1}


def test_depth_alone_asks_for_folders() -> None:
    found = grouped(many(4, 3), None, 1)
    assert found.grouping is Grouping.FOLDER
    assert [node.name for node in of_kind(found, NodeKind.COMPONENT)] == [
        f"team-{number}" for number in range(4)
    ]


def test_one_alone_stays_itself() -> None:
    found = grouped(many(3, 2), Grouping.FOLDER)
    assert [node.name for node in of_kind(found, NodeKind.COMPONENT)] == ["c0", "c0", "c0"]
    assert all(not node.members for node in found.graph.nodes if node.tally)


def test_nothing_gets_lost() -> None:
    whole = many(25, 20)
    for grouping in (*Grouping, None):
        found = grouped(whole, grouping).graph
        for kind in NodeKind:
            count = sum(node.count for node in of_kind(found, kind))
            assert count == len(of_kind(whole, kind)), (grouping, kind)
        for kind in EdgeKind:
            assert sum(e.count for e in found.edges if e.kind is kind) == sum(
                e.count for e in whole.edges if e.kind is kind
            )


def apps(count: int, loads: int) -> Graph:
    """A graph of apps that load so many components each, and one that has no scopes."""
    files = {"/w/open.yaml": component(0, 0, "")}
    for number in range(max(loads, count // 10)):
        scopes = [each for each in range(count) if (number - each) % (count // 10) < loads]
        names = ", ".join(f"app-{each}" for each in scopes)
        files[f"/w/c{number}.yaml"] = component(number, 0, f"scopes: [{names}]\n")
    return graph(snapshot_of(files), files)


def test_apps_that_load_the_same_are_one_where_lines_are_too_many() -> None:
    found = grouped(apps(200, 1), Grouping.TYPE)
    assert [(node.id == EVERY_APP, node.count) for node in of_kind(found, NodeKind.APP)] == [
        (True, 1),
        *[(False, 50)] * 4,
    ]


def test_a_few_apps_are_told_apart() -> None:
    found = grouped(apps(40, 1), Grouping.TYPE)
    assert {node.count for node in of_kind(found, NodeKind.APP)} == {1}
