"""The descriptions: that none is missing or idle, and what form they have."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from daprls.catalog import ComponentType, MetadataField
from daprls.catalog.descriptions import SHARED, Descriptions
from daprls.package_data import data_folder
from workspaces import catalog

SCHEMAS = data_folder("schemas")
FOLDER = SCHEMAS / "descriptions"
CONTENT = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
DESCRIPTIONS = Descriptions(lambda stem: CONTENT.get(stem, {}))
TYPES: dict[str, dict[str, Any]] = {
    content["type"]: content["versions"]
    for path in sorted((SCHEMAS / "catalog").glob("*.json"))
    for content in (json.loads(path.read_text("utf-8")),)
}

NOT_ALLOWED = re.compile(
    r"\b(?:I|we|our|us|you|your|powerful|seamless(?:ly)?|robust|easy|easily|simply|leverage"
    r"|world-class|cutting-edge|effortless(?:ly)?|please|TODO|default(?:s|ed)?)\b"
)
"""No first or second person, no advertising, and no default, which the facts hold."""
OTHER_DEFAULTS = re.compile(r"default credentials|user `default`")
"""What is called default and is not taken in a field's absence."""
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


class Text(NamedTuple):
    """A description and where it stands: the file, the type or family, the field."""

    file: str
    owner: str
    field: str
    text: str


def texts() -> Iterator[Text]:
    for stem, content in CONTENT.items():
        for name, text in content.get("fields", {}).items():
            yield Text(stem, "", name, text)
        for family in content.get("families", ()):
            for name, text in family["fields"].items():
                yield Text(stem, family["types"][0], name, text)
        for type_name, own in content.get("types", {}).items():
            yield Text(stem, type_name, "", own["description"])
            for name, text in own.get("fields", {}).items():
                yield Text(stem, type_name, name, text)


TEXTS = tuple(texts())


def fields(type_name: str) -> Iterator[dict[str, Any]]:
    """The fields and the forms of names of a type in all its versions."""
    for version in TYPES[type_name].values():
        yield from version.get("fields", ())
        yield from version.get("patterns", ())


class TestCompleteness:
    def test_every_type_is_described(self) -> None:
        assert not [name for name in TYPES if DESCRIPTIONS.type(name) is None]

    def test_every_field_and_every_form_of_names_is_described(self) -> None:
        found = {
            f"{type_name} {field['name']}"
            for type_name in TYPES
            for field in fields(type_name)
            if DESCRIPTIONS.named(type_name, field["name"]) is None
        }
        assert not sorted(found)

    def test_no_description_is_without_a_type_or_field(self) -> None:
        used = {
            (id(layer), name)
            for type_name in TYPES
            for name in {field["name"] for field in fields(type_name)}
            for layer in DESCRIPTIONS.layers(type_name)
            if name in layer and layer[name] == DESCRIPTIONS.named(type_name, name)
        }
        idle = []
        for stem, content in CONTENT.items():
            idle += [f"{stem} {name}" for name in content.get("types", {}) if name not in TYPES]
            layers = [content.get("fields", {})]
            layers += [each["fields"] for each in content.get("families", ())]
            layers += [each["fields"] for each in content.get("types", {}).values()
                       if "fields" in each]  # fmt: skip
            idle += [f"{stem} {name}" for layer in layers for name in layer
                     if (id(layer), name) not in used]  # fmt: skip
        assert not idle

    def test_a_family_holds_known_types_that_all_make_use_of_it(self) -> None:
        for family in CONTENT[SHARED]["families"]:
            for type_name in family["types"]:
                assert {field["name"] for field in fields(type_name)} & family["fields"].keys()

    def test_no_field_of_a_type_is_described_by_two_families(self) -> None:
        pairs = Counter(
            (type_name, name)
            for family in CONTENT[SHARED]["families"]
            for type_name in family["types"]
            for name in family["fields"]
        )
        assert not [pair for pair, count in pairs.items() if count > 1]

    def test_a_type_says_nothing_of_its_own_that_it_shares(self) -> None:
        for type_name in TYPES:
            layers = list(DESCRIPTIONS.layers(type_name))
            for name, text in layers[0].items():
                shared = next((layer[name] for layer in layers[1:] if name in layer), None)
                assert text != shared, (type_name, name)

    def test_a_type_stands_in_the_file_of_its_category(self) -> None:
        for stem, content in CONTENT.items():
            assert {name.partition(".")[0] for name in content.get("types", ())} <= {stem}


class TestForm:
    @pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
    def test_the_files_are_valid(self, path: Path) -> None:
        schema = json.loads((SCHEMAS / "descriptions.schema.json").read_text("utf-8"))
        judge = Draft202012Validator(schema)
        assert not [error.message for error in judge.iter_errors(CONTENT[path.stem])]

    @pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
    def test_no_key_stands_twice(self, path: Path) -> None:
        def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            assert len({key for key, _ in pairs}) == len(pairs), [key for key, _ in pairs]
            return dict(pairs)

        json.loads(path.read_text("utf-8"), object_pairs_hook=unique)

    def test_each_is_one_to_three_sentences(self) -> None:
        wrong = [
            each
            for each in TEXTS
            if not each.text[0].isupper()
            or not each.text.endswith(".")
            or len(SENTENCE_END.split(each.text)) > 3
            or "  " in each.text
            or "\n" in each.text
        ]
        assert not wrong

    def test_none_advertises_speaks_to_somebody_or_repeats_a_default(self) -> None:
        wrong = [each for each in TEXTS if NOT_ALLOWED.search(OTHER_DEFAULTS.sub("", each.text))]
        assert not wrong

    def test_none_says_no_more_than_the_name(self) -> None:
        for each in TEXTS:
            name = re.sub(r"[^a-z]", "", each.field.lower())
            rest = re.sub(r"[^a-z]", "", re.sub(r"\b(?:the|an?|of)\b", "", each.text.lower()))
            assert rest != name, each

    def test_code_is_set_off_on_both_sides(self) -> None:
        assert not [each for each in TEXTS if each.text.count("`") % 2]

    def test_a_field_that_a_description_speaks_of_is_one_of_the_type(self) -> None:
        names = {
            type_name: {
                name
                for field in fields(type_name)
                for name in (field["name"], *field.get("aliases", ()))
            }
            for type_name in TYPES
        }
        everywhere = set().union(*names.values())
        families = {each["types"][0]: each["types"] for each in CONTENT[SHARED]["families"]}
        wrong = []
        for each in TEXTS:
            owners = families[each.owner] if each.file == SHARED and each.owner else [each.owner]
            known = set().union(*(names.get(owner, everywhere) for owner in owners))
            spoken_of = set(re.findall(r"`([a-z]+[A-Z]\w*)`", each.text)) & everywhere
            wrong += [(each.owner, each.field, name) for name in spoken_of - known]
        assert wrong == [("bindings.redis", "useEntraID", "useAzureAD")], "which is not read there"


class TestUnits:
    """What is said of numbers without a unit is what the component's decoder makes of them."""

    def test_a_duration_tells_what_a_bare_number_counts_as(self) -> None:
        wrong = []
        for type_name, versions in TYPES.items():
            for version in versions.values():
                for field in version.get("fields", ()):
                    text = DESCRIPTIONS.named(type_name, field["name"]) or ""
                    told = re.search(r"bare number counts as (\w+)", text)
                    strict = version.get("decoder") == "kit/config"
                    retry = field["name"].startswith("backOff") and field["name"] != "backOff"
                    unit = "milliseconds" if strict or retry else "seconds"
                    if field["name"] == "consumeRetryInterval":
                        unit = "milliseconds"
                    if told and (field["type"] not in ("duration", "number") or told[1] != unit):
                        wrong.append((type_name, field["name"], field["type"], told[1]))
        assert not wrong


class TestCatalog:
    def test_a_type_is_described_under_its_aliases_too(self) -> None:
        text = catalog().description("state.postgres")
        assert text is not None
        assert text == catalog().description("state.postgresql")

    def test_an_unknown_type_has_no_description(self) -> None:
        assert catalog().description("state.nothing") is None

    def test_a_type_of_a_category_without_descriptions_has_the_shared_ones(self) -> None:
        component = ComponentType("workflow.nothing", "v1")
        text = catalog().field_description(component, MetadataField("azureTenantId"))
        assert text is not None
        assert catalog().field_description(component, MetadataField("nothing")) is None

    def test_a_name_that_is_read_for_its_form_is_described_by_it(self) -> None:
        component = catalog().find("bindings.graphql")
        assert component is not None
        field = component.field("header:Authorization")
        assert field is not None
        text = catalog().field_description(component, field)
        assert text is not None
        assert "header" in text
