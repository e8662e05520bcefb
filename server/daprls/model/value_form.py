"""What a field asks of a value's text: its type, its words, its bounds and form.

Every answer is what the text should be, as the end of `must …`, or `None` where it is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

from daprls.catalog import Form, Limits, MetadataField
from daprls.model import cron, go_text
from daprls.spelling import closest
from daprls.wording import enumerated

STRICT = "kit/config"
"""The decoder that refuses malformed booleans, and reads numbers in base ten alone."""

_BOOLS = frozenset({"y", "yes", "true", "t", "on", "1", "", "n", "no", "false", "f", "off", "0"})
_HAVE_THEIR_OWN_RULES = ("azureEnvironment", "direction")
_PEM = re.compile(
    r"(?:\A|\n)-----BEGIN (?P<label>[^\r\n]*)-----[ \t\r]*\n.*?-----END (?P=label)-----", re.DOTALL
)
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_EVERYWHERE_WRONG = re.compile(
    r"missing \)|unterminated character set|unbalanced|nothing to repeat"
)
"""What Python says of regular expressions that no other engine takes either."""
_SIGNS = re.compile(r"[^a-z0-9]")


def type_problem(text: str, field: MetadataField, decoder: str) -> str | None:
    """Whether the text can be read as the field's type, by one of Dapr's decoders."""
    strict = decoder == STRICT and not field.runtime
    if field.type == "bool":
        right = go_text.is_bool(text) if strict else text.strip().lower() in _BOOLS
        return None if right else "be 'true' or 'false'"
    if field.type == "number":
        if amount(text, field, decoder) is not None:
            return None
        if field.fractions:
            return "be a number"
        zeros = go_text.decimal(text) is not None
        return "be a whole number" + (" without a zero before it" if zeros else "")
    if field.type == "duration":
        if amount(text, field, decoder) is not None:
            return None
        unit = "milliseconds" if strict else "seconds"
        return f"be a duration as in '30s' or '1h30m', or a whole number of {unit}"
    if field.type == "bytesize" and not go_text.is_quantity(text):
        return "be a size as in '100Mi' or '1048576'"
    return None


def amount(text: str, field: MetadataField, decoder: str) -> float | None:
    """The number, or the seconds of the duration, that a component reads; `None` for neither."""
    if field.type == "duration":
        seconds = go_text.duration(text)
        if seconds is not None:
            return seconds
        number = go_text.decimal(text)
        return None if number is None else number / (1000 if decoder == STRICT else 1)
    if field.type != "number":
        return None
    if field.fractions:
        return go_text.fraction(text)
    return go_text.decimal(text) if decoder == STRICT else go_text.integer(text)


def word_problem(text: str, field: MetadataField) -> str | None:
    """Whether the text is one of the field's words, where these are all that it knows.

    What amounts to the word that is taken in place of unknown ones is right.
    """
    if not field.allowed_values or field.open_values or not field.effective:
        return None
    if field.name in _HAVE_THEIR_OWN_RULES or text in accepted(field):
        return None
    if field.type == "number" and go_text.integer(text) in map(go_text.integer, accepted(field)):
        return None
    if not field.values_exact_case and text.lower() in map(str.lower, accepted(field)):
        return None
    if field.otherwise is not None and squeezed(text) == squeezed(field.otherwise):
        return None
    return f"be {listed(field.allowed_values)}"


def limit_problem(text: str, field: MetadataField, decoder: str) -> str | None:
    """Whether the text keeps the field's bounds and has its form."""
    limits = field.limits
    if limits is None:
        return None
    number = amount(text, field, decoder)
    if number is not None and not _within(number, limits, field):
        return _bounds(limits)
    if limits.form is not None:
        return _FORMS[limits.form](text)
    if limits.pattern is not None and limits.pattern.fullmatch(text) is None:
        return limits.expects
    return None


def accepted(field: MetadataField) -> tuple[str, ...]:
    """All words that the code knows."""
    return (*field.allowed_values, *field.also_accepted)


def meant_words(text: str, field: MetadataField) -> tuple[str, ...]:
    """The words that an unknown one was probably meant for; often none."""
    words = field.allowed_values
    folded = squeezed(text)
    same = tuple(word for word in words if squeezed(word) == folded)
    within = tuple(word for word in words if squeezed(word) and squeezed(word) in folded)
    return same or (within if len(within) == 1 else closest(text, words))


def listed(words: Iterable[str]) -> str:
    """Words in quotes, of which one is to be chosen."""
    return enumerated((f"'{word}'" for word in words), "or")


def squeezed(text: str) -> str:
    """A word without regard to case and signs."""
    return _SIGNS.sub("", text.lower())


def _within(number: float, limits: Limits, field: MetadataField) -> bool:
    def bound(text: str) -> float:
        seconds = go_text.duration(text) if field.type == "duration" else float(text)
        return seconds if seconds is not None else 0.0

    return (
        (limits.minimum is None or number >= bound(limits.minimum))
        and (limits.above is None or number > bound(limits.above))
        and (limits.maximum is None or number <= bound(limits.maximum))
    )


def _bounds(limits: Limits) -> str:
    if limits.minimum is not None and limits.maximum is not None:
        return f"lie between {limits.minimum} and {limits.maximum}"
    if limits.above is not None:
        return f"be greater than {limits.above}"
    if limits.minimum is not None:
        return f"be at least {limits.minimum}"
    return f"be at most {limits.maximum}"


def _pem(text: str) -> str | None:
    return None if _PEM.search(text) else "be the text of a PEM block, with its line breaks"


def _json_list(text: str) -> str | None:
    return None if isinstance(_json(text), list) else "be a list in JSON"


def _json_object(text: str) -> str | None:
    return None if isinstance(_json(text), dict) else "be an object in JSON"


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _with_unit(text: str) -> str | None:
    right = go_text.duration(text) is not None
    return None if right else "be a duration with its unit, as in '30s'"


def _re2(text: str) -> str | None:
    if _LOOK_AROUND.search(text):
        return "be a regular expression of Go's, which cannot look ahead or behind"
    try:
        re.compile(text)
    except re.error as error:
        # Python lacks things that Go has, so most of what it refuses may be right.
        return "be a regular expression" if _EVERYWHERE_WRONG.match(error.msg) else None
    except (RecursionError, OverflowError):
        return None
    return None


_FORMS: Mapping[Form, Callable[[str], str | None]] = {
    Form.CRON: cron.problem,
    Form.DURATION_WITH_UNIT: _with_unit,
    Form.JSON_LIST: _json_list,
    Form.JSON_OBJECT: _json_object,
    Form.PEM: _pem,
    Form.RE2: _re2,
}
