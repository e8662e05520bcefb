"""The ways in which a new component may authenticate, the best first.

Each has a short name that a person can ask for it by. What a way needs is the catalog's word; which
of several is commonly meant is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daprls.catalog import AuthenticationProfile, ComponentType, MetadataField, Need

IDENTITY = "identity"
"""The system-assigned managed identity."""
USER_IDENTITY = "user-identity"
"""A user-assigned managed identity, which a client ID names."""
NONE = "none"
"""No authentication."""

_USUAL = "default"
_MANAGED = "Managed identity"
_BUILTIN_NAMES = {
    "AWS: Access Key ID and Secret Access Key": "aws-access-key",
    "AWS: Assume IAM Role": "aws-role",
    "AWS: Credentials from Environment Variables": "aws-environment",
    "AWS: IAM Roles Anywhere": "aws-roles-anywhere",
    "GCP API Authentication with Service Account Key": "gcp-service-account",
}
_BUILTIN_RANKS = {"azuread": 4, "aws": 2, "gcp": 2}
_UNCOMMON = re.compile(r"OIDC|JWT|OAuth|TLS|certificate|Sentinel", re.IGNORECASE)
_FILLING = frozenset(
    ["authentication", "authenticate", "using", "with", "and", "azure", "ad", "aws", "alicloud"]
)
_WORD = re.compile(r"[a-z0-9]+")
_ALWAYS = (Need.INIT, Need.USE, Need.OPERATION, Need.ROLE)
_CLOUDS = frozenset(
    ["alicloud", "aws", "azure", "cloudflare", "gcp", "huawei", "huaweicloud", "oci"]
)
"""Parts of types whose service nobody has without an account."""
_USERS = frozenset(["user", "username"])
_RARE = ("sentinel", "session")
"""How secrets begin that only some installations have: of Redis' watchers, of temporary keys."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to authenticate."""

    id: str
    title: str
    fields: tuple[MetadataField, ...] = ()
    """What it takes; managed identity has facts of its own."""
    values: tuple[tuple[str, str], ...] = ()
    """What those of the fields hold that only say that this way is meant."""
    of_application: bool = False
    """Whether an application registered in Microsoft Entra ID authenticates."""

    @property
    def is_identity(self) -> bool:
        """Whether it is a managed identity."""
        return self.id in (IDENTITY, USER_IDENTITY)

    @property
    def is_of_entra(self) -> bool:
        """Whether Microsoft Entra ID gives a token, be it for an identity or for an application."""
        return self.is_identity or self.of_application


def choices(known: ComponentType) -> tuple[Choice, ...]:
    """All ways of a type."""
    found: list[Choice] = []
    if known.identity is not None:
        found.append(Choice(IDENTITY, "Managed identity (system-assigned)"))
        found.append(Choice(USER_IDENTITY, "Managed identity (user-assigned)"))
    ranked = sorted(
        (_rank(profile, fields), index, profile, fields)
        for index, (profile, fields) in enumerate(_profiles(known))
    )
    plain = _plain(known)
    if plain is not None and plain.id == _USUAL and (not ranked or ranked[0][0]):
        found.append(plain)
        plain = None
    for _, _, profile, fields in ranked:
        flags = [(each.name, "true") for each in fields if each.type == "bool"]
        found.append(
            Choice(
                _name(profile),
                profile.title,
                tuple(fields),
                (*flags, *profile.values),
                of_application=profile.builtin == "azuread",
            )
        )
    if plain is not None and all(_has_secret(each) or each.is_identity for each in found):
        found.append(plain)
    if all(each.is_identity for each in found):
        found.append(Choice(_USUAL, "What the type needs"))
    return tuple(found)


def _plain(known: ComponentType) -> Choice | None:
    """The way of no profile, where start-up asks for none: as a cache on this machine has it."""
    identity = known.identity
    if (identity is not None and not identity.hosts) or not known.profiles:
        return None
    if identity is None and not _CLOUDS.isdisjoint(known.type.split(".")):
        return None
    if any(each.builtin in ("aws", "gcp") for each in known.profiles):
        return None
    needed = [field for field in known.fields if field.need in (*_ALWAYS, Need.ONE_OF)]
    if any(field.profiles for field in needed if field.sensitive):
        return None
    if any(field.sensitive for field in needed if field.need is not Need.ONE_OF):
        return Choice(_USUAL, "What the type needs")
    return Choice(NONE, "No authentication")


def _has_secret(way: Choice) -> bool:
    return any(field.sensitive for field in way.fields)


def choice(known: ComponentType, name: str) -> Choice | None:
    """The way that a person asks for, by its short name or its title."""
    wanted = name.strip().lower()
    ways = choices(known)
    return next((each for each in ways if wanted in (each.id, each.title.lower())), None)


def needs_secret(known: ComponentType, way: Choice) -> bool:
    """Whether a component that authenticates in a way holds or names a secret."""
    always = [field for field in known.fields if field.need in _ALWAYS]
    # A connection string for a token holds no password and stands in the open.
    open_ = (
        {name for name, _ in known.identity.rewrite} if way.is_of_entra and known.identity else {}
    )
    return any(field.sensitive and field.name not in open_ for field in (*way.fields, *always))


def _profiles(
    known: ComponentType,
) -> Iterator[tuple[AuthenticationProfile, list[MetadataField]]]:
    """The profiles other than managed identity, each with the fields to write."""
    for profile in known.profiles:
        if _MANAGED in profile.title:
            continue
        every = [field for name in profile.fields if (field := known.field(name)) is not None]
        fields = list(_wanted(profile, every))
        # Of secrets that only some installations have, nothing is left to write.
        if fields or not every:
            yield profile, fields


def _wanted(
    profile: AuthenticationProfile, fields: Sequence[MetadataField]
) -> Iterator[MetadataField]:
    is_complete = any(field.sensitive for field in fields if field.name in profile.required)
    for field in fields:
        if field.deprecated:
            continue
        if field.name in profile.required:
            yield field
        elif field.type == "bool":
            # A switch that no other profile has is what chooses this one.
            if profile.builtin is None and field.profiles == (profile.title,):
                yield field
        elif not is_complete and (field.name.lower() in _USERS or _is_usual(field)):
            yield field


def _is_usual(field: MetadataField) -> bool:
    """Whether a profile that requires nothing is of no use without the field."""
    return field.sensitive and not field.name.startswith(_RARE)


def _rank(profile: AuthenticationProfile, fields: Sequence[MetadataField]) -> int:
    """How far a way is from what is commonly meant."""
    if not any(field.sensitive for field in fields):
        return 6
    if profile.builtin is not None:
        rank = _BUILTIN_RANKS.get(profile.builtin, 2)
        return rank + ("certificate" in profile.title)
    return 1 if _UNCOMMON.search(profile.title) else 0


def _name(profile: AuthenticationProfile) -> str:
    if profile.title in _BUILTIN_NAMES:
        return _BUILTIN_NAMES[profile.title]
    if profile.title.lower() == "no authentication":
        return NONE
    words = (word for word in _WORD.findall(profile.title.lower()) if word not in _FILLING)
    return "-".join(dict.fromkeys(words))
