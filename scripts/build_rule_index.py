"""Builds `docs/rules/index.md`, the list of all rules for people, from the rules and their pages.

A rule's topic is read from its name, so that nothing has to be registered anywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from daprls.cli.pages import offer
from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES

INDEX = Path(__file__).resolve().parent.parent / "docs" / "rules" / "index.md"

FILE = "The file and its keys"
NAMES = "Names"
TYPES = "Component types and versions"
METADATA = "Metadata"
AZURE = "Azure and managed identity"
SECRETS = "Secrets and secret stores"
SCOPES = "Scopes"
TOPICS = (FILE, NAMES, TYPES, METADATA, AZURE, SECRETS, SCOPES)
"""In the order of the page."""

WORDS = (
    (SECRETS, "secret|env-ref"),
    (AZURE, "auth|azure|credential|entra|identity|keyvault|servicebus"),
    (SCOPES, "scope"),
    (NAMES, "component-name|name-ignored|unknown-(?:pubsub|target)"),
    (TYPES, "component-(?:maturity|tier|type)|unsupported-component|version"),
    (METADATA, "direction|field|metadata|runtime-key|state-|template-tag|value"),
)
"""What tells a rule's topic in its name; the first that is found counts. What has none of these
words is about the file."""

INTRODUCTION = """\
# The rules

daprls has {count} rules. Each has a page that says what it finds and who refuses it, and shows the
wrong and the right file; `daprls explain RULE` prints it in a terminal. From an error of `az` or of
the Dapr sidecar, `daprls explain --error TEXT` leads to the rule.

- **Severity** is what a finding has unless the page says otherwise. *error*: `az`, the service or
  the sidecar refuses it, or it is surely lost. *warning*: it is ignored, very likely wrong, or
  insecure. *info* and *hint*: advice. A rule that is *off* runs only where `select` names it.
- **Fix**: *safe* ones are applied by `daprls fix` and by "Fix all"; a *suggestion* is for you to
  decide.
- **For**: *ACA*, files for Azure Container Apps; *OSS*, files for Dapr itself; or *both*.

[Settings](../configuration.md) switch rules on and off, a comment `# daprls: ignore[rule] reason`
does so for a line.
"""


def index(rules: Iterable[Rule]) -> str:
    """The text of the page."""
    by_topic: dict[str, list[Rule]] = {name: [] for name in TOPICS}
    for rule in sorted(rules, key=lambda rule: rule.code):
        by_topic[topic(rule.code)].append(rule)
    count = sum(map(len, by_topic.values()))
    parts = [INTRODUCTION.format(count=count)]
    parts += ["\n".join(_section(name, found)) for name, found in by_topic.items() if found]
    return "\n".join(parts)


def topic(code: str) -> str:
    """The topic that a rule's name tells."""
    return next((name for name, words in WORDS if re.search(words, code)), FILE)


def _section(name: str, rules: Iterable[Rule]) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| Rule | Severity | Fix | For | What it finds |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in rules:
        severity = rule.severity.word if rule.on_by_default else f"{rule.severity.word}, *off*"
        offered = {"fix": "safe", "suggestion": "suggestion", "none": ""}[offer(rule)]
        both = len(rule.dialects) > 1
        dialect = "both" if both else next(iter(rule.dialects)).name
        summary = rule.summary.replace("|", r"\|")
        yield (
            f"| [{rule.code}]({rule.code}.md) | {severity} | {offered} | {dialect} | {summary} |"
        )
    yield ""


def main() -> None:
    """Write the page if it changed."""
    text = index(ALL_RULES)
    changed = not INDEX.is_file() or INDEX.read_text(encoding="utf-8") != text
    if changed:
        INDEX.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(ALL_RULES)} rules, {'changed' if changed else 'unchanged'}\n")


if __name__ == "__main__":
    main()
