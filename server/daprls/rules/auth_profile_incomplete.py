"""The rule `auth-profile-incomplete`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given, is_given, methods, reaches_entra, service_principal
from daprls.model.component import Component
from daprls.model.gaps import is_legible
from daprls.refactor.metadata import add_entries
from daprls.snapshot import Snapshot

_METHODS = frozenset({"clientcredentials", "clientcertificate"})


@component_rule("auth-profile-incomplete", Severity.ERROR, layer=Layer.VALUE)
def auth_profile_incomplete(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A client secret or certificate stands without the tenant or the client ID."""
    known = snapshot.type(component)
    azure = snapshot.catalog.azure
    if known is None or not is_legible(component) or not reaches_entra(component, known):
        return
    proofs = service_principal(component, azure)
    if not proofs or not _METHODS.intersection(methods(component, azure) or ()):
        return
    proof = proofs[0]
    parts = ((azure.tenant_fields, "<tenant-id>"), (azure.client_id_fields, "<client-id>"))
    lacking = [(names, text) for names, text in parts if not is_given(component, names)]
    absent = [(names[0], text) for names, text in lacking if given(component, names) is None]
    if absent:
        missing = " and ".join(f"'{name}'" for name, _ in absent)
        edits = add_entries(snapshot, component, absent)
        yield Finding(
            proof.anchor.span,
            f"'{proof.name_text}' is ignored without {missing}: Dapr skips an incomplete service "
            "principal without a word and tries managed identity instead.",
            fixes=(Fix(f"Add {missing}", edits, needs_input=True),) if edits else (),
        )
    elif lacking:
        blank = " and ".join(
            f"'{entry.name_text}'" for names, _ in lacking if (entry := given(component, names))
        )
        verb = "are" if len(lacking) > 1 else "is"
        yield Finding(
            proof.anchor.span,
            f"'{proof.name_text}' is ignored as long as {blank} {verb} empty: Dapr skips an "
            "incomplete service principal without a word and tries managed identity instead.",
            severity=Severity.INFO,
        )
