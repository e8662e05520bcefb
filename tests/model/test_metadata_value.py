"""Values that components do not take: by which decoder, in which dialect, and what stays untold."""

from __future__ import annotations

import pytest

from daprls.catalog import Form, MetadataField
from daprls.model.metadata_value import Flaw, Kind, flaws
from daprls.model.value_form import limit_problem, type_problem, word_problem
from workspaces import catalog, snapshot_of

ACA = "componentType: {type}\nversion: v1\nmetadata:\n  - name: {name}\n    value: {value}\n"
OSS = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n  type: {type}\n"
    "  version: v1\n  metadata:\n    - name: {name}\n      value: {value}\n"
)


def found(text: str) -> list[Flaw]:
    snapshot = snapshot_of({"/a.yaml": text})
    (component,) = snapshot.files["/a.yaml"].components
    known = snapshot.certain_type(component)
    assert known is not None
    return list(flaws(component, known))


def of(dialect: str, component_type: str, name: str, value: str) -> list[Flaw]:
    return found(dialect.format(type=component_type, name=name, value=value))


@pytest.mark.parametrize("word", ["y", "yes", "TRUE", "on", "1", "n", "No", "off", "0", " true "])
def test_most_components_take_many_words_for_booleans(word: str) -> None:
    assert of(OSS, "bindings.aws.s3", "forcePathStyle", f"'{word}'") == []


@pytest.mark.parametrize("word", ["yes", "on", "TrUe", " true "])
def test_redis_refuses_them(word: str) -> None:
    (flaw,) = of(OSS, "state.redis", "enableTLS", f"'{word}'")
    assert flaw.refused
    assert flaw.kind is Kind.TYPE


def test_the_sidecars_own_booleans_are_read_as_anywhere() -> None:
    assert of(OSS, "state.redis", "actorStateStore", "'yes'") == []
    (flaw,) = of(OSS, "state.redis", "actorStateStore", "'ja'")
    assert not flaw.refused
    assert flaw.otherwise == "false"


def test_the_text_is_that_of_the_dialect() -> None:
    assert of(OSS, "secretstores.hashicorp.vault", "skipVerify", "True") == []
    (flaw,) = of(ACA, "secretstores.hashicorp.vault", "skipVerify", "True")
    assert flaw.text == "True"
    assert of(OSS, "state.redis", "redisDB", "010") == []
    assert of(ACA, "state.redis", "redisDB", "010") == []


@pytest.mark.parametrize("value", ["'{appID}'", "'{appId}'", "'${X}'", "<count>", "", "'  '", "~"])
def test_what_is_not_there_yet_has_no_flaw(value: str) -> None:
    assert of(ACA, "state.redis", "redisDB", value) == []


def test_nothing_is_told_of_components_whose_way_to_read_is_not_known() -> None:
    assert catalog().find("bindings.zeebe.command") is not None
    assert of(OSS, "bindings.zeebe.command", "gatewayKeepAlive", "soon") == []


@pytest.mark.parametrize(
    ("component_type", "name", "value"),
    [
        ("pubsub.rabbitmq", "connectionString", "guest:s3cretPassw0rd@host"),
        ("state.redis", "redisDB", "AccountKey=c2VjcmV0"),
        ("state.redis", "redisDB", "k" * 80),
    ],
)
def test_a_value_that_may_be_a_secret_is_not_shown(
    component_type: str, name: str, value: str
) -> None:
    (flaw,) = of(ACA, component_type, name, value)
    assert flaw.shown is None
    assert value not in (flaw.refusal or "")


def test_every_field_with_words_takes_its_own_default_and_example() -> None:
    for name in catalog().types:
        known = catalog().find(name)
        assert known is not None
        for field in known.fields:
            for text in filter(None, (field.default, field.example)):
                assert word_problem(text, field) is None, (name, field.name, text)


DOCUMENTED_AND_REFUSED = {
    ("configuration.postgresql", "table"),
    ("pubsub.kafka", "version"),
}
"""What documentation shows and the code does not take."""


def test_every_field_takes_its_own_default_and_example_but_for_known_slips() -> None:
    wrong = set()
    for name in catalog().types:
        known = catalog().find(name)
        assert known is not None
        for field in known.fields:
            for text in filter(None, (field.default, field.example)):
                several = ", " in text  # An example may show more than one value.
                if not several and _problem(text, field, known.decoder) is not None:
                    wrong.add((name, field.name))
    assert wrong == DOCUMENTED_AND_REFUSED


def _problem(text: str, field: MetadataField, decoder: str) -> str | None:
    if field.limits is not None and field.limits.form is Form.PEM:
        return None  # Examples of certificates are left out.
    problem = None if field.allowed_values else type_problem(text, field, decoder)
    return problem or limit_problem(text, field, decoder)
