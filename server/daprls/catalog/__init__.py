"""What is known about component types: names, fields, ways to authenticate.

The facts live in `schemas/`; this package loads a type when it is first asked for and answers
questions about it. It judges nothing.
"""

from __future__ import annotations

from daprls.catalog.bundle import Bundle, BundleError, parse_bundle
from daprls.catalog.catalog import Catalog
from daprls.catalog.comparison import Comparison, Difference, ListedField, compare
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
from daprls.catalog.errors import ErrorKind, ErrorTexts, KnownError, Teller
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
from daprls.catalog.source import Source
from daprls.catalog.support import AcaSupport

__all__ = [
    "AcaSupport",
    "Assignment",
    "AuthenticationProfile",
    "AzureAuthentication",
    "BothPresent",
    "Bundle",
    "BundleError",
    "Catalog",
    "Comparison",
    "ComponentType",
    "Conflict",
    "Difference",
    "ErrorKind",
    "ErrorTexts",
    "Form",
    "IdentityField",
    "IdentityPath",
    "KnownError",
    "Limits",
    "ListedField",
    "MetadataField",
    "NamePattern",
    "Need",
    "ResourceKind",
    "Role",
    "SecretStoreFacts",
    "Single",
    "Source",
    "Teller",
    "TypeSummary",
    "compare",
    "parse_bundle",
]
