"""The catalog's files: that they are what the facts build, and hold together."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from daprls.catalog import ComponentType, IdentityPath, Need
from daprls.package_data import data_folder
from workspaces import catalog

SCHEMAS = data_folder("schemas")
BUILD = runpy.run_path(str(SCHEMAS.parent / "scripts" / "build_catalog.py"))
FACTS: dict[str, Any] = BUILD["read_facts"]()
RECORDS = [
    record
    for stem in FACTS.keys() - {"shared", "registrations"}
    for record in FACTS[stem]["components"]
]
TYPE_FILES = sorted((SCHEMAS / "catalog").glob("*.json"))
HAND_KEPT = (
    "sources.json",
    "identity.json",
    "aca.json",
    "errors.json",
    "secret-stores.json",
    "types.json",
)


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def validator(name: str) -> Draft202012Validator:
    schemas = {path.name: load(path) for path in SCHEMAS.glob("*.schema.json")}
    registry: Registry[Any] = Registry().with_resources(
        (each, Resource.from_contents(schema)) for each, schema in schemas.items()
    )
    return Draft202012Validator(
        schemas[name],
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def components() -> Iterator[ComponentType]:
    for name in catalog().types:
        for version in catalog().versions(name):
            component = catalog().find(name, version)
            assert component is not None
            yield component


COMPONENTS = [pytest.param(each, id=f"{each.type} {each.version}") for each in components()]
PATHS = [
    pytest.param(component, component.identity, id=f"{component.type} {component.version}")
    for component in components()
    if component.identity is not None
]


class TestBuild:
    def test_the_committed_files_are_what_the_facts_build(self) -> None:
        built: dict[str, str] = BUILD["build"](FACTS)
        committed = {
            path.relative_to(SCHEMAS).as_posix(): path.read_text(encoding="utf-8")
            for path in (*TYPE_FILES, SCHEMAS / "types.json")
        }
        assert built.keys() == committed.keys(), "run `make catalog`"
        assert not [name for name in built if built[name] != committed[name]], "run `make catalog`"

    def test_the_facts_are_laid_out_as_the_catalog_is(self) -> None:
        for stem, content in FACTS.items():
            text = (SCHEMAS / "facts" / f"{stem}.json").read_text(encoding="utf-8")
            assert text == BUILD["layout"](content) + "\n", f"{stem}.json: run `make catalog`"

    def test_a_field_stands_on_one_line(self) -> None:
        path = SCHEMAS / "catalog" / "state.redis.json"
        lines = {line.strip().rstrip(",") for line in path.read_text("utf-8").splitlines()}
        for field in load(path)["versions"]["v1"]["fields"]:
            assert json.dumps(field) in lines

    def test_there_are_all_type_versions_that_the_facts_speak_of(self) -> None:
        versions = [version for path in TYPE_FILES for version in load(path)["versions"]]
        internal = FACTS["registrations"]["internal"]
        assert len(versions) - len(internal) == 143
        assert len(RECORDS) == len(versions)

    def test_every_field_of_the_facts_can_be_asked_for(self) -> None:
        unregistered = FACTS["registrations"]["notRegistered"]
        for record in RECORDS:
            if record["type"] in unregistered:
                continue
            component = catalog().find(record["type"], record["version"])
            assert component is not None
            for field in record.get("fields", ()):
                for name in (field["name"], *field.get("aliases", ())):
                    found = component.field(name)
                    assert found is not None, (record["type"], name)
                    assert found.name == field["name"], (record["type"], name)


class TestSecretStores:
    @pytest.mark.parametrize("name", load(SCHEMAS / "secret-stores.json")["stores"])
    def test_what_decides_is_a_field_of_the_store(self, name: str) -> None:
        facts, known = catalog().secret_store(name), catalog().find(name)
        assert facts is not None
        assert known is not None
        assert known.type == name
        assert not facts.field or known.field(facts.field) is not None

    def test_nothing_is_known_of_other_types(self) -> None:
        assert catalog().secret_store("state.redis") is None
        assert catalog().secret_store("secretstores.kubernetes") is None


class TestSchemas:
    @pytest.mark.parametrize("name", sorted(path.name for path in SCHEMAS.glob("*.schema.json")))
    def test_they_are_schemas_of_the_draft_that_they_name(self, name: str) -> None:
        schema = load(SCHEMAS / name)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        Draft202012Validator.check_schema(schema)

    def test_every_type_file_is_valid(self) -> None:
        judge = validator("catalog.schema.json")
        found = [(path.name, error.message) for path in TYPE_FILES
                 for error in judge.iter_errors(load(path))]  # fmt: skip
        assert not found

    @pytest.mark.parametrize("name", HAND_KEPT)
    def test_the_other_files_are_valid(self, name: str) -> None:
        content = load(SCHEMAS / name)
        assert not [error.message for error in validator(content["$schema"]).iter_errors(content)]

    @pytest.mark.parametrize(
        "change",
        [
            {"need": "always"},
            {"sensitive": False},
            {"colour": "red"},
            {"need": "one-of"},
            {"need": "conditional"},
            {"replacedBy": "host"},
            {"direction": ["sideways"]},
            {"type": "text"},
        ],
    )
    def test_the_catalogs_schema_is_strict(self, change: dict[str, Any]) -> None:
        content = load(SCHEMAS / "catalog" / "lock.redis.json")
        content["versions"]["v1"]["fields"][0] = {"name": "redisHost", "type": "string", **change}
        assert not validator("catalog.schema.json").is_valid(content)


class TestTypes:
    @pytest.mark.parametrize("component", COMPONENTS)
    def test_all_names_lead_somewhere(self, component: ComponentType) -> None:
        names = {name for profile in component.profiles for name in profile.fields}
        names |= {name for profile in component.profiles for name in profile.required}
        names |= {name for group in component.exclusive for name in group}
        names |= set(component.renamed.values())
        for field in component.fields:
            names |= {*field.need_group, *filter(None, [field.replaced_by])}
        assert not [name for name in names if not component.reads(name)]

    @pytest.mark.parametrize("component", COMPONENTS)
    def test_no_name_stands_for_two_fields(self, component: ComponentType) -> None:
        names = [name.lower() for field in component.fields for name in field.names]
        assert len(names) == len(set(names))

    @pytest.mark.parametrize("component", COMPONENTS)
    def test_what_is_ignored_or_belongs_elsewhere_is_not_read(
        self, component: ComponentType
    ) -> None:
        listed = {*component.ignored, *component.request_level}
        fields = {name for field in component.fields for name in field.names}
        assert not listed & fields

    @pytest.mark.parametrize("component", COMPONENTS)
    def test_a_need_says_what_it_hangs_on(self, component: ComponentType) -> None:
        for field in component.fields:
            if field.need is Need.ONE_OF:
                assert len(field.need_group) > 1, field.name
                assert field.name in field.need_group
            assert (field.need is Need.CONDITIONAL) == (field.need_when is not None), field.name

    @pytest.mark.parametrize("component", COMPONENTS)
    def test_no_secret_has_an_example(self, component: ComponentType) -> None:
        assert not [field.name for field in component.fields if field.sensitive and field.example]

    def test_no_alias_is_the_name_of_a_type(self) -> None:
        for name in catalog().types:
            for alias in catalog().summary(name).aliases:
                assert alias not in catalog().types


class TestIdentity:
    @pytest.mark.parametrize(("component", "path"), PATHS)
    def test_every_field_of_a_path_is_one_of_the_type(
        self, component: ComponentType, path: IdentityPath
    ) -> None:
        names = {*path.remove, *path.ask, *(name for name, _ in (*path.set, *path.rewrite))}
        names |= {field.name for field in path.require}
        names |= {field.source for field in path.require if field.source}
        names |= {name for group in path.exclusive for name in group}
        for name in names:
            field = component.field(name)
            assert field is not None, name
            assert field.name == name

    @pytest.mark.parametrize(("component", "path"), PATHS)
    def test_what_is_removed_is_not_required(
        self, component: ComponentType, path: IdentityPath
    ) -> None:
        assert not {field.name for field in path.require} & set(path.remove), component.type
        assert not [field for name in path.remove
                    if (field := component.field(name)) and field.need is Need.INIT]  # fmt: skip

    def test_every_type_of_the_shared_profile_has_a_path_or_a_reason(self) -> None:
        for component in components():
            if any(profile.builtin == "azuread" for profile in component.profiles):
                told = component.identity or catalog().without_identity(component.type)
                assert (told is None) == (component.type == "state.cockroachdb"), component.type

    def test_both_versions_of_a_type_and_its_aliases_share_the_path(self) -> None:
        path = catalog().identity("state.yugabyte")
        assert path is not None
        assert path.id == "postgresql"
        for version in ("v1", "v2"):
            component = catalog().find("state.postgres", version)
            assert component is not None
            assert component.identity is path

    @pytest.mark.parametrize(
        "name",
        ["state.cockroachdb", "state.memcached", "bindings.azure.eventgrid", "state.nothing"],
    )
    def test_some_types_have_none(self, name: str) -> None:
        assert catalog().identity(name) is None

    def test_the_reason_is_told_where_azure_has_none(self) -> None:
        told = catalog().without_identity("bindings.azure.eventgrid")
        assert told is not None
        assert "access key" in told
        assert catalog().without_identity("state.azure.cosmosdb") is None

    def test_a_lock_in_redis_can_use_it_though_its_metadata_file_does_not_say_so(self) -> None:
        path = catalog().identity("lock.redis")
        assert path is not None
        assert ("useEntraID", "true") in path.set

    def test_a_connection_string_may_use_it_already(self) -> None:
        path = catalog().identity("bindings.azure.signalr")
        assert path is not None
        assert path.already is not None
        assert path.already_unless is not None
        assert path.already_field == "connectionString"
        already = "Endpoint=https://a.service.signalr.net;AuthType=aad;Version=1.0;"
        assert path.already.search(already)
        assert not path.already_unless.search(already)
        assert path.already_unless.search(already + "ClientSecret=x;")

    def test_the_spellings_of_shared_fields_are_those_of_the_facts(self) -> None:
        azure = catalog().azure
        shared = {
            field["name"]: (field["name"], *field["aliases"])
            for field in FACTS["shared"]["profileFields"]["azuread"]
        }
        assert azure.client_id_fields == shared["azureClientId"]
        assert azure.tenant_fields == shared["azureTenantId"]
        assert azure.secret_fields == shared["azureClientSecret"]
        assert azure.environment_fields == shared["azureEnvironment"]
        assert azure.method_fields == shared["azureAuthMethods"]
        certificate = (*shared["azureCertificate"], *shared["azureCertificateFile"])
        assert azure.certificate_fields == certificate
        everything = {
            *azure.tenant_fields,
            *azure.secret_fields,
            *azure.certificate_fields,
            *shared["azureCertificatePassword"],
        }
        assert set(azure.service_principal_fields) == everything

    def test_clouds_and_methods_know_their_own_names(self) -> None:
        for table in (catalog().azure.clouds, catalog().azure.methods):
            for name, spellings in table.items():
                assert name.lower() in spellings


class TestSources:
    def test_the_page_about_the_facts_names_the_same_commits(self) -> None:
        page = (SCHEMAS / "README.md").read_text(encoding="utf-8")
        for source in catalog().sources.values():
            assert f"[{source.repository.removeprefix('https://github.com/')}]" in page
            assert f"`{source.commit}` ({source.date})" in page

    def test_every_type_tells_where_its_facts_were_read(self) -> None:
        assert not [each.type for each in components() if not each.source]


class TestAzureContainerApps:
    def test_tiers_hold_main_names(self) -> None:
        aca = catalog().aca
        assert not {*aca.tier1, *aca.tier2, *aca.unsupported_types} - set(catalog().types)
        assert not set(aca.tier1) & set(aca.tier2)

    def test_what_is_unsupported_is_in_no_tier(self) -> None:
        aca = catalog().aca
        for name in (*aca.tier1, *aca.tier2):
            assert name not in aca.unsupported_types
            assert name.partition(".")[0] not in aca.unsupported_families
