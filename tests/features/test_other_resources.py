"""What an editor does in subscriptions, resiliency, configurations, endpoints and run files."""

from __future__ import annotations

import pytest

from daprls.features.completion import completion
from daprls.features.definition import definition
from daprls.features.highlights import document_highlight
from daprls.features.hover import hover
from daprls.features.lenses import LensKind, code_lenses, lens_text
from daprls.features.links import document_links
from daprls.features.references import references
from daprls.features.rename import RenameError, prepare_rename, rename
from daprls.features.symbols import Symbol, document_symbols, workspace_symbols
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import apply
from marked import CARET, marked
from workspaces import snapshot_of

COMPONENT = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: {name}
spec:
  type: {type}
  version: v1
  metadata:
    - name: redisPassword
      secretKeyRef:
        name: redis-password
        key: redis-password
auth:
  secretStore: vault
scopes:
  - warehouse
"""
BUS = COMPONENT.format(name="orderbus", type="pubsub.redis")
CARTS = COMPONENT.format(name="carts", type="state.redis")
LIMIT = COMPONENT.format(name="limit", type="middleware.http.ratelimit")
VAULT = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: vault
spec:
  type: secretstores.azure.keyvault
  version: v1
  metadata: []
"""
RUN = "apps:\n  - appID: storefront\n    appDirPath: ./storefront\n"
SHOP = {"bus__yaml": BUS, "carts__yaml": CARTS, "limit__yaml": LIMIT, "vault__yaml": VAULT}
ALL = {**SHOP, "dapr__yaml": RUN}


def resource(kind: str, body: str, version: str = "v1alpha1") -> str:
    """A resource with a caret in its body."""
    return f"apiVersion: dapr.io/{version}\nkind: {kind}\nmetadata:\n  name: it\n{body}"


def offered(text: str, **others: str) -> list[str]:
    """What can be typed at the caret."""
    snapshot, file, offset = marked(text, **others)
    return [item.label for item in completion(snapshot, file, offset)]


def typed(text: str, label: str, **others: str) -> str:
    """The file after one of the proposals."""
    snapshot, file, offset = marked(text, **others)
    found = next(each for each in completion(snapshot, file, offset) if each.label == label)
    return apply(file.text, [found.edit])


class TestCompletion:
    @pytest.mark.parametrize(
        "place",
        [
            "spec:\n  pubsubname: <|>\n  topic: a\n",
            "spec:\n  topic: a\n  pubsubname: ord<|>\n",
            "spec: {pubsubname: <|>, topic: a}\n",
            "spec:\n  pubsubname: '<|>'\n",
        ],
    )
    def test_of_a_subscription_s_component(self, place: str) -> None:
        assert offered(resource("Subscription", place), **ALL) == ["orderbus"]

    def test_of_topics_that_others_of_the_component_have(self) -> None:
        other = resource("Subscription", "spec:\n  pubsubname: orderbus\n  topic: orders\n")
        text = resource("Subscription", "spec:\n  pubsubname: orderbus\n  deadLetterTopic: <|>\n")
        assert offered(text, other__yaml=other, **ALL) == ["orders"]

    @pytest.mark.parametrize("kind", ["Subscription", "Resiliency", "HTTPEndpoint"])
    def test_of_scopes(self, kind: str) -> None:
        text = resource(kind, "spec: {}\nscopes:\n  - <|>\n")
        assert offered(text, **ALL) == ["storefront", "warehouse"]
        assert offered(text.replace("<|>", "storefront\n  - <|>"), **ALL) == ["warehouse"]

    def test_of_a_policy_s_targets(self) -> None:
        text = resource(
            "Resiliency", "spec:\n  targets:\n    components:\n      carts: {}\n      <|>\n"
        )
        assert offered(text, **ALL) == ["limit", "orderbus", "vault"]
        assert "      orderbus:\n        \n" in typed(text, "orderbus", **ALL)
        half = text.replace("<|>", "ord<|>")
        assert "      orderbus:\n" in typed(half, "orderbus", **ALL)
        apps = resource("Resiliency", "spec:\n  targets:\n    apps:\n      <|>\n")
        assert offered(apps, **ALL) == ["storefront", "warehouse"]

    def test_of_policies(self) -> None:
        body = (
            "spec:\n  policies:\n    retries:\n      patient: {}\n    timeouts:\n      short: 2s\n"
            "  targets:\n    components:\n      carts:\n        outbound:\n          retry: <|>\n"
        )
        assert offered(resource("Resiliency", body)) == ["patient"]

    @pytest.mark.parametrize(
        ("body", "names"),
        [
            ("  secrets:\n    scopes:\n      - storeName: <|>\n", ["vault", "kubernetes"]),
            (
                "  secrets:\n    scopes:\n      - {storeName: vault, allowedSecrets: [<|>]}\n",
                ["redis-password"],
            ),
            (
                "  secrets:\n    scopes:\n      - storeName: kubernetes\n      - storeName: <|>\n",
                ["vault"],
            ),
            ("  httpPipeline:\n    handlers:\n      - name: <|>\n", ["limit"]),
            ("  accessControl:\n    policies:\n      - appId: <|>\n", ["storefront", "warehouse"]),
        ],
    )
    def test_of_what_a_configuration_names(self, body: str, names: list[str]) -> None:
        assert offered(resource("Configuration", "spec:\n" + body), **ALL) == names

    def test_of_a_handler_s_type(self) -> None:
        body = "spec:\n  appHttpPipeline:\n    handlers:\n      - name: limit\n        type: <|>\n"
        found = offered(resource("Configuration", body), **ALL)
        assert "middleware.http.ratelimit" in found
        assert all(each.startswith("middleware.") for each in found)

    def test_of_an_endpoint_s_store_and_secrets(self) -> None:
        text = resource("HTTPEndpoint", "spec: {}\nauth:\n  secretStore: <|>\n")
        assert offered(text, **ALL) == ["vault", "kubernetes"]
        body = "spec:\n  headers:\n    - name: a\n      secretKeyRef:\n        name: <|>\n"
        text = resource("HTTPEndpoint", body + "auth:\n  secretStore: vault\n")
        assert offered(text, **ALL) == ["redis-password"]

    def test_of_an_outbox(self) -> None:
        text = CARTS.replace(
            "    - name: redisPassword",
            "    - name: outboxPublishPubsub\n      value: <|>\n    - name: redisPassword",
        )
        assert offered(text, bus__yaml=BUS) == ["orderbus"]

    def test_names_of_templates_are_offered_too(self) -> None:
        bicep = (
            "resource b 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  name: 'cloudbus'\n  properties: {\n    componentType: 'pubsub.kafka'\n  }\n}\n"
        )
        text = resource("Subscription", "spec:\n  pubsubname: <|>\n")
        assert offered(text, main__bicep=bicep) == ["cloudbus"]

    @pytest.mark.parametrize(
        "text",
        [
            resource("Subscription", "<|>"),
            resource("Subscription", "spec:\n  routes:\n    default: <|>\n"),
            resource("Resiliency", "spec:\n  targets:\n    actors:\n      <|>\n"),
            resource("Configuration", "scopes:\n  - <|>\n"),
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n  pubsubname: <|>\n",
        ],
    )
    def test_nothing_else_is_offered(self, text: str) -> None:
        assert offered(text, **ALL) == []


def told(text: str, **others: str) -> str | None:
    snapshot, file, offset = marked(text, **others)
    found = hover(snapshot, file, offset)
    return found.markdown if found is not None else None


class TestHover:
    @pytest.mark.parametrize(
        ("kind", "body", "words"),
        [
            (
                "Subscription",
                "spec:\n  pubsubname: order<|>bus\n",
                (
                    "Pub/sub component `orderbus`\n\n- `pubsub.redis` in `bus.yaml`, named by its "
                    "manifest"
                ),
            ),
            (
                "Subscription",
                "spec:\n  pubsubname: order<|>s\n",
                "Pub/sub component `orders`: no file of the workspace defines it.",
            ),
            (
                "Subscription",
                "spec: {}\nscopes:\n  - store<|>front\n",
                (
                    "App `storefront`\n\n- `dapr.yaml` · multi-app run file\n\n"
                    "Named in 1 Subscription."
                ),
            ),
            (
                "Subscription",
                "spec: {}\nscopes:\n  - ware<|>house\n",
                (
                    "App `warehouse`: no file of the workspace defines it.\n\n"
                    "Named in 3 components, 1 Subscription."
                ),
            ),
            (
                "Subscription",
                "spec:\n  pubsubname: orderbus\n  topic: lost\n  deadLetterTopic: lo<|>st\n",
                "Topic `lost` of `orderbus`, with a subscription in `component.yaml`.",
            ),
            (
                "Configuration",
                "spec:\n  secrets:\n    scopes:\n      - storeName: kuber<|>netes\n",
                "Secret store `kubernetes`: there by itself wherever Dapr runs in Kubernetes.",
            ),
            (
                "Configuration",
                (
                    "spec:\n  secrets:\n    scopes:\n      - storeName: vault\n"
                    "        deniedSecrets: [redis<|>-password]\n"
                ),
                "Secret `redis-password` of the store `vault`.",
            ),
            (
                "Resiliency",
                "spec:\n  targets:\n    components:\n      car<|>ts: {}\n",
                "Component `carts`\n\n- `state.redis` in `carts.yaml`, named by its manifest",
            ),
            (
                "Resiliency",
                (
                    "spec:\n  policies:\n    timeouts:\n      short: 2s\n  targets:\n    apps:\n"
                    "      a:\n        timeout: sho<|>rt\n"
                ),
                "Policy `short` of `timeouts`, defined in `component.yaml`.",
            ),
            (
                "Resiliency",
                "spec:\n  targets:\n    apps:\n      a:\n        retry: sho<|>rt\n",
                "Policy `short`: `retries` has none of this name.",
            ),
        ],
    )
    def test_a_name_says_what_it_leads_to(self, kind: str, body: str, words: str) -> None:
        assert told(resource(kind, body), **ALL) == words

    def test_a_deployed_component_needs_no_file(self) -> None:
        settings = '[deployed]\norderbus = "pubsub.kafka"\n'
        text = resource("Subscription", "spec:\n  pubsubname: order<|>bus\n")
        assert told(text, daprls__toml=settings) == (
            "Pub/sub component `orderbus` · `pubsub.kafka`. By the settings it is deployed already."
        )

    def test_the_folder_of_a_run_file(self) -> None:
        snapshot, file, offset = marked(
            "common:\n  resourcesPath: ./compo<|>nents\n" + RUN, "/app/dapr.yaml"
        )
        assert hover(snapshot, file, offset) is not None
        snapshot = snapshot.with_file(SourceFile("/app/components/bus.yaml", BUS))
        found = hover(snapshot, file, offset)
        assert found is not None
        assert found.markdown == "Dapr reads from here\n\n- `bus.yaml`"

    def test_no_value_is_told(self) -> None:
        text = resource("Subscription", "spec:\n  pubsubname: password=hunter<|>2hunter2\n")
        assert told(text) is None


def found_at(text: str, **others: str) -> tuple[list[str], list[str]]:
    """The definitions and the uses of what stands at the caret, each as `file:line`."""
    snapshot, file, offset = marked(text, **others)

    def shown(places: object) -> list[str]:
        assert isinstance(places, tuple)
        return [
            f"{place.path.removeprefix('/app/')}:"
            f"{snapshot.files[place.path].lines.line_at(place.span.start) + 1}"
            for place in places
        ]

    return (
        shown(definition(snapshot, file, offset)),
        shown(references(snapshot, file, offset, False)),
    )


POLICIES = """\
spec:
  policies:
    retries:
      patient: {policy: constant}
  targets:
    apps:
      warehouse:
        retry: patient
    components:
      carts:
        outbound: {retry: patient, timeout: patient}
"""


class TestNavigation:
    def test_a_dead_letter_topic_leads_to_its_subscription(self) -> None:
        lost = resource("Subscription", "spec:\n  pubsubname: orderbus\n  topic: lost\n")
        other = lost.replace("orderbus", "other")
        text = resource(
            "Subscription",
            "spec:\n  pubsubname: orderbus\n  topic: orders\n  deadLetterTopic: lo<|>st\n",
        )
        assert found_at(text, lost__yaml=lost, other__yaml=other) == (
            ["lost.yaml:7"],
            ["component.yaml:8"],
        )

    def test_a_policy_is_known_to_the_resources_beside_it(self) -> None:
        text = resource("Resiliency", POLICIES.replace("retry: patient", "retry: pat<|>ient", 1))
        assert found_at(text) == (["component.yaml:8"], ["component.yaml:12", "component.yaml:15"])
        user = resource(
            "Resiliency", "spec:\n  targets:\n    apps:\n      a:\n        retry: pat<|>ient\n"
        )
        policies = resource("Resiliency", POLICIES)
        assert found_at(user, policies__yaml=policies)[0] == ["policies.yaml:8"]

    def test_a_handler_leads_to_its_middleware(self) -> None:
        text = resource(
            "Configuration", "spec:\n  httpPipeline:\n    handlers:\n      - name: lim<|>it\n"
        )
        assert found_at(text, **ALL) == (["limit.yaml:4"], ["component.yaml:8"])

    def test_an_http_endpoint_is_called_like_an_app(self) -> None:
        endpoint = resource("HTTPEndpoint", "spec: {}\n").replace("name: it", "name: prices")
        text = resource("Resiliency", "spec:\n  targets:\n    apps:\n      pri<|>ces: {}\n")
        assert found_at(text, endpoint__yaml=endpoint) == (
            ["endpoint.yaml:4"],
            ["component.yaml:8"],
        )

    def test_a_secret_is_found_in_configurations_and_endpoints(self) -> None:
        text = resource(
            "Configuration",
            "spec:\n  secrets:\n    scopes:\n      - storeName: vault\n"
            "        allowedSecrets: [redis-<|>password]\n",
        )
        endpoint = resource(
            "HTTPEndpoint",
            "spec:\n  headers:\n    - name: a\n      secretKeyRef:\n        name: redis-password\n"
            "auth:\n  secretStore: vault\n",
        )
        assert found_at(text, bus__yaml=BUS, vault__yaml=VAULT, endpoint__yaml=endpoint) == (
            ["vault.yaml:4"],
            ["bus.yaml:11", "component.yaml:9", "endpoint.yaml:9"],
        )

    def test_a_path_of_a_run_file_leads_to_what_dapr_reads(self) -> None:
        files = {
            "/app/dapr.yaml": "common:\n  resourcesPath: ../components/\n" + RUN,
            "/components/bus.yaml": BUS,
            "/components/it.yaml": resource("Subscription", "spec: {}\n"),
            "/components/below/carts.yaml": CARTS,
        }
        snapshot = snapshot_of(files)
        file = snapshot.files["/app/dapr.yaml"]
        places = definition(snapshot, file, file.text.index("components/"))
        assert [place.path for place in places] == ["/components/bus.yaml", "/components/it.yaml"]
        assert rename(snapshot, file, file.text.index("components/"), "other") is None

    def test_of_two_components_the_one_beside_is_meant(self) -> None:
        subscription = resource("Subscription", "spec:\n  pubsubname: orderbus\n")
        snapshot = snapshot_of(
            {
                "/a/bus.yaml": BUS,
                "/a/it.yaml": subscription,
                "/b/bus.yaml": BUS,
                "/b/it.yaml": subscription,
            }
        )
        file = snapshot.files["/a/bus.yaml"]
        uses = references(snapshot, file, file.text.index("orderbus"), False)
        assert [place.path for place in uses] == ["/a/it.yaml"]
        edits = rename(snapshot, file, file.text.index("orderbus"), "bus")
        assert edits is not None
        assert [edit.path for edit in edits] == ["/a/bus.yaml", "/a/it.yaml"]

    def test_what_only_has_the_name_is_not_followed(self) -> None:
        store = CARTS.replace("name: carts", "name: orderbus")
        subscription = resource("Subscription", "spec:\n  pubsubname: orderbus\n")
        snapshot = snapshot_of({"/a/store.yaml": store, "/b/it.yaml": subscription})
        file = snapshot.files["/a/store.yaml"]
        assert references(snapshot, file, file.text.index("orderbus"), False) == ()

    def test_highlights_are_those_of_the_file(self) -> None:
        text = resource("Resiliency", POLICIES.replace("patient: {", "pat<|>ient: {"))
        snapshot, file, offset = marked(text)
        found = document_highlight(snapshot, file, offset)
        assert [(each.span.of(file.text), each.defines) for each in found] == [
            ("patient", True),
            ("patient", False),
            ("patient", False),
        ]


def refusal(text: str, new: str = "other", **others: str) -> str:
    snapshot, file, offset = marked(text, **others)
    with pytest.raises(RenameError) as refused:
        rename(snapshot, file, offset, new)
    return str(refused.value)


class TestRename:
    def test_a_policy_changes_with_its_uses(self) -> None:
        snapshot, file, offset = marked(
            resource("Resiliency", POLICIES.replace("retry: patient", "retry: pat<|>ient", 1))
        )
        edits = rename(snapshot, file, offset, "stubborn")
        assert edits is not None
        changed = apply(file.text, edits)
        assert changed.count("stubborn") == 3
        assert "timeout: patient" in changed

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (
                resource("Subscription", "spec:\n  pubsubname: orderbus\n  topic: ord<|>ers\n"),
                (
                    "Apps publish to the topic 'orders' by name, and brokers keep it; no file here "
                    "tells all who know it."
                ),
            ),
            (
                resource("Subscription", "spec:\n  pubsubname: order<|>bus\n"),
                "No file of the workspace defines a pub/sub component 'orderbus'.",
            ),
            (
                resource(
                    "Configuration",
                    "spec:\n  secrets:\n    scopes:\n      - storeName: kub<|>ernetes\n",
                ),
                "The secret store 'kubernetes' comes with Kubernetes and keeps its name.",
            ),
            (
                resource(
                    "Resiliency", "spec:\n  targets:\n    apps:\n      a: {retry: pat<|>ient}\n"
                ),
                "No policy 'patient' is defined here.",
            ),
            (
                resource(
                    "Resiliency",
                    "spec:\n  policies:\n    retries:\n      Default<|>RetryPolicy: {}\n",
                ),
                "Dapr itself looks for a policy called 'DefaultRetryPolicy'.",
            ),
        ],
    )
    def test_what_lives_outside_keeps_its_name(self, text: str, reason: str) -> None:
        assert refusal(text) == reason

    def test_a_policy_cannot_become_another_one(self) -> None:
        policies = POLICIES.replace("    retries:\n", "    retries:\n      other: {}\n")
        text = resource("Resiliency", policies.replace("retry: patient", "retry: pat<|>ient", 1))
        assert refusal(text) == "There is a policy 'other' already."

    def test_a_component_that_is_deployed_keeps_its_name(self) -> None:
        settings = '[deployed]\norderbus = "pubsub.kafka"\n'
        text = resource("Subscription", "spec:\n  pubsubname: order<|>bus\n")
        assert refusal(text, daprls__toml=settings) == (
            "By the settings 'orderbus' is deployed already; no file of the workspace names it."
        )

    def test_one_that_a_list_of_deployed_components_shows_keeps_its_name(self) -> None:
        listed = (
            '[{"id": "/x/Microsoft.App/managedEnvironments/e/daprComponents/vault", '
            '"name": "vault", "properties": {"componentType": "secretstores.azure.keyvault"}}]'
        )
        text = "# daprls: name=va<|>ult\ncomponentType: secretstores.azure.keyvault\nversion: v1\n"
        assert refusal(text, deployed__json=listed) == (
            "'vault' is deployed already, as 'deployed.json' lists; what is deployed keeps its "
            "name."
        )

    def test_an_app_of_two_run_files_keeps_its_name(self) -> None:
        snapshot = snapshot_of({"/a/dapr.yaml": RUN, "/b/dapr.yaml": RUN, "/c/bus.yaml": BUS})
        file = snapshot.files["/a/dapr.yaml"]
        with pytest.raises(RenameError, match=r"'a/dapr\.yaml' and 'b/dapr\.yaml' each start"):
            prepare_rename(snapshot, file, file.text.index("storefront"))

    def test_a_template_between_two_of_a_name_stops_it(self) -> None:
        own = "# daprls: name=vault\ncomponentType: secretstores.azure.keyvault\nversion: v1\n"
        bicep = (
            "resource v 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  name: 'vault'\n}\n"
        )
        files = {"/a/vault.yaml": own, "/b/vault.yaml": own, "/main.bicep": bicep}
        snapshot = snapshot_of(files)
        file = snapshot.files["/a/vault.yaml"]
        with pytest.raises(RenameError, match=r"'main\.bicep' names 'vault' as well, and several"):
            rename(snapshot, file, file.text.index("vault"), "safe")
        near = snapshot_of({**files, "/main.bicep": "", "/a/infra/main.bicep": bicep})
        edits = rename(near, near.files["/a/vault.yaml"], file.text.index("vault"), "safe")
        assert edits is not None
        assert [edit.path for edit in edits] == ["/a/infra/main.bicep", "/a/vault.yaml"]

    def test_a_component_that_only_a_template_defines_is_renamed_there(self) -> None:
        bicep = (
            "resource v 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  name: 'vault'\n  properties: {\n    componentType: 'secretstores.azure.keyvault'\n"
            "  }\n}\n"
        )
        text = "componentType: state.redis\nversion: v1\nsecretStoreComponent: va<|>ult\n"
        snapshot, file, offset = marked(text, main__bicep=bicep)
        edits = rename(snapshot, file, offset, "safe")
        assert edits is not None
        assert [(edit.path, edit.new_text) for edit in edits] == [
            ("/app/component.yaml", "safe"),
            ("/app/main.bicep", "safe"),
        ]
        assert refusal(text, "Safe", main__bicep=bicep).startswith("Azure Container Apps refuses")

    def test_a_name_that_needs_quotes_does_not_go_everywhere(self) -> None:
        bus = BUS.replace(
            "    - name: redisPassword",
            "    - name: publishingScopes\n      value: warehouse=a\n    - name: redisPassword",
        )
        text = "apps:\n  - appID: ware<|>house\n    appDirPath: .\n"
        snapshot, file, offset = marked(text, "/app/dapr.yaml", bus__yaml=bus)
        assert rename(snapshot, file, offset, "packing")
        with pytest.raises(RenameError):
            rename(snapshot, file, offset, "a;b")

    def test_a_number_for_a_name_gets_quotes_in_yaml(self) -> None:
        text = "apps:\n  - appID: ware<|>house\n    appDirPath: .\n"
        snapshot, file, offset = marked(text, "/app/dapr.yaml")
        edits = rename(snapshot, file, offset, "123")
        assert edits is not None
        assert edits[0].new_text in ("'123'", '"123"')


class TestLenses:
    def test_a_component_tells_who_names_it(self) -> None:
        subscription = resource("Subscription", "spec:\n  pubsubname: orderbus\n")
        policy = resource("Resiliency", "spec:\n  targets:\n    components:\n      orderbus: {}\n")
        outbox = CARTS.replace(
            "    - name: redisPassword",
            "    - name: outboxPubsub\n      value: orderbus\n    - name: redisPassword",
        )
        snapshot, file, _ = marked(
            BUS + CARET,
            "/app/bus.yaml",
            a__yaml=subscription,
            b__yaml=subscription,
            policy__yaml=policy,
            carts__yaml=outbox,
            vault__yaml=VAULT,
        )
        assert LensKind.USERS in [each.kind for each in code_lenses(snapshot, file)]
        text = lens_text(snapshot, file, LensKind.USERS, 0)
        assert text is not None
        assert text.title == "used by 2 Subscriptions, 1 component, 1 Resiliency"
        assert len(text.places) == 4

    def test_what_nobody_names_tells_nothing(self) -> None:
        snapshot, file, _ = marked(BUS + CARET, "/app/bus.yaml", vault__yaml=VAULT)
        assert LensKind.USERS not in [each.kind for each in code_lenses(snapshot, file)]
        assert lens_text(snapshot, file, LensKind.USERS, 0) is None


def outline(symbols: tuple[Symbol, ...], depth: int = 0) -> list[str]:
    lines = []
    for each in symbols:
        lines.append(f"{'  ' * depth}{each.name} · {each.detail}")
        lines += outline(each.children, depth + 1)
    return lines


class TestSymbols:
    def test_a_resource_and_what_it_names(self) -> None:
        text = (
            BUS
            + "---\n"
            + resource(
                "Subscription",
                "spec:\n  pubsubname: orderbus\n  topic: orders\n  routes:\n    default: /orders\n"
                "scopes:\n  - warehouse\n",
            )
            + "---\n"
            + resource("Resiliency", POLICIES)
            + "---\n"
            + resource(
                "Configuration",
                "spec:\n  secrets:\n    scopes:\n      - storeName: vault\n"
                "  accessControl:\n    policies:\n      - appId: storefront\n",
            )
        )
        snapshot = snapshot_of({"/a.yaml": text})
        found = document_symbols(snapshot, snapshot.files["/a.yaml"])
        assert outline(found[1:]) == [
            "it · Subscription",
            "  orders · topic of orderbus",
            "  /orders · route",
            "  warehouse · scope",
            "it · Resiliency",
            "  patient · retries",
            "  warehouse · target",
            "  carts · target",
            "it · Configuration",
            "  vault · secret scope",
            "  storefront · caller",
        ]

    def test_a_workspace_finds_resources_and_apps(self) -> None:
        files = {"/it.yaml": resource("Subscription", "spec: {}\n"), "/dapr.yaml": RUN}
        snapshot = snapshot_of(files)
        shown = [(each.name, each.type) for each in workspace_symbols(snapshot, "")]
        assert shown == [("it", "Subscription"), ("storefront", "app · multi-app run file")]
        assert [each.name for each in workspace_symbols(snapshot, "subscr")] == ["it"]
        assert [each.name for each in workspace_symbols(snapshot, "stfr")] == ["storefront"]


def links(snapshot: Snapshot, path: str) -> list[tuple[str, str, str]]:
    file = snapshot.files[path]
    return [
        (each.span.of(file.text), each.target, each.tooltip)
        for each in document_links(snapshot, file)
    ]


def test_the_paths_of_a_run_file_are_links() -> None:
    run = (
        "common:\n  resourcesPaths:\n    - ./components\n    - ./empty\n    - ~/.dapr/components\n"
        "apps:\n  - appID: a\n    appDirPath: .\n    configFilePath: 'config.yaml'\n"
        "    resourcesPath: more\\there\n"
    )
    snapshot = snapshot_of(
        {
            "/shop/dapr.yaml": run,
            "/shop/components/bus.yaml": BUS,
            "/shop/components/carts.yaml": CARTS,
            "/shop/more/there/vault.yaml": VAULT,
            "/shop/config.yaml": resource("Configuration", "spec: {}\n"),
        }
    )
    assert links(snapshot, "/shop/dapr.yaml") == [
        ("./components", "/shop/components/bus.yaml", "bus.yaml, and 1 more beside it"),
        ("'config.yaml'", "/shop/config.yaml", "config.yaml"),
        ("more\\there", "/shop/more/there/vault.yaml", "vault.yaml"),
    ]


def test_a_secret_of_key_vault_is_a_link() -> None:
    url = "https://bookshop.vault.azure.net/secrets/redis-password"
    text = (
        "componentType: state.unknown\nversion: v1\nsecrets:\n  - name: a\n"
        f"    keyVaultUrl: {url}\n    identity: system\n  - name: b\n    keyVaultUrl: <url>\n"
    )
    assert links(snapshot_of({"/a.yaml": text}), "/a.yaml") == [
        (url, url, "The secret in Key Vault")
    ]
