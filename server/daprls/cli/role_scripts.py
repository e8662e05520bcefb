"""Role assignments ready to run: Azure CLI commands, or a Bicep file.

What the files do not tell is left to fill in: in commands in angle brackets, in Bicep as
parameters. Neither holds a secret, and no text of a file can leave its comment or its quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daprls.catalog import Assignment, ResourceKind, Role
from daprls.cli.report import Show
from daprls.features.roles import Grant, IdentityNeeds, Principal, WithoutIdentity
from daprls.model.authentication import Way
from daprls.refactor.bicep_text import RESERVED, string

_OTHER_WAYS = (Way.KEY, Way.SERVICE_PRINCIPAL, Way.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One assignment, and the components that it is for."""

    principal: Principal
    role: Role
    resource: str | None
    users: tuple[str, ...]
    component: str
    """The first component that it is for."""

    @property
    def placeholder(self) -> str:
        """What stands for a resource whose name is not known."""
        return f"<{_bare(self.role.on.placeholder)}-of-{self.component}>"

    @property
    def target(self) -> tuple[ResourceKind, str | None, str | None]:
        """The resource; one that is not named is each component's own."""
        own = self.component if self.resource is None else None
        return (self.role.on, self.resource, own)


def as_az(
    needs: Sequence[IdentityNeeds], _without: Sequence[WithoutIdentity], show: Show
) -> Iterator[str]:
    """The lines of a shell script."""
    wanted = _wanted(needs, show)
    yield "# Role assignments for the managed identities of Dapr components."
    if not wanted:
        yield "# No component here can use a managed identity."
        return
    yield "# Fill in what stands in angle brackets. Who runs this must be allowed to assign roles."
    for principal in dict.fromkeys(each.principal for each in wanted):
        yield "#"
        yield from _how_to_find(principal)
    for each in wanted:
        yield ""
        yield f"# {_headline(each)}"
        yield f"# for {', '.join(each.users)}"
        yield from _az(each)


def _how_to_find(principal: Principal) -> Iterator[str]:
    yield f"# {_principal(principal)}:"
    if principal.user_assigned:
        client = _line(principal.client_id or "<client-id>")
        yield f"""#   az identity list --query "[?clientId=='{client}'].principalId" --output tsv"""
    else:
        app = shlex.quote(_line(principal.app)) if principal.app is not None else "'<app>'"
        if principal.app is None:
            yield "#   of each app in turn, since no 'scopes' name the apps"
        yield (
            f"#   az containerapp show --name {app} --resource-group '<resource-group>' "
            "--query identity.principalId --output tsv"
        )


def _az(each: _Wanted) -> Iterator[str]:
    kind = each.role.on
    name = each.resource or each.placeholder
    group = f"<resource-group-of-{_bare(name)}>"
    principal = _principal(each.principal)
    match kind.assignment:
        case Assignment.AZURE:
            scope = f"/subscriptions/<subscription-id>/resourceGroups/{group}/providers/{kind.type}"
            yield _command(
                "az role assignment create",
                ("--assignee-object-id", principal),
                ("--assignee-principal-type", "ServicePrincipal"),
                ("--role", each.role.id or each.role.name),
                ("--scope", f"{scope}/{name}"),
            )
        case Assignment.COSMOS:
            yield _command(
                "az cosmosdb sql role assignment create",
                ("--account-name", name),
                ("--resource-group", group),
                ("--role-definition-id", each.role.id or each.role.name),
                ("--principal-id", principal),
                ("--scope", "/"),
            )
        case Assignment.REDIS:
            yield _command(
                "az redis access-policy-assignment create",
                ("--name", name),
                ("--resource-group", group),
                ("--policy-assignment-name", f"dapr{_word(_bare(principal))}"),
                ("--access-policy-name", each.role.name),
                ("--object-id", principal),
                ("--object-id-alias", _alias(each.principal)),
            )
        case Assignment.MANAGED_REDIS:
            yield _command(
                "az redisenterprise database access-policy-assignment create",
                ("--cluster-name", name),
                ("--resource-group", group),
                ("--database-name", "default"),
                ("--access-policy-assignment-name", f"dapr{_word(_bare(principal))}"),
                ("--access-policy-name", each.role.name),
                ("--object-id", principal),
            )
        case Assignment.DATABASE:
            yield from _sql(kind, "#")


def _sql(kind: ResourceKind, mark: str) -> Iterator[str]:
    yield f"{mark} In the database, as an administrator of Microsoft Entra:"
    for statement in kind.statements:
        yield f"{mark}   {statement}"


def _command(words: str, *options: tuple[str, str]) -> str:
    parts = [f"{option} {shlex.quote(value)}" for option, value in options]
    return " \\\n  ".join([words, *parts])


def as_bicep(
    needs: Sequence[IdentityNeeds], _without: Sequence[WithoutIdentity], show: Show
) -> Iterator[str]:
    """The lines of a Bicep file that is deployed to the resource group of the resources."""
    wanted = _wanted(needs, show)
    yield "// Role assignments for the managed identities of Dapr components."
    if not wanted:
        yield "// No component here can use a managed identity."
        return
    yield "// Deploy to the resources' group; split the file where they have several."
    names = _Symbols()
    for principal in dict.fromkeys(each.principal for each in wanted):
        if any(_has_resource(each) for each in wanted if each.principal == principal):
            yield ""
            yield f"@description({string(_line(_describe(principal)))})"
            yield f"param {names.of(principal, _stem(principal) + 'PrincipalId')} string"
    resources = {each.target: each for each in wanted if _has_resource(each)}
    for target, each in resources.items():
        if each.resource is None:
            yield ""
            about = f"Name of the {each.role.resource} of the component {each.component}."
            yield f"@description({string(about)})"
            yield f"param {names.of((target, 'name'), _camel(each.placeholder) + 'Name')} string"
    for target, each in resources.items():
        kind = each.role.on
        symbol = names.of(target, _camel(each.resource or each.placeholder))
        name = string(each.resource) if each.resource else names.of((target, "name"), "")
        yield ""
        yield from _existing(symbol, f"{kind.type}@{kind.api}", f"name: {name}")
        if kind.assignment is Assignment.MANAGED_REDIS:
            child = names.of((target, "database"), f"{symbol}Database")
            lines = (f"parent: {symbol}", "name: 'default'")
            yield ""
            yield from _existing(child, f"{kind.type}/databases@{kind.api}", *lines)
    for each in wanted:
        yield ""
        yield f"// {_headline(each)}"
        yield f"// for {', '.join(each.users)}"
        yield from _bicep(each, names) if _has_resource(each) else _sql(each.role.on, "//")


def _existing(symbol: str, type_name: str, *lines: str) -> Iterator[str]:
    yield f"resource {symbol} '{type_name}' existing = {{"
    for line in lines:
        yield f"  {line}"
    yield "}"


def _bicep(each: _Wanted, names: _Symbols) -> Iterator[str]:
    kind, role = each.role.on, each.role
    target = names.of(each.target, "")
    principal = names.of(each.principal, "")
    symbol = names.of(each, f"{target}{_pascal(role.name)}For{_pascal(_stem(each.principal))}")
    definition = string(role.id or role.name)
    unique = f"uniqueString({target}.id, {principal})"
    properties: tuple[str, ...]
    match kind.assignment:
        case Assignment.AZURE:
            yield f"resource {symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{"
            yield f"  name: guid({target}.id, {principal}, {definition})"
            yield f"  scope: {target}"
            lookup = f"'Microsoft.Authorization/roleDefinitions', {definition}"
            properties = (
                f"roleDefinitionId: subscriptionResourceId({lookup})",
                f"principalId: {principal}",
                "principalType: 'ServicePrincipal'",
            )
        case Assignment.COSMOS:
            yield f"resource {symbol} '{kind.type}/sqlRoleAssignments@{kind.api}' = {{"
            yield f"  parent: {target}"
            yield f"  name: guid({target}.id, {principal}, {definition})"
            properties = (
                f"roleDefinitionId: '${{{target}.id}}/sqlRoleDefinitions/{role.id}'",
                f"principalId: {principal}",
                f"scope: {target}.id",
            )
        case Assignment.REDIS:
            yield f"resource {symbol} '{kind.type}/accessPolicyAssignments@{kind.api}' = {{"
            yield f"  parent: {target}"
            yield f"  name: 'dapr${{{unique}}}'"
            properties = (
                f"accessPolicyName: {string(role.name)}",
                f"objectId: {principal}",
                f"objectIdAlias: {string(_alias(each.principal))}",
            )
        case _:
            database = names.of((each.target, "database"), "")
            type_name = f"{kind.type}/databases/accessPolicyAssignments@{kind.api}"
            yield f"resource {symbol} '{type_name}' = {{"
            yield f"  parent: {database}"
            yield f"  name: 'dapr${{{unique}}}'"
            properties = (
                f"accessPolicyName: {string(role.name)}",
                f"user: {{ objectId: {principal} }}",
            )
    yield "  properties: {"
    for line in properties:
        yield f"    {line}"
    yield "  }"
    yield "}"


_CALLED = (*RESERVED, "guid", "uniqueString", "subscriptionResourceId")
"""What no symbol is to hide."""


class _Symbols:
    """Names for the things of a Bicep file, each its own."""

    def __init__(self) -> None:
        self._names: dict[object, str] = {word: word for word in _CALLED}

    def of(self, thing: object, wish: str) -> str:
        """The name of a thing: the one it has, else the one wished for or one like it."""
        if thing not in self._names:
            name, number = wish, 2
            while name in self._names.values():
                name, number = f"{wish}{number}", number + 1
            self._names[thing] = name
        return self._names[thing]


def _wanted(needs: Sequence[IdentityNeeds], show: Show) -> list[_Wanted]:
    """Every assignment once, with the components that want it."""
    roles: dict[object, tuple[Grant, str]] = {}
    users: dict[tuple[Principal, object], dict[str, None]] = {}
    for need in needs:
        name = _line(need.name)
        today = f", by {need.way.value} today" if need.way in _OTHER_WAYS else ""
        user = f"{name} ({_line(show(need.component.path))}){today}"
        for principal in need.principals:
            for grant in need.grants:
                role = grant.role
                is_named = grant.resource is not None
                kind = role.on.type if is_named else role.on.title
                what = (role.id or role.name, kind, grant.resource or f"<{name}>")
                roles.setdefault(what, (grant, name))
                users.setdefault((principal, what), {})[user] = None
    return [
        _Wanted(principal, grant.role, grant.resource, tuple(names), component)
        for (principal, what), names in users.items()
        for grant, component in (roles[what],)
    ]


def _has_resource(each: _Wanted) -> bool:
    return each.role.on.assignment is not Assignment.DATABASE


def _headline(each: _Wanted) -> str:
    name = f" '{each.resource}'" if each.resource else ""
    purpose = f" ({each.role.purpose})" if each.role.purpose else ""
    return f"{each.role.name} on the {each.role.resource}{name}{purpose},"


def _describe(principal: Principal) -> str:
    if principal.user_assigned:
        known = f" with the client ID {principal.client_id}" if principal.client_id else ""
        return f"Principal ID of the user-assigned managed identity{known}."
    if principal.app is None:
        return "Principal ID of the managed identity of an app; deploy once for each."
    return f"Principal ID of the managed identity of the app {principal.app}."


def _principal(principal: Principal) -> str:
    return f"<principal-id-of-{_bare(_alias(principal))}>"


def _alias(principal: Principal) -> str:
    if principal.user_assigned:
        known = principal.client_id
        return f"identity-{_line(known)}" if known else "user-assigned-identity"
    return _line(principal.app or "each-app")


def _stem(principal: Principal) -> str:
    if principal.client_id is not None:
        return f"identity{_word(principal.client_id)[:8]}"
    return _camel(_alias(principal))


def _line(text: str) -> str:
    """A text of a file on one line, so that nothing behind a break leaves its comment."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)


def _bare(text: str) -> str:
    return text.strip("<>")


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text)


def _pascal(text: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(word[0].upper() + word[1:] for word in words)


def _camel(text: str) -> str:
    """A symbol of Bicep made of any text."""
    words = _pascal(text)
    name = words[:1].lower() + words[1:]
    return name if name[:1].isalpha() else f"the{name}"
