"""The rule `component-maturity`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.load_set import World
from daprls.snapshot import Snapshot

_FOR_TRIALS = re.compile(
    r"(?:\b|_)(?:dev|develop|development|local|tests?|testdata|samples?|examples?|demos?|e2e"
    r"|quickstarts?|tutorials?|playground|sandbox)(?:\b|_)",
    re.IGNORECASE,
)


@component_rule("component-maturity", Severity.INFO, layer=Layer.VALUE, on_by_default=False)
def component_maturity(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is alpha, or meant for development only.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    text = ordinary_text(component.type)
    known = snapshot.type(component)
    if component.type is None or known is None:
        return
    local = snapshot.catalog_for(component.path).summary(known.type).development
    if local is not None:
        if not _is_for_trials(component, snapshot):
            yield Finding(component.type.span, f"'{text}' is meant for development: {local}.")
    elif known.status == "alpha":
        yield Finding(
            component.type.span,
            f"'{text}' is alpha: Dapr recommends it only for what no business depends on, since "
            "any release may change it.",
        )


def _is_for_trials(component: Component, snapshot: Snapshot) -> bool:
    """Whether the file's folders or its surroundings say that nothing serious runs on it."""
    if snapshot.world(component.path) is World.SELF_HOSTED:
        return True
    # What lies further up belongs to the machine and not to the project.
    return any(_FOR_TRIALS.search(part) for part in component.path.split("/")[-3:])
