"""A component in the other dialect: what moves, what is lost, and the way back."""

from __future__ import annotations

import pytest

from daprls.lint.engine import lint
from daprls.lint.finding import Severity
from daprls.model.dialect import Dialect
from daprls.refactor.dialect import Conversion, Refusal, convert
from daprls.rules import ALL_RULES
from workspaces import snapshot_of

ACA = """\
# daprls: name=carts
# Carts of the shop.

componentType: state.azure.cosmosdb   # the store
version: v1
# where secrets are
secretStoreComponent: vault  # beside
metadata:
  # the address
  - name: url
    value: "https://shop.documents.azure.com:443/"
  - name: database
    value: shop
  - name: collection
    value: carts
  - name: masterKey
    secretRef: master-key   # of the vault
scopes:
- cart   # the only one

# the end
"""
OSS = """\
# Carts of the shop.

apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.azure.cosmosdb   # the store
  version: v1
  metadata:
    # the address
    - name: url
      value: "https://shop.documents.azure.com:443/"
    - name: database
      value: shop
    - name: collection
      value: carts
    - name: masterKey
      secretKeyRef:   # of the vault
        name: master-key
        key: master-key
# where secrets are
auth:
  secretStore: vault  # beside
scopes:
- cart   # the only one

# the end
"""


def conversion(
    text: str, to: Dialect, name: str | None = None, index: int = 0, **others: str
) -> Conversion | Refusal:
    path = "/app/component.yaml"
    files = {f"/app/{key.replace('__', '.')}": each for key, each in others.items()}
    snapshot = snapshot_of({path: text, **files})
    return convert(snapshot, snapshot.files[path].components[index], to, name)


def converted(text: str, to: Dialect, name: str | None = None, **others: str) -> Conversion:
    made = conversion(text, to, name, **others)
    assert isinstance(made, Conversion), made
    return made


def oss(text: str, name: str | None = None, **others: str) -> Conversion:
    return converted(text, Dialect.OSS, name, **others)


def aca(text: str, name: str | None = None, **others: str) -> Conversion:
    return converted(text, Dialect.ACA, name, **others)


def aca_item(value: str) -> str:
    return (
        "componentType: state.redis\nversion: v1\nmetadata:\n"
        f"- name: redisHost\n  value: shop:6379\n- name: maxRetries\n  value: {value}\n"
    )


def oss_item(lines: str, end: str = "") -> str:
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: carts\n"
        "spec:\n  type: state.redis\n  version: v1\n  metadata:\n"
        f"  - name: redisHost\n    value: shop:6379\n  - name: redisPassword\n{lines}{end}"
    )


class TestThereAndBack:
    def test_lines_move_with_their_comments(self) -> None:
        made = oss(ACA)
        assert made.text == OSS
        assert made.notes == ()
        assert made.extras == ()

    def test_the_way_back_gives_the_file_back(self) -> None:
        assert aca(OSS).text == ACA

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("break_", ["\n", "\r\n"])
    def test_breaks_and_the_mark_at_the_start_stay(self, mark: str, break_: str) -> None:
        text = mark + ACA.replace("\n", break_)
        assert oss(text).text == mark + OSS.replace("\n", break_)
        assert aca(oss(text).text).text == text

    def test_a_file_without_a_break_at_its_end_stays_so(self) -> None:
        text = ACA.removesuffix("\n# the end\n").removesuffix("\n")
        assert not oss(text).text.endswith("\n")
        assert aca(oss(text).text).text == text

    def test_a_marker_at_the_top_stays_there(self) -> None:
        text = "---\n" + ACA
        assert oss(text).text == "---\n" + OSS
        assert aca(oss(text).text).text == text

    def test_odd_indentation_stays(self) -> None:
        text = (
            "# daprls: name=carts\ncomponentType: state.redis\nversion: v1\nmetadata:\n"
            "    -   name: redisHost\n        value: >-\n          shop:6379\n\n          x\n"
            "      # odd\n    -   name: redisPassword\n        secretRef: pw\n"
        )
        store = text.replace("metadata:", "secretStoreComponent: vault\nmetadata:")
        assert aca(oss(store).text).text == store

    def test_json_becomes_a_resource(self) -> None:
        made = oss(
            '{"componentType": "state.redis", "version": "v1",\n'
            ' "metadata": [{"name": "redisHost",\n"value": "shop:6379"}], "scopes": ["cart"]}\n'
        )
        assert made.text == (
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: component\nspec:\n"
            '  "type": "state.redis"\n  "version": "v1"\n'
            '  "metadata": [{"name": "redisHost",\n    "value": "shop:6379"}]\n'
            '"scopes": ["cart"]\n'
        )

    def test_one_of_several_documents_goes_alone(self) -> None:
        text = "# of the first\n" + OSS + "---\n# of the second\n" + OSS.replace("carts", "two")
        first = conversion(text, Dialect.ACA)
        second = conversion(text, Dialect.ACA, index=1)
        assert isinstance(first, Conversion)
        assert isinstance(second, Conversion)
        assert first.text == ACA.replace("# Carts", "# of the first\n# Carts", 1)
        assert second.name == "two"
        assert second.text.startswith("# daprls: name=two\n# of the second\n# Carts of the shop.")


class TestToOpenSource:
    def test_an_export_becomes_a_resource_without_what_the_service_wrote(self) -> None:
        made = oss(
            "id: /subscriptions/x\nname: carts\nproperties:\n    # inside\n"
            "    componentType: state.redis\n    deploymentErrors: null\n"
            "    metadata:\n    -   name: redisHost\n        value: shop:6379\n"
            "    scopes: [cart]\n    serviceComponentBind: []\ntype: Microsoft.App/x\n"
        )
        assert made.text == (
            "# inside\napiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: carts\n"
            "spec:\n  type: state.redis\n  version: v1\n  metadata:\n"
            "  -   name: redisHost\n      value: shop:6379\nscopes: [cart]\n"
        )
        assert made.notes == (
            "'serviceComponentBind' is left out: there is nothing like it.",
            "The component has no version; 'v1' is taken.",
        )

    def test_own_secrets_become_a_secret_of_kubernetes_without_their_values(self) -> None:
        text = (
            "componentType: state.redis\nversion: v1\nmetadata:\n- name: redisHost\n"
            "  value: shop:6379\n- {name: redisPassword, secretRef: pw}\n"
            "secrets:\n- name: pw\n  value: hunter2-and-more\n# end\n"
        )
        made = oss(text, "carts")
        assert "{name: redisPassword, secretKeyRef: {name: carts, key: pw}}" in made.text
        assert made.text.endswith("auth:\n  secretStore: kubernetes\n# end\n")
        assert made.extras == (
            (
                "carts.secret.yaml",
                (
                    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: carts\ntype: Opaque\n"
                    'stringData:\n  pw: "<pw>"\n'
                ),
            ),
        )
        assert "hunter2" not in repr(made)
        assert "'carts.secret.yaml'" in made.notes[0]

    def test_own_secrets_become_a_local_file_where_daprd_runs_by_itself(self) -> None:
        text = (
            "componentType: state.redis\nversion: v1\nmetadata:\n- name: redisHost\n"
            "  value: shop:6379\n- name: redisPassword\n  secretRef: pw\n"
            "secrets:\n- name: pw\n  value: hunter2-and-more\nscopes:\n- cart\n"
        )
        made = oss(text, "carts", dapr__yaml="version: 1\napps: []\n")
        assert "secretKeyRef:\n      name: pw\n      key: pw\n" in made.text
        assert "auth:\n  secretStore: carts-secrets\nscopes:\n- cart\n" in made.text
        names = [name for name, _ in made.extras]
        assert names == ["carts-secrets.yaml", "carts.secrets.json"]
        assert made.extras[1][1] == '{\n  "pw": "<pw>"\n}\n'
        assert (
            "secretsFile\n      value: carts.secrets.json\nscopes:\n  - cart" in made.extras[0][1]
        )

    @pytest.mark.parametrize(
        ("written", "there"),
        [
            ("5", "5"),
            ("true", "true"),
            ("yes", "yes"),
            ('"5"', '"5"'),
            ("0012", "0012"),
            ("1e3", '"1e3"'),
            ("1:30", '"90"'),
            ("1.50", "1.50"),
            ("text", "text"),
            ("${RETRIES}", "${RETRIES}"),
            ("1:30   # why", '"90"   # why'),
        ],
    )
    def test_a_value_stays_what_az_makes_of_it(self, written: str, there: str) -> None:
        assert oss(aca_item(written)).text.endswith(f"    value: {there}\n")

    def test_keys_and_types_that_kubernetes_is_strict_about_are_put_right(self) -> None:
        made = oss(
            "componentType: state.redis\nversion: 1\nignoreErrors: 'true'\ninitTimeout: 5\n"
            "metadata: []\nsecret_store_component: vault\n"
        )
        assert 'version: "1"' in made.text
        assert "ignoreErrors: true" in made.text
        assert 'initTimeout: "5"' in made.text
        assert "auth:\n  secretStore: vault\n" in made.text

    def test_a_name_that_kubernetes_refuses_is_changed(self) -> None:
        made = oss(ACA, "Order_Store")
        assert made.name == "order-store"
        assert made.notes == (
            "The component is called 'order-store' now: Kubernetes refuses 'Order_Store'.",
        )

    def test_a_name_that_a_pipeline_gives_stays(self) -> None:
        assert 'name: "${STORE}"' in oss(ACA, "${STORE}").text


class TestToContainerApps:
    def test_secrets_of_kubernetes_become_own_ones_to_fill_in(self) -> None:
        made = aca(
            oss_item(
                "    secretKeyRef:\n      name: redis\n      key: redis-Password\n",
                "auth:\n  secretStore: kubernetes\nscopes: [cart]\n",
            )
        )
        assert made.text == (
            "# daprls: name=carts\ncomponentType: state.redis\nversion: v1\nmetadata:\n"
            "- name: redisHost\n  value: shop:6379\n- name: redisPassword\n"
            "  secretRef: redis-password\nsecrets:\n- name: redis-password\n"
            '  value: "<redis-password>"\nscopes: [cart]\n'
        )
        assert made.notes == (
            (
                "The secret 'redis-password' has to be filled in: it was 'redis-Password' of the "
                "secret 'redis'."
            ),
        )

    def test_so_do_those_of_a_local_file(self) -> None:
        store = (
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: local\nspec:\n"
            "  type: secretstores.local.file\n  version: v1\n  metadata:\n"
            "  - name: secretsFile\n    value: secrets.json\n"
        )
        text = oss_item("    secretKeyRef:\n      name: pw\n", "auth:\n  secretStore: local\n")
        made = aca(text, local__yaml=store)
        assert "secretStoreComponent" not in made.text
        assert "secrets:\n- name: pw\n" in made.text

    def test_a_key_of_a_secret_in_a_store_is_not_expressible(self) -> None:
        made = aca(
            oss_item(
                "    secretKeyRef: {name: redis, key: password}\n", "auth: {secretStore: vault}\n"
            )
        )
        assert "secretStoreComponent: vault\nmetadata:" in made.text
        assert "  secretRef: redis\n" in made.text
        assert made.notes[0].startswith("'redisPassword' took 'password' of the secret 'redis'")

    def test_an_environment_variable_becomes_a_secret(self) -> None:
        made = aca(oss_item("    envRef: REDIS_PASSWORD\n"))
        assert "secretRef: redis-password\nsecrets:" in made.text
        assert "'REDIS_PASSWORD' of the sidecar" in made.notes[0]

    @pytest.mark.parametrize(
        ("written", "there"),
        [
            ("6379", '"6379"'),
            ("true", '"true"'),
            ("on   # why", '"true"   # why'),
            ("0x10", '"16"'),
            ("'6379'", "'6379'"),
            ("10.0.0.1", "10.0.0.1"),
            ("2024-01-01", '"2024-01-01"'),
            ("{a: [1, yes], b: x}", '\'{"a":[1,true],"b":"x"}\''),
        ],
    )
    def test_a_value_becomes_the_text_that_the_component_gets(
        self, written: str, there: str
    ) -> None:
        assert aca(oss_item(f"    value: {written}\n")).text.endswith(f"  value: {there}\n")

    def test_what_there_is_no_place_for_is_told(self) -> None:
        text = OSS.replace(
            "  name: carts\n", "  name: Carts\n  namespace: shop\n  labels: {a: b}\n"
        )
        made = aca(text.replace("- cart ", "- cart_app "))
        assert made.name == "carts"
        assert [note.split(":")[0] for note in made.notes] == [
            "The component is called 'carts' now",
            "The namespace is left out",
            "'metadata.labels' is left out",
            "The app ID 'cart_app' is refused",
        ]

    def test_comments_within_a_reference_stay(self) -> None:
        text = OSS.replace(
            "        key: master-key", "        # in the vault\n        key: master-key"
        )
        expected = ACA.replace("# of the vault", "# of the vault\n    # in the vault")
        assert aca(text).text == expected

    def test_a_version_that_is_not_there_is_added(self) -> None:
        made = aca(OSS.replace("  version: v1\n", ""))
        assert "componentType: state.azure.cosmosdb   # the store\nversion: v1\n" in made.text
        assert made.notes == ("The component has no version; 'v1' is taken.",)

    def test_comments_of_what_goes_stay(self) -> None:
        text = OSS.replace("kind:", "# of the kind\nkind:").replace("spec:", "# of spec\nspec:")
        text = text.replace("  name: carts\n", "  # of the name\n  name: carts\n")
        assert "# of the kind\n# of the name\n# of spec\ncomponentType:" in aca(text).text

    @pytest.mark.parametrize(
        "type_", ["secretstores.local.file", "secretstores.kubernetes", "lock.redis"]
    )
    def test_a_type_that_cannot_work_there_is_refused(self, type_: str) -> None:
        made = conversion(OSS.replace("state.azure.cosmosdb", type_), Dialect.ACA)
        assert isinstance(made, Refusal)


class TestRefusals:
    def test_the_same_dialect(self) -> None:
        assert isinstance(conversion(ACA, Dialect.ACA), Refusal)

    def test_broken_yaml(self) -> None:
        assert isinstance(conversion(ACA + "x: [\n", Dialect.OSS), Refusal)

    def test_an_anchor_in_what_is_left_out(self) -> None:
        text = (
            "x: &a shop:6379\ncomponentType: state.redis\nversion: v1\nmetadata:\n"
            "- name: redisHost\n  value: *a\n"
        )
        made = conversion(text, Dialect.OSS)
        assert made == Refusal("An anchor that is needed elsewhere in the file would be lost.")

    def test_keys_from_elsewhere(self) -> None:
        text = "x: &a {version: v1}\n<<: *a\n" + ACA
        assert isinstance(conversion(text, Dialect.OSS), Refusal)


@pytest.mark.parametrize("text", [ACA, OSS])
def test_the_result_is_as_clean_as_the_file(text: str) -> None:
    snapshot = snapshot_of({"/app/component.yaml": text})
    to = Dialect.OSS if text is ACA else Dialect.ACA
    made = convert(snapshot, snapshot.files["/app/component.yaml"].components[0], to)
    assert isinstance(made, Conversion)
    after = snapshot_of({"/app/carts.yaml": made.text})
    found = lint(after, after.files["/app/carts.yaml"], ALL_RULES)
    assert [each for each in found if each.severity is Severity.ERROR] == []


def test_what_nobody_reads_is_told_with_what_it_may_be_meant_for() -> None:
    made = conversion(
        OSS.replace("scopes:", "scope:").replace("  version", "  auth: x\n  version"), Dialect.ACA
    )
    assert set(made.notes) == {
        "'scope' is left out: nobody reads it. It may be meant for 'scopes'.",
        "'auth' is left out: nobody reads it here, it belongs at the top level.",
    }
