"""Names from YAML files that hold no component."""

from __future__ import annotations

from daprls.model.mention import MentionKind, Origin
from daprls.model.source_file import SourceFile

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
        file = SourceFile("/app/x.yaml", f"annotations:\n  dapr.io/app-id: {value}\n")
        assert file.mentions == (), value
        assert file.names.unread == {APP}, value


def test_a_sidecar_without_an_app_id_leaves_a_trace() -> None:
    file = SourceFile("/app/x.yaml", "annotations:\n  dapr.io/enabled: 'true'\n")
    assert file.names.unread == {APP}
    file = SourceFile("/app/x.yaml", "annotations:\n  dapr.io/enabled: 'false'\n")
    assert not file.names.unread
