"""What the metadata of a component gives away to whoever reads its file.

How bad a text is by its form is judged in `daprls.model.credentials`; here it is asked with what
the component's type and the rest of the file say.
"""

from __future__ import annotations

import re

from daprls.catalog import ComponentType
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.credentials import (
    Exposure,
    Reach,
    embedded_exposure,
    exposure,
    hosts_in,
    nearest,
)
from daprls.model.secrecy import sounds_sensitive
from daprls.remembering import remembered

_NAMES_A_HOST = re.compile(r"host|server|broker|endpoint|addr|url|uri|namespace", re.IGNORECASE)


def exposure_of(
    component: Component, entry: MetadataEntry, known: ComponentType | None, text: str
) -> Exposure:
    """What `text` gives away as the value of an item, wherever in the file it stands."""
    field = known.field(entry.name_text) if known is not None else None
    if field is None:
        # Nothing is known of the name: only what looks like a real secret is one.
        sounds = sounds_sensitive(entry.name_text)
        found = exposure(text) if sounds else embedded_exposure(text)
        return found if found is Exposure.REAL else Exposure.NONE
    if not field.sensitive:
        return embedded_exposure(text)
    # An ID may be marked sensitive, but opens nothing by itself.
    if entry.name_text.endswith(("ID", "Id")):
        return Exposure.NONE
    return exposure(text, _reach(component, entry))


@remembered(1024)
def _names_a_host(name: str) -> bool:
    """Whether an item of this name says where the service is; asked of all for each secret."""
    return _NAMES_A_HOST.search(name) is not None


def _reach(component: Component, secret: MetadataEntry) -> Reach:
    """How far away the component's service is, by what else the file says of its host."""
    return nearest(
        host
        for entry in component.metadata
        if entry is not secret and _names_a_host(entry.name_text)
        for host in hosts_in(ordinary_text(entry.literal) or "")
    )
