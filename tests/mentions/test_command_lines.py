"""Names from command lines, tasks and manifests."""

from __future__ import annotations

import time

import pytest

from daprls.model.mention import MentionKind, Origin
from daprls.model.source_file import SourceFile


def names(path: str, text: str) -> list[str]:
    """The names in order, each of which stands where it says."""
    file = SourceFile(path, text)
    assert all(each.span.of(text) == each.name for each in file.mentions)
    return [each.name for each in file.mentions]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("az containerapp create -n ca --enable-dapr --dapr-app-id orders", ["orders"]),
        ('az containerapp update -n ca --dapr-app-id="orders"', ["orders"]),
        ("az.cmd containerapp dapr enable --dapr-app-id 'orders' -n ca", ["orders"]),
        ("az containerapp create \\\n  --name ca \\\n  --dapr-app-id orders \\\n  -x", ["orders"]),
        ("az containerapp create `\r\n  --dapr-app-id orders `\r\n  -x", ["orders"]),
        ("dapr run --app-id orders -- node app.js -a b", ["orders"]),
        ("dapr run -a orders -- node app.js", ["orders"]),
        ("cd x && dapr run --app-id one; dapr run --app-id two &", ["one", "two"]),
        ("./daprd -app-id orders -app-port 80", ["orders"]),
        ('CMD ["daprd", "--app-id", "orders"]', ["orders"]),
        ("az containerapp env dapr-component set -n e --dapr-component-name state", ["state"]),
        ("# dapr run --app-id orders", []),
        ("x  # dapr run --app-id orders", []),
        ('echo "dapr run --app-id orders"', []),
        ("rem dapr run --app-id orders", []),
        ("APP=orders\naz containerapp create --dapr-app-id $APP -n x", ["orders"]),
        ("export APP='orders' # mine\ndapr run --app-id \"${APP}\"", ["orders"]),
        ('$AppId = "orders"\r\ndapr run `\r\n  --app-id $appId', ["orders"]),
        ("set APP=orders\r\ndapr run --app-id %APP%", ["orders"]),
        ("APP=a\nAPP=b\ndapr run --app-id $APP", []),
        ("for APP in a b; do dapr run --app-id $APP; done", []),
        ("APP=a\nfor APP in b c; do dapr run --app-id $APP; done", []),
        ("APP=$(name)\ndapr run --app-id $APP", []),
        ("APP=$1\ndapr run --app-id $APP", []),
        ("dapr run --app-id", []),
        ("dapr run --app-id $APP", []),
        ("dapr run -f . # --app-id orders", []),
        ("dapr running --app-id orders", []),
        ("mydapr run --app-id orders", []),
        ("dapr invoke --app-id orders --method x", []),
    ],
)
def test_command_lines_say_what_they_start(line: str, expected: list[str]) -> None:
    assert names("/r/run.sh", line + "\n") == expected


def test_a_sidecar_whose_app_id_is_not_given_leaves_a_trace() -> None:
    for line in ("az containerapp create --enable-dapr", "dapr run --app-id %APP%"):
        assert SourceFile("/r/run.cmd", line).names.unread == {MentionKind.APP}


def test_a_variable_is_changed_only_if_nothing_else_takes_it() -> None:
    once = "APP=orders\ndapr run --app-id $APP\n"
    (mention,) = SourceFile("/r/run.sh", once).mentions
    assert mention.is_editable
    (mention,) = SourceFile("/r/run.sh", once + "docker build -t $APP .\n").mentions
    assert not mention.is_editable


def test_workflows_are_read_like_scripts() -> None:
    text = (
        "jobs:\n  x:\n    steps:\n      - run: |\n          az containerapp create -n ca \\\n"
        '            --image ${{ env.IMAGE }} --dapr-app-id "orders"\n'
        '      - run: dapr run --app-id mail -- x\n      - run: "dapr run --app-id last"\n'
    )
    assert names("/r/.github/workflows/x.yml", text) == ["orders", "mail", "last"]


def test_scripts_of_a_package_are_read_through_their_quotes() -> None:
    text = (
        '{"scripts": {"a": "dapr run --app-id one --x y -- node .", "b": "dapr run --app-id two",'
        ' "c": "dapr run --app-id \\"three\\" -p 1"}}'
    )
    assert names("/r/package.json", text) == ["one", "two", "three"]


def test_tasks_of_vs_code_start_sidecars() -> None:
    text = (
        '{"tasks": [\n  // mine\n  {"type": "dapr", "appId": "orders"},\n  {"type": "shell"},\n]}'
    )
    assert names("/r/.vscode/tasks.json", text) == ["orders"]


def test_a_manifest_of_aspire_is_written_by_no_hand() -> None:
    text = (
        '{"resources": {"orders-dapr": {"type": "dapr.v0", "dapr": {"application": "orders",'
        ' "appId": "order-api"}},'
        ' "mail-dapr": {"type": "dapr.v0", "dapr": {"application": "mail"}},'
        ' "pubsub": {"type": "dapr.component.v0", "daprComponent": {"type": "pubsub"}}}}'
    )
    found = SourceFile("/r/manifest.json", text).mentions
    assert [(each.name, each.app_name) for each in found] == [
        ("order-api", "orders"),
        ("mail", None),
        ("pubsub", None),
    ]
    assert {each.origin for each in found} == {Origin.ASPIRE}
    assert not any(each.is_editable for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"V{n}=a{n}\ndapr run --app-id $V{n}\n" for n in range(1_000)),
        "az containerapp create --enable-dapr \\\n" * 5_000,
        "dapr run x " * 5_000,
        'dapr run "' * 5_000,
    ],
)
def test_no_script_takes_long(text: str) -> None:
    start = time.process_time()
    assert len(SourceFile("/r/run.sh", text).mentions) in (0, 1_000)
    assert time.process_time() - start < 20
