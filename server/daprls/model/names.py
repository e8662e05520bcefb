"""The forms that names must have, and what is nearest to a name in such a form.

Who demands a form, and what becomes of a name without it, is the business of the rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from daprls.model.secrecy import may_be_quoted

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER_SIGNS = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class NameForm:
    """What a name must look like."""

    pattern: re.Pattern[str]
    words: str
    """The same in words, as it reads behind 'a name'."""

    def fits(self, name: str) -> bool:
        """Whether `name` has the form."""
        return self.pattern.fullmatch(name) is not None

    def nearest(self, name: str) -> str | None:
        """The name in this form (`orderPub_Sub`: `order-pub-sub`), if enough of it is left.

        What looks like a credential is no name, and none is made of it.
        """
        if not may_be_quoted(name):
            return None
        plain = _OTHER_SIGNS.sub("-", _WORD_START.sub("-", name).lower()).strip("-.")
        for candidate in (plain, plain.replace(".", "-"), plain.lstrip("0123456789-.")):
            if self.fits(candidate):
                return candidate
        return None


ACA_COMPONENT = NameForm(
    re.compile(r"(?!.*--)[a-z](?:[a-z0-9.-]{0,58}[a-z0-9])?"),
    "consists of lower-case letters, digits, '-' and '.', begins with a letter, ends with a letter "
    "or digit, and has no '--' and at most 60 characters",
)
"""The name of a component on Azure Container Apps."""

ACA_WORD = NameForm(
    re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"),
    "consists of lower-case letters, digits, '-' and '.', and begins and ends with a letter or "
    "digit",
)
"""The name of a secret, or an app ID, in a component on Azure Container Apps."""

SUBDOMAIN = NameForm(
    re.compile(
        r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    ),
    "consists of lower-case letters, digits, '-' and '.', and begins and ends with a letter or "
    "digit",
)
"""The name of a resource in Kubernetes (an RFC 1123 subdomain)."""

APP_LABEL = NameForm(
    re.compile(r"[a-z0-9](?:[a-z0-9-]{0,57})"),
    "consists of lower-case letters, digits and '-', begins with a letter or digit, and has at "
    "most 58 characters",
)
"""An app ID in Kubernetes, where `<app ID>-dapr` is the name of a service (an RFC 1123 label)."""
