"""Component metadata of a bundle, laid over what is known already."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bundled import bundle, component, field, own
from daprls.catalog import Bundle, BundleError, Catalog, Need, parse_bundle
from daprls.features.completion import completion
from daprls.features.hover import hover
from daprls.lint.engine import lint
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from workspaces import catalog, snapshot_of

NAME = "metadata-bundle.json"


def over(*components: dict[str, Any]) -> Catalog:
    return catalog().with_bundle(parse_bundle(bundle(*components), NAME))


class TestWhatIsAdded:
    def test_a_type(self) -> None:
        known = over(
            component(
                "state.clickhouse",
                status="alpha",
                description="Keeps state in ClickHouse.",
                metadata=[field("databaseName", required=True), field("secretKey", sensitive=True)],
            )
        )
        assert "state.clickhouse" in known.types
        assert known.summary("state.clickhouse").status == "alpha"
        found = known.find("state.ClickHouse")
        assert found is not None
        assert found.fields[0].need is Need.STATED
        assert found.fields[1].sensitive
        assert known.description("state.clickhouse") == "Keeps state in ClickHouse."
        told = known.field_description(found, found.fields[0])
        assert told == "What databaseName is for."

    def test_what_the_sidecar_itself_reads_in_a_type(self) -> None:
        known = over(component("state.clickhouse", metadata=[field("keyPrefix")]))
        found = known.find("state.clickhouse")
        assert found is not None
        for name in ("keyPrefix", "actorStateStore", "primaryEncryptionKey"):
            assert found.reads(name)
        assert found.field("keyPrefix").runtime  # type: ignore[union-attr]

    def test_a_version(self) -> None:
        known = over(component("state.redis", version="v9", metadata=[field("brandNew")]))
        assert known.versions("state.redis") == ("v1", "v9")
        found = known.find("state.redis", "v9")
        assert found is not None
        assert found.reads("brandNew")
        assert not known.find("state.redis").reads("brandNew")  # type: ignore[union-attr]

    def test_a_field_and_a_way_to_authenticate(self) -> None:
        profile = {
            "title": "Sign in with a token",
            "description": "",
            "metadata": [field("token", required=True, sensitive=True), field("redisHost")],
        }
        added = field("brandNew", type="bool", default="false")
        known = over(component("state.redis", metadata=[added], authenticationProfiles=[profile]))
        found = known.find("state.redis")
        assert found is not None
        assert found.field("brandNew").type == "bool"  # type: ignore[union-attr]
        token = found.field("token")
        assert token is not None
        assert token.need is Need.NEVER, "whoever signs in otherwise needs none"
        assert token.profiles == ("Sign in with a token",)
        assert found.profiles[-1].required == ("token",)

    def test_a_shared_way_to_authenticate_is_known_as_such(self) -> None:
        shared = {"title": "Azure AD: Managed identity", "metadata": [field("azureClientId")]}
        known = over(component("state.azure.newdb", authenticationProfiles=[shared]))
        found = known.find("state.azure.newdb")
        assert found is not None
        assert found.profiles[0].builtin == "azuread"

    def test_a_value_of_a_field_that_takes_others_too(self) -> None:
        base = catalog().find("bindings.rocketmq")
        assert base is not None
        enforced = base.field("accessProto")
        assert enforced is not None
        assert enforced.enforced
        added = field("accessProto", allowedValues=["tcp", "quic"])
        found = over(component("bindings.rocketmq", metadata=[added])).find("bindings.rocketmq")
        assert found is not None
        now = found.field("accessProto")
        assert now is not None
        assert now.allowed_values == enforced.allowed_values, "documentation may be wrong"
        assert "quic" in now.also_accepted, "a newer release may know it"

    def test_a_type_that_daprd_registers_under_another_name(self) -> None:
        known = over(
            component("middleware.fancy", metadata=[field("a")]),
            component("middleware.ratelimit", metadata=[field("b")]),
            component("secretstores.aws.secretsmanager", metadata=[field("c")]),
            component("state.postgres", version="v2", metadata=[field("d")]),
        )
        for name, read in (
            ("middleware.http.fancy", "a"),
            ("middleware.http.ratelimit", "b"),
            ("secretstores.aws.secretmanager", "c"),
            ("state.postgresql", "d"),
        ):
            found = known.find(name, "v2" if name == "state.postgresql" else None)
            assert found is not None
            assert found.reads(read)
        assert len(known.types) == len(catalog().types) + 1

    def test_a_type_of_an_older_dapr(self) -> None:
        known = over(component("pubsub.natsstreaming", metadata=[field("natsURL")]))
        assert known.canonical("pubsub.natsstreaming") is not None
        assert "pubsub.natsstreaming" not in known.retired


class TestWhatStaysAsItIs:
    def test_a_field_that_is_known(self) -> None:
        base = catalog().find("state.redis")
        assert base is not None
        host = base.field("redisHost")
        assert host is not None
        theirs = field("REDISHOST", type="number", required=True, default="x:1", sensitive=True)
        known = over(component("state.redis", metadata=[theirs]))
        found = known.find("state.redis")
        assert found is not None
        assert found.field("redisHost") == host
        assert found.field("REDISHOST") == host
        assert known.field_description(found, host) == catalog().field_description(base, host)

    def test_a_name_of_which_no_code_is_known_to_read_it(self) -> None:
        base = catalog().find("bindings.http")
        silent = [
            (each, name)
            for each in catalog().types
            for name in catalog().find(each).ignored  # type: ignore[union-attr]
        ]
        assert base is not None
        assert silent
        for type_name, name in silent[:10]:
            found = over(component(type_name, metadata=[field(name)])).find(type_name)
            assert found is not None
            assert not found.reads(name)

    def test_all_that_a_bundle_says_nothing_of(self) -> None:
        known = over()
        assert known.types == catalog().types
        assert known.find("state.redis") == catalog().find("state.redis")

    def test_what_is_no_component(self) -> None:
        known = over(
            component("nameresolution.mdns"), component("workflows.x"), component("bindings.kitex")
        )
        assert known.types == catalog().types

    def test_no_bundle_makes_the_built_in_catalog_another(self) -> None:
        known = over(component("state.redis", metadata=[field("brandNew")]))
        assert known.find("state.redis").reads("brandNew")  # type: ignore[union-attr]
        assert not catalog().find("state.redis").reads("brandNew")  # type: ignore[union-attr]
        assert (
            not known.with_bundle(None)
            .find("state.redis")
            .reads(  # type: ignore[union-attr]
                "brandNew"
            )
        )


def test_of_several_the_last_counts() -> None:
    first = parse_bundle(bundle(component("state.x", title="One")), "a.json")
    second = parse_bundle(bundle(component("state.X", title="Two")), "b.json")
    both = catalog().with_bundle(Bundle.of((first, second)))
    assert both.summary("state.x").title == "Two"
    assert Bundle.of((first, second)) == Bundle.of((first, second))
    assert Bundle.of((first, second)) != Bundle.of((second, first))


def test_one_component_alone_is_a_bundle() -> None:
    text = json.dumps(own("state.acme", metadata=[field("endpoint")]))
    known = catalog().with_bundle(parse_bundle("\ufeff" + text, "acme.json"))
    assert known.summary("state.acme").pluggable


def wrong(key: str, value: Any, of: str = "") -> str:
    """A bundle with one value that must not be: of the component, or of its field."""
    made = {**field("a"), **({key: value} if of == "field" else {})}
    more = {} if of == "field" else {key: value}
    return bundle({**component("state.x", metadata=[made]), **more})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "It is no JSON: line 1 cannot be read."),
        ("{\n  'a': 1\n}", "It is no JSON: line 2 cannot be read."),
        ("[" * 100_000, "It is nested too deeply."),
        ("1" * 10_000, "It is no JSON."),
        ("[]", "It is no component metadata: a JSON object is expected."),
        ("{}", "It is no component metadata: it has no list 'components'."),
        ('{"components": []}', "'schemaVersion' must be 'v1'; it is none."),
        ('{"schemaVersion": "v2", "components": []}', "'schemaVersion' must be 'v1'; it is 'v2'."),
        ('{"schemaVersion": 1, "components": []}', "must be 'v1'; it is another one."),
        ('{"schemaVersion": "v1", "components": {}}', "'components' must be a list."),
        ('{"schemaVersion": "v1", "components": [3]}', "'components[0]' must be an object."),
        (bundle(*[component("state.x")] * 2001), "'components' must be a list of at most 2000."),
        (wrong("schemaVersion", "v2"), "must be 'v1' in 'components[0]'; it is 'v2'."),
        (wrong("type", "state\n"), "'components[0].type' must be a category such as 'state'."),
        (wrong("name", ["x"]), "'components[0].name' must be the type's name"),
        (wrong("version", "1"), "'components[0].version' must be a version such as 'v1'."),
        (wrong("status", "fine"), "'components[0].status' must be one of stable, beta, alpha"),
        (wrong("title", {}), "'components[0].title' must be a text."),
        (wrong("metadata", "x"), "'components[0].metadata' must be a list."),
        (wrong("metadata", [1]), "'components[0].metadata[0]' must be an object."),
        (wrong("metadata", [field("a")] * 501), "must be a list of at most 500."),
        (wrong("binding", []), "'components[0].binding' must be an object."),
        (wrong("authenticationProfiles", [{}]), "authenticationProfiles[0].title' must be a text."),
        (wrong("name", "a\n  - name: b", "field"), "metadata[0].name' must be one line of text."),
        (wrong("name", "", "field"), "metadata[0].name' must be the name of a field."),
        (wrong("name", "a" * 201, "field"), "metadata[0].name' must be the name of a field."),
        (wrong("required", "yes", "field"), "metadata[0].required' must be true or false."),
        (wrong("allowedValues", ["a\nb"], "field"), "allowedValues.0' must be one line of text."),
        (wrong("allowedValues", "a", "field"), "allowedValues' must be a list."),
    ],
)
def test_what_is_no_bundle_is_told_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(BundleError) as error:
        parse_bundle(text, NAME)
    assert told in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_a_text_of_a_bundle_shows_no_picture_and_ends() -> None:
    text = "See ![x](https://a/b.png)\n\nand " + "more " * 1000
    known = over(component("state.x", description=text, metadata=[field("a", description=text)]))
    found = known.find("state.x")
    assert found is not None
    for told in (known.description("state.x"), known.field_description(found, found.fields[0])):
        assert told is not None
        assert "![" not in told
        assert "\n" not in told
        assert len(told) < 2100


OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: store
spec:
  type: {type}
  version: v1
  metadata:
    - name: {name}
      value: {value}
scopes: [shop]
"""
ACA = """\
componentType: {type}
version: v1
metadata:
  - name: {name}
    value: {value}
scopes: [shop]
"""


def snapshot(*components: dict[str, Any], text: str, **filled: str) -> tuple[Snapshot, SourceFile]:
    state = snapshot_of({"/w/store.yaml": text.format(**filled)})
    return Snapshot(over(*components), state.files), state.files["/w/store.yaml"]


def found(*components: dict[str, Any], text: str = OSS, **filled: str) -> dict[str, str]:
    state, file = snapshot(*components, text=text, **filled)
    return {each.rule: each.severity.word for each in lint(state, file, ALL_RULES)}


STORE = own(
    "state.acme",
    metadata=[
        field("endpoint", required=True),
        field("mode", allowedValues=["fast", "safe"]),
        field("retries", type="number"),
        field("password", sensitive=True),
    ],
)


class TestWhatRulesMakeOfIt:
    def test_nothing_is_said_of_a_right_file(self) -> None:
        assert not found(STORE, type="state.acme", name="endpoint", value="x")

    def test_a_slip_in_a_pluggable_component(self) -> None:
        codes = found(STORE, type="state.acme", name="endpiont", value="x")
        assert codes == {"unknown-metadata-name": "warning", "missing-required-metadata": "info"}

    def test_of_a_type_of_dapr_s_not_all_names_are_known(self) -> None:
        made = component("state.clickhouse", metadata=[field("databaseName")])
        assert not found(made, type="state.clickhouse", name="other", value="x")

    def test_a_value_that_is_none_of_those_described(self) -> None:
        made = own("state.acme", metadata=[field("mode", allowedValues=["fast", "safe"])])
        codes = found(made, type="state.acme", name="mode", value="slow")
        assert codes == {"metadata-allowed-value": "warning"}

    def test_a_described_type_of_value_refuses_nothing(self) -> None:
        made = own("state.acme", metadata=[field("retries", type="number")])
        assert not found(made, type="state.acme", name="retries", value="many")
        added = component("state.in-memory", metadata=[field("retries", type="number")])
        assert not found(added, type="state.in-memory", name="retries", value="many")

    def test_a_secret_is_one(self) -> None:
        made = own("state.acme", metadata=[field("password", sensitive=True)])
        codes = found(made, type="state.acme", name="password", value="hunter2hunter2")
        assert "plaintext-secret" in codes

    def test_azure_container_apps_runs_no_pluggable_component(self) -> None:
        codes = found(STORE, text=ACA, type="state.acme", name="endpoint", value="x")
        assert codes == {"unknown-component-type": "error"}
        made = component("state.clickhouse", metadata=[field("databaseName")])
        codes = found(made, text=ACA, type="state.clickhouse", name="databaseName", value="x")
        assert codes == {"aca-component-tier": "info"}


class TestWhatIsShown:
    def test_types_and_names_are_completed(self) -> None:
        state, file = snapshot(STORE, text=OSS, type="state.", name="", value="")
        at = file.text.index("state.") + len("state.")
        labels = [each.label for each in completion(state, file, at)]
        assert "state.acme" in labels
        state, file = snapshot(STORE, text=ACA, type="state.", name="", value="")
        at = file.text.index("state.") + len("state.")
        assert "state.acme" not in [each.label for each in completion(state, file, at)]
        state, file = snapshot(STORE, text=OSS, type="state.acme", name="", value="")
        at = file.text.index("- name: ") + len("- name: ")
        assert completion(state, file, at)[0].label == "endpoint"

    def test_what_it_is_for_and_who_says_so(self) -> None:
        state, file = snapshot(STORE, text=OSS, type="state.acme", name="endpoint", value="x")
        told = hover(state, file, file.text.index("endpoint"))
        assert told is not None
        assert "What endpoint is for." in told.markdown
        assert f"Known from `{NAME}` alone" in told.markdown
        assert "Required, says its description" in told.markdown
        told = hover(state, file, file.text.index("state.acme"))
        assert told is not None
        assert f"Known from `{NAME}` alone" in told.markdown
