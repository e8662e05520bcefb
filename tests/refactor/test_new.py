"""New components of every type: complete, and clean under all rules."""

from __future__ import annotations

import pytest

from daprls.lint.engine import lint
from daprls.lint.finding import Severity
from daprls.model.authentication import Way, way
from daprls.model.dialect import Dialect
from daprls.refactor.choices import IDENTITY, choices, needs_secret
from daprls.refactor.new import Holder, Plan, Refusal, blank_component, new_component
from daprls.rules import ALL_RULES
from workspaces import catalog, snapshot_of


def made(type_: str, dialect: Dialect, way: str = "", holder: Holder | None = None) -> str:
    text = new_component(catalog(), Plan(type_, dialect, way, holder))
    assert isinstance(text, str), text
    return text


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("type_", catalog().types)
def test_every_type_is_clean_however_it_authenticates(type_: str, dialect: Dialect) -> None:
    known = catalog().find(type_)
    assert known is not None
    for each in choices(known):
        for holder in Holder:
            plan = Plan(type_, dialect, each.id, holder, "shop", ("cart",))
            text = new_component(catalog(), plan)
            if isinstance(text, Refusal):
                continue
            snapshot = snapshot_of({"/app/shop.yaml": text})
            file = snapshot.files["/app/shop.yaml"]
            (component,) = file.components
            assert component.dialect is dialect
            assert snapshot.name(component).text == "shop"
            assert bool(component.references) is needs_secret(known, each)
            found = [
                (each.rule, each.message)
                for each in lint(snapshot, file, ALL_RULES)
                if each.severity in (Severity.ERROR, Severity.WARNING)
                and each.rule not in ("placeholder-value", "prefer-managed-identity")
            ]
            assert found == [], text


def test_the_best_that_a_type_can_do_is_an_identity() -> None:
    assert made("state.azure.cosmosdb", Dialect.ACA) == (
        "componentType: state.azure.cosmosdb\nversion: v1\nmetadata:\n"
        '  - name: url\n    value: "https://<account>.documents.azure.com:443/"\n'
        '  - name: database\n    value: "<database>"\n'
        '  - name: collection\n    value: "<collection>"\n'
        "scopes:\n  - <app-id>\n"
    )


def test_own_secrets_are_left_to_fill_in() -> None:
    assert made("state.azure.cosmosdb", Dialect.ACA, holder=Holder.OWN).endswith(
        "  - name: masterKey\n    secretRef: master-key\n"
        'secrets:\n  - name: master-key\n    value: "<master-key>"\nscopes:\n  - <app-id>\n'
    )


def test_a_secret_store_is_named() -> None:
    plan = Plan("state.redis", Dialect.ACA, holder=Holder.STORE, store="vault")
    assert new_component(catalog(), plan) == (
        "componentType: state.redis\nversion: v1\nsecretStoreComponent: vault\nmetadata:\n"
        '  - name: redisHost\n    value: "<redisHost>"\n'
        "  - name: redisPassword\n    secretRef: redis-password\nscopes:\n  - <app-id>\n"
    )


def test_in_kubernetes_a_component_has_a_secret_of_its_name() -> None:
    plan = Plan("state.redis", Dialect.OSS, "", Holder.OWN, "carts", ("cart",))
    text = new_component(catalog(), plan)
    assert isinstance(text, str)
    assert text.startswith(
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: carts\nspec:\n"
    )
    assert text.endswith(
        "    - name: redisPassword\n      secretKeyRef:\n        name: carts\n"
        "        key: redis-password\nauth:\n  secretStore: kubernetes\nscopes:\n  - cart\n"
    )


def test_a_type_without_fields_is_whole() -> None:
    assert "metadata: []" not in made("state.in-memory", Dialect.ACA)
    assert "  metadata: []\n" in made("state.in-memory", Dialect.OSS)


@pytest.mark.parametrize(
    "type_", [name for name in catalog().types if catalog().identity(name) is not None]
)
def test_an_identity_is_really_used(type_: str) -> None:
    text = made(type_, Dialect.OSS, IDENTITY)
    snapshot = snapshot_of({"/app/shop.yaml": text})
    (component,) = snapshot.files["/app/shop.yaml"].components
    known = snapshot.type(component)
    assert known is not None
    assert way(component, known, catalog().azure) is Way.SYSTEM_ASSIGNED


def test_what_cannot_be_is_refused_with_the_reason() -> None:
    plans = (
        Plan("state.redi", Dialect.OSS),
        Plan("secretstores.local.file", Dialect.ACA),
        Plan("state.mongodb", Dialect.OSS, IDENTITY),
    )
    reasons = [new_component(catalog(), plan) for plan in plans]
    assert reasons[0] == Refusal(
        "Dapr has no component type 'state.redi'. Did you mean 'state.redis'?"
    )
    assert all(isinstance(each, Refusal) for each in reasons)


def test_without_a_type_everything_is_left_to_fill_in() -> None:
    assert blank_component(Dialect.ACA).startswith("componentType: <component-type>\nversion: v1\n")
    assert "  name: <name>\nspec:\n  type: <component-type>\n" in blank_component(Dialect.OSS)
