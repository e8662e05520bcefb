"""Where YAML events come from: libyaml through `ruamel.yaml.clib`, or ruamel.yaml's own parser.

The C parser is some twenty times faster and is taken wherever it is installed. Events are read one
by one and no node is ever composed, since the composers recurse and the C one composes slower
than a tree is built here. What the events mean is the business of `daprls.syntax.builder`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML

try:
    from _ruamel_yaml import CParser
except ImportError:
    CParser = None

# libyaml takes these for line breaks, as YAML 1.1 says; editors and our `LineIndex` do not.
_BREAKS_OF_YAML_ALONE = re.compile("[\x85\u2028\u2029]")

EventSource = Callable[[], Any]


def event_source(text: str, *, pure: bool = False) -> EventSource:
    """A function that yields the next event of `text` at each call.

    `text` holds only characters that YAML allows. `pure` asks for ruamel.yaml's own parser even
    where the C one is installed.

    The function raises `ruamel.yaml.error.MarkedYAMLError` where the text breaks the grammar.
    """
    if pure or CParser is None or _BREAKS_OF_YAML_ALONE.search(text):
        yaml = YAML(typ="safe", pure=True)
        yaml.version = "1.1"
        source: EventSource = iter(yaml.parse(text)).__next__
        return source
    events: EventSource = CParser(text).get_event
    return events
