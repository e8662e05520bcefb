"""Names from YAML files that hold no component."""

from __future__ import annotations

from daprls.model.mention import MentionKind, Origin
from daprls.model.source_file import SourceFile
from workspaces import snapshot_of

APP = MentionKind.APP


def _words(file: SourceFile) -> list[tuple[str, str, bool]]:
    for mention in file.mentions:
        assert mention.is_editable is False or mention.span.of(file.text) == mention.name
    return [(each.name, each.origin.value, each.defines) for each in file.mentions]


def test_a_multi_app_run_file_says_its_app_ids() -> None:
    text = (
        "version: 1\r\ncommon:\r\n  resourcesPath: ./c\r\napps:\r\n  - appID: 'orders'\r\n"
        "    appDirPath: ./src/orders/\r\n  - appDirPath: ./src/mail/\r\n"
    )
    file = SourceFile("/app/dapr.yaml", text)
    assert _words(file) == [
        ("orders", "multi-app run file", True),
        ("mail", "multi-app run file", True),
    ]
    assert [each.is_editable for each in file.mentions] == [True, False]
    assert file.mentions[1].span.of(text) == "mail"


def test_other_lists_of_apps_say_nothing() -> None:
    assert SourceFile("/app/x.yaml", "apps:\n  - name: shop\n").mentions == ()
    assert SourceFile("/app/x.yaml", "apps: [shop]\n").mentions == ()


def test_annotations_of_any_pod_template_say_app_ids() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  template:\n"
        '    metadata:\n      annotations:\n        dapr.io/enabled: "true"\n'
        '        dapr.io/app-id: "order-api"\n---\npodAnnotations: {dapr.io/app-id: mail}\n'
    )
    file = SourceFile("/app/deploy.yaml", text)
    assert [each.name for each in file.mentions] == ["order-api", "mail"]
    assert {each.origin for each in file.mentions} == {Origin.KUBERNETES}
    assert not file.names.unread


def test_a_name_that_is_filled_in_later_is_none_and_leaves_a_trace() -> None:
    for value in ('"{{ .Values.id }}"', "${APP}", '"$(APP)"', '"#{app}#"', '"<app-id>"'):
        path, text = "/app/x.yaml", f"annotations:\n  dapr.io/app-id: {value}\n"
        snapshot = snapshot_of({path: text})
        assert snapshot.files[path].mentions == (), value
        assert snapshot.index.unread == {APP}, value


def test_a_sidecar_without_an_app_id_leaves_a_trace() -> None:
    file = SourceFile("/app/x.yaml", "annotations:\n  dapr.io/enabled: 'true'\n")
    assert file.names.unread == {APP}
    file = SourceFile("/app/x.yaml", "annotations:\n  dapr.io/enabled: 'false'\n")
    assert not file.names.unread


def test_a_chart_takes_app_ids_from_its_own_values() -> None:
    values = "replicas: 1\ndapr:\n  appId: orders # mine\n"
    template = (
        "annotations:\n  {{- if .Values.dapr }}\n  dapr.io/app-id: {{ .Values.%s | quote }}\n"
    )
    snapshot = snapshot_of(
        {
            "/r/a/values.yaml": values,
            "/r/a/templates/deployment.yaml": template % "dapr.appId",
            "/r/b/templates/deployment.yaml": template % "dapr.appId",
        }
    )
    (mention,) = snapshot.index.apps["orders"]
    assert mention.path == "/r/a/values.yaml"
    assert mention.span.of(values) == "orders"
    assert snapshot.index.unread == {APP}


def test_services_of_compose_say_app_ids_in_every_form() -> None:
    text = (
        "services:\n"
        '  a: {image: daprio/daprd, command: ["./daprd", "-app-id", "list", "-p", "1"]}\n'
        '  b:\n    command: [\n      "./daprd",\n      "--app-id=joined"\n    ]\n'
        "  c:\n    command: ./daprd --app-id line --app-port 5\n"
        '  d:\n    entrypoint: >\n      ./daprd\n      --app-id "folded"\n'
        "  e:\n    command:\n      - ./daprd\n      - --app-id\n      - block\n"
        '  f: {command: ["./daprd", "--app-id", "${LATER:-x}"]}\n'
    )
    file = SourceFile("/app/compose.yaml", text)
    assert [each.name for each in file.mentions] == ["list", "joined", "line", "folded", "block"]
    assert {each.origin for each in file.mentions} == {Origin.COMPOSE}
    assert file.names.unread == {APP}
    _words(file)


def test_an_app_id_of_something_else_than_dapr_is_no_app() -> None:
    text = "containers:\n  - image: token-service\n    args: [%s--app-id, '12345']\n"
    assert SourceFile("/app/pod.yaml", text % "").mentions == ()
    assert [each.name for each in SourceFile("/app/pod.yaml", text % "daprd, ").mentions] == [
        "12345"
    ]


def test_a_container_app_file_says_its_app_id_and_what_the_app_is_called() -> None:
    text = (
        "name: ca-orders\nproperties:\n  configuration:\n    dapr: {enabled: true, appId: orders}\n"
    )
    (mention,) = SourceFile("/app/app.yaml", text).mentions
    assert (mention.name, mention.app_name) == ("orders", "ca-orders")
    off = text.replace("true", "false")
    assert SourceFile("/app/app.yaml", off).mentions == ()


def test_output_of_az_lists_components_that_nobody_can_rename_here() -> None:
    text = (
        "- id: /subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e"
        "/daprComponents/vault\n  name: vault\n  properties:\n"
        "    componentType: secretstores.azure.keyvault\n"
    )
    (mention,) = SourceFile("/app/list.yaml", text).mentions
    assert (mention.name, mention.component_type) == ("vault", "secretstores.azure.keyvault")
    assert not mention.is_editable
