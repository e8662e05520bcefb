"""From the JSON of `schemas/` to the values that the catalog answers with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from daprls.catalog.component_type import (
    AuthenticationProfile,
    ComponentType,
    Conflict,
    Form,
    Limits,
    MetadataField,
    NamePattern,
    Need,
)
from daprls.catalog.identity import (
    Assignment,
    AzureAuthentication,
    BothPresent,
    IdentityField,
    IdentityPath,
    ResourceKind,
    Role,
)
from daprls.catalog.registry import TypeSummary
from daprls.catalog.secret_store import SecretStoreFacts, Single
from daprls.catalog.support import AcaSupport

Json = Mapping[str, Any]

_LIMITS = frozenset({"min", "above", "max", "form", "pattern"})


def component_type(
    summary: TypeSummary, version: str, content: Json, identity: IdentityPath | None
) -> ComponentType:
    """One version of a type from its entry in the type's file."""
    return ComponentType(
        type=summary.type,
        version=version,
        title=content.get("title", ""),
        aliases=summary.aliases,
        versions=summary.versions,
        default_version=summary.default_version,
        deprecated_versions=summary.deprecated_versions,
        status=content.get("status", "stable"),
        since=summary.since.get(version),
        docs=tuple(content.get("docs", ())),
        source=content.get("source", ""),
        directions=tuple(content.get("directions", ())),
        fields=tuple(_field(each) for each in content.get("fields", ())),
        profiles=tuple(_profile(each) for each in content.get("profiles", ())),
        patterns=tuple(_pattern(each) for each in content.get("patterns", ())),
        ignored=MappingProxyType(content.get("ignored", {})),
        request_level=MappingProxyType(content.get("requestLevel", {})),
        renamed=MappingProxyType(content.get("renamed", {})),
        exclusive=_groups(content),
        conflicts=tuple(_conflict(each) for each in content.get("conflicts", ())),
        errors=tuple(content.get("errors", ())),
        decoder=content.get("decoder", "kit/metadata"),
        complete=content.get("complete", True),
        origin=content.get("origin"),
        identity=identity,
    )


def names(content: Json) -> tuple[str, ...]:
    """The name and all aliases of a field."""
    return (content["name"], *content.get("aliases", ()))


def refusals(content: Json) -> Iterator[str]:
    """What a version of a type says when it fails, as far as the words never change."""
    texts = list(content.get("errors", ()))
    texts += [each["refusal"] for each in content.get("fields", ()) if "refusal" in each]
    texts += [each["refusal"] for each in content.get("conflicts", ())]
    for text in texts:
        fragment = max(re.split(r"%\w|…", text), key=len).strip(" :.")
        for quote in "'\"":
            if fragment.count(quote) % 2:
                fragment = fragment.strip(quote).strip(" :.")
        if fragment:
            yield fragment


def _field(content: Json) -> MetadataField:
    return MetadataField(
        name=content["name"],
        aliases=tuple(content.get("aliases", ())),
        type=content["type"],
        sensitive=content.get("sensitive", False),
        need=Need(content.get("need", "never")),
        need_group=tuple(content.get("oneOf", ())),
        need_when=content.get("when"),
        empty_ok=content.get("emptyOk", True),
        default=content.get("default"),
        example=content.get("example"),
        allowed_values=tuple(content.get("values", ())),
        also_accepted=tuple(content.get("alsoAccepted", ())),
        values_exact_case=content.get("valuesExactCase", False),
        open_values=content.get("open", False),
        enforced=content.get("enforced", False),
        fractions=content.get("fractions", False),
        limits=_limits(content),
        refusal=content.get("refusal"),
        otherwise=content.get("otherwise"),
        logged=content.get("logged", False),
        exact_case=content.get("exactCase", False),
        documented=not content.get("undocumented", False),
        effective=content.get("effective", True),
        deprecated=content.get("deprecated", False),
        replaced_by=content.get("replacedBy"),
        since=content.get("since"),
        older=tuple(content.get("older", ())),
        other_value=content.get("otherValue", False),
        profiles=tuple(content.get("profiles", ())),
        runtime=content.get("runtime", False),
        direction=tuple(content.get("direction", ())),
        url=content.get("url"),
        note=content.get("note"),
        origin=content.get("origin"),
    )


def _limits(content: Json) -> Limits | None:
    if _LIMITS.isdisjoint(content):
        return None
    form, pattern = content.get("form"), content.get("pattern")
    return Limits(
        content.get("min"),
        content.get("above"),
        content.get("max"),
        Form(form) if form is not None else None,
        re.compile(pattern) if pattern is not None else None,
        content.get("expects", ""),
    )


def _conflict(content: Json) -> Conflict:
    return Conflict(
        tuple(content["fields"]),
        content["refusal"],
        tuple(content.get("values", ())),
        content.get("relation"),
        tuple(content.get("unless", ())),
    )


def _pattern(content: Json) -> NamePattern:
    return NamePattern(re.compile(content["match"]), _field(content))


def _profile(content: Json) -> AuthenticationProfile:
    return AuthenticationProfile(
        content["title"],
        tuple(content.get("fields", ())),
        tuple(content.get("required", ())),
        content.get("builtin"),
        tuple(content.get("values", {}).items()),
    )


def resource_kind(content: Json) -> ResourceKind:
    """A kind of resource from its entry in `identity.json`."""
    return ResourceKind(
        title=content["title"],
        type=content["type"],
        api=content["api"],
        assignment=Assignment(content["assignment"]),
        placeholder=content["placeholder"],
        statements=tuple(content.get("statements", ())),
        hosts=tuple(content.get("hosts", ())),
    )


def identity_path(content: Json, resources: Mapping[str, ResourceKind]) -> IdentityPath:
    """A way to managed identity from its entry in `identity.json`."""
    already = content.get("already")
    return IdentityPath(
        id=content["id"],
        remove=tuple(content["remove"]),
        both_present=BothPresent(content["bothPresent"]),
        require=tuple(_identity_field(each) for each in content.get("require", ())),
        set=tuple(content.get("set", {}).items()),
        rewrite=tuple(content.get("rewrite", {}).items()),
        exclusive=_groups(content),
        reads_cloud_with_key=content.get("readsCloudWithKey", False),
        ask=tuple(content.get("ask", ())),
        hosts=tuple(content.get("hosts", ())),
        public_cloud_only=content.get("publicCloudOnly", False),
        notes=tuple(content.get("notes", ())),
        cautions=tuple(content.get("cautions", {}).items()),
        already=re.compile(already["matches"]) if already else None,
        already_field=already["field"] if already else None,
        already_unless=re.compile(already["unless"]) if already else None,
        roles=tuple(_role(each, resources) for each in content.get("roles", ())),
    )


def _role(content: Json, resources: Mapping[str, ResourceKind]) -> Role:
    return Role(
        name=content["name"],
        on=resources[content["resource"]],
        fields=tuple(content["fields"]),
        id=content.get("id"),
        direction=content.get("direction"),
        purpose=content.get("purpose"),
        where=content.get("where"),
        unless=content.get("unless"),
        types=tuple(content.get("types", ())),
    )


def _identity_field(content: Json) -> IdentityField:
    return IdentityField(
        content["name"],
        content["placeholder"],
        content.get("source"),
        content.get("derive"),
        content.get("format"),
        content.get("optional", False),
        tuple(content.get("unlessAny", ())),
        content.get("where"),
    )


def azure_authentication(content: Json) -> AzureAuthentication:
    """What all Azure components share, from `identity.json`."""
    return AzureAuthentication(
        service_principal_fields=tuple(content["servicePrincipalFields"]),
        client_id_fields=tuple(content["clientIdFields"]),
        tenant_fields=tuple(content["tenantFields"]),
        secret_fields=tuple(content["secretFields"]),
        certificate_fields=tuple(content["certificateFields"]),
        environment_fields=tuple(content["environmentFields"]),
        method_fields=tuple(content["methodFields"]),
        clouds=_tuples(content["clouds"]),
        methods=_tuples(content["methods"]),
        emulator_markers=tuple(content["emulatorMarkers"]),
    )


def aca_support(content: Json) -> AcaSupport:
    """What Azure Container Apps supports, from `aca.json`."""
    return AcaSupport(
        tuple(content["tier1"]),
        tuple(content["tier2"]),
        MappingProxyType(content["unsupportedTypes"]),
        MappingProxyType(content["unsupportedFamilies"]),
    )


def secret_store(content: Json) -> SecretStoreFacts:
    """What is known of a secret store, from its entry in `secret-stores.json`."""
    other_key, names = content.get("otherKey"), content.get("names")
    return SecretStoreFacts(
        Single(content["single"]),
        content.get("field", ""),
        content.get("value", ""),
        re.compile(other_key) if other_key else None,
        re.compile(names) if names else None,
        content.get("form", ""),
    )


def _groups(content: Json) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in content.get("exclusive", ()))


def _tuples(content: Json) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: tuple(words) for name, words in content.items()})
