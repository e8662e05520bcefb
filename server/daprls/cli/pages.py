"""The rules and their pages, as `daprls rules` and `daprls explain` show them."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable

import click

from daprls.lint.rule import Rule
from daprls.package_data import data_folder
from daprls.rules import ALL_RULES
from daprls.spelling import closest

_LINK = re.compile(r"\[(?P<text>[^\]\n]+)\]\((?P<target>[^)\s]+)\)")
_FENCE = re.compile(
    r"^```(?:text (?P<output>output)|(?:\w+(?P<fixed> fixed)?)(?: title=(?P<title>\S+))?)$",
    re.MULTILINE,
)


def rule_named(code: str) -> Rule:
    """The rule of this code.

    Raises:
        click.UsageError: there is none.

    """
    rules = {rule.code: rule for rule in ALL_RULES}
    if code in rules:
        return rules[code]
    meant = " or ".join(f"'{other}'" for other in closest(code, rules))
    hint = f"Did you mean {meant}?" if meant else "'daprls rules' lists all."
    raise click.UsageError(f"There is no rule '{code}'. {hint}")


def page(rule: Rule) -> str:
    """The Markdown text of the rule's page; a package made without pages has only the summary."""
    try:
        return (data_folder("docs/rules") / f"{rule.code}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return f"# {rule.code}\n\n{rule.summary}\n"


def opening(rule: Rule) -> str:
    """What the page says first behind the summary: a paragraph, with what it introduces."""
    blocks = page(rule).strip().split("\n\n")[2:]
    if not blocks or blocks[0].startswith("#"):
        return rule.summary
    taken = 1
    leads_on = not blocks[0].endswith((".", ".)", ".*"))
    if leads_on or (len(blocks) > 1 and blocks[1].startswith("    ")):
        taken = 2
        if len(blocks) > taken and blocks[taken][:1].islower():
            taken = 3  # The sentence goes on behind what it quotes.
    return "\n\n".join(blocks[:taken])


def about(code: str) -> str:
    """What the rule finds and why it matters, in a few sentences; empty for a rule of no page."""
    rule = next((each for each in ALL_RULES if each.code == code), None)
    if rule is None:
        return ""
    first = opening(rule)
    return plain(first if first == rule.summary else f"{rule.summary}\n\n{first}")


def body(rule: Rule, address: Callable[[str], str | None]) -> str:
    """The page without its title, to be read elsewhere than beside the other pages.

    Links to pages of rules lead to their `address`; others, and those without, become plain text.
    """

    def elsewhere(link: re.Match[str]) -> str:
        target = link["target"]
        if "://" in target:
            return link[0]
        name = target.removesuffix(".md")
        url = address(name) if name != target and "/" not in name else None
        return link["text"] if url is None else f"[{link['text']}]({url})"

    return _LINK.sub(elsewhere, page(rule).partition("\n")[2].strip()) + "\n"


def plain(markdown: str) -> str:
    """A few paragraphs of Markdown as plain text, their lines joined; code and tables stay."""
    blocks = _LINK.sub(lambda link: link["text"], markdown).split("\n\n")
    return "\n\n".join(
        block if block.startswith((" ", "|", "-", "```")) else " ".join(block.split("\n"))
        for block in blocks
    )


def offer(rule: Rule) -> str:
    """What the rule offers: `fix` (a safe one), `suggestion`, or `none`.

    Its page says so: the output that the page shows is what the rule really gives.
    """
    text = page(rule)
    return "fix" if "= fix: " in text else "suggestion" if "= suggestion: " in text else "none"


def rules_as_json(rules: Iterable[Rule]) -> str:
    """The rules for programs, in the order given."""
    content = {
        "version": 1,
        "rules": [
            {
                "code": rule.code,
                "severity": rule.severity.word,
                "fix": offer(rule),
                "dialects": sorted(dialect.value for dialect in rule.dialects),
                "onByDefault": rule.on_by_default,
                "summary": rule.summary,
            }
            for rule in rules
        ],
    }
    return json.dumps(content, indent=2)


def rules_as_table(rules: Iterable[Rule], width: int | None = None) -> Iterable[str]:
    """The rules in columns, a line each; below each other where they are wider than `width`."""
    rows = [("RULE", "SEVERITY", "FIX", "DIALECT", "WHAT IT FINDS")]
    for rule in rules:
        dialects = "both" if len(rule.dialects) > 1 else next(iter(rule.dialects)).value
        found = offer(rule)
        shown = found if found != "none" else "-"
        severity = rule.severity.word + ("" if rule.on_by_default else ", off")
        rows.append((rule.code, severity, shown, dialects, rule.summary))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    longest = sum(widths) + 2 * len(widths) + max(len(row[4]) for row in rows)
    for number, row in enumerate(rows):
        cells = [cell.ljust(size) for cell, size in zip(row, widths, strict=False)]
        if width is None or longest <= width:
            line = "  ".join([*cells, row[4]])
        else:
            below = textwrap.wrap(row[4], width, initial_indent="    ", subsequent_indent="    ")
            line = "\n".join(["  ".join(cells).rstrip(), *below])
        yield click.style(line, bold=True) if number == 0 else line


def show_page(rule: Rule, *, styled: bool) -> None:
    """Prints the rule's page: rendered where it is `styled`, else as the Markdown that it is."""
    text = page(rule)
    if not styled:
        click.echo(text, nl=False)
        return
    try:
        from rich.console import Console
        from rich.markdown import Markdown
    except ModuleNotFoundError:  # The VS Code extension does not bring it along.
        click.echo(text, nl=False)
        return
    console = Console()
    console.print(Markdown(_labelled(text)), width=min(console.width, 100))


def _labelled(text: str) -> str:
    """The page as a terminal shows it, which has no room for what stands behind a fence's word."""

    def label(fence: re.Match[str]) -> str:
        if fence["output"] is not None:
            said = "daprls says:"
        elif fence["fixed"] is not None:
            said = (
                "With the first fix:" if fence["title"] is None else f"`{fence['title']}` with it:"
            )
        else:
            said = f"`{fence['title']}`:" if fence["title"] is not None else ""
        return f"{said}\n\n{fence[0]}"

    return _FENCE.sub(label, _LINK.sub(_without_page, text))


def _without_page(link: re.Match[str]) -> str:
    """A link to another page as the command that shows it; others stay links."""
    name = link["target"].removesuffix(".md")
    if name == link["target"] or "/" in name:
        return link[0] if "://" in link["target"] else link["text"]
    return f"`{name}`" if link["text"].strip("`") == name else f"{link['text']} (`{name}`)"
