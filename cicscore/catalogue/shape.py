"""Check the shape of a catalogue, or of a file beside it: how numbers, days and words are written.

Each fault says what was probably meant. ``root`` is the model of the whole file.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.yaml import Data, Path, YamlSource
from cicscore.expressions.syntax import MAX_DIGITS
from cicscore.faults.fault import Fault, nearest
from cicscore.faults.rules import fault
from cicscore.text import unambiguous_day
from cicscore.vocabulary import MOST_ROLLING_MONTHS, PeriodType, Polarity, Rag, rolling_months

#: The abbreviations that the scorecard prints, each with the word it stands for.
_PRINTED: tuple[tuple[str, str], ...] = (
    *((polarity.letter, polarity.value) for polarity in Polarity),
    *((period.abbreviation, period.value) for period in PeriodType),
    *((rag.letter, rag.value) for rag in Rag),
)
_WITH_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]{1,2})")
_WITH_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_WITH_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+")


#: The period that has another form beside its word.
_ROLLING = PeriodType.ROLLING_12_MONTHS.value


def meant_word(written: str, words: Sequence[str]) -> str | None:
    """The allowed word that was misspelt or abbreviated as on the scorecard."""
    rolling = re.fullmatch(r"R([1-9][0-9]?)", written.strip().upper())
    if rolling and _ROLLING in words and int(rolling[1]) <= MOST_ROLLING_MONTHS:
        return rolling_months(int(rolling[1])).value
    printed = (word for short, word in _PRINTED if word in words and short == written.strip().upper() != "")
    return next(printed, None) or nearest(written, words)


def meant_number(written: object) -> tuple[str, str | None]:
    """How to correct a value that is not a number, and the number meant, if clear."""
    text = written.strip() if isinstance(written, str) else ""
    if text.endswith("%"):
        alone = text.rstrip("% ")
        return "Leave out the % sign.", alone if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", alone) else None
    if (decimals := _WITH_COMMA.fullmatch(text)) is not None:
        return "Write a point before decimals.", f"{decimals[1]}.{decimals[2]}"
    if _WITH_THOUSANDS.fullmatch(text):
        return "Leave out the comma.", text.replace(",", "")
    if _WITH_EXPONENT.fullmatch(text):
        return "Write the number out, without an exponent.", None
    return "Write the digits 0 to 9, and a point before decimals.", None


def meant_day(written: str) -> tuple[str, str | None]:
    """How to correct text that is not a day, and the day meant, if unambiguous."""
    text = written.strip()
    day = unambiguous_day(text)
    if day is not None:
        return "Write the year first, then the month, then the day.", day.isoformat()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "Write a day of the calendar.", None
    return "Write the year first, then the month, then the day, with a dash between.", None


def meant_financial_year(written: str) -> str | None:
    """The financial year meant: 2015-16 for 2015/16 or 2015-2016."""
    years = re.fullmatch(r"([0-9]{4}) ?[-/–] ?(?:[0-9]{2})?([0-9]{2})", written.strip())
    if years is None or (int(years[1]) + 1) % 100 != int(years[2]):
        return None
    return f"{years[1]}-{years[2]}"


class Violation(Struct, frozen=True):
    """A pydantic error, with the part of the file that it concerns.

    ``missing`` is the last step of the error's location that is not in the file: an absent key, or one of
    pydantic's internal names.
    """

    path: Path
    missing: str | None
    error: ErrorDetails

    @property
    def kind(self) -> str:
        """Pydantic's name for the kind of error."""
        return self.error["type"]

    @property
    def target(self) -> Path:
        """The path of the wrong value, or of the missing one."""
        return (*self.path, str(self.missing)) if self.kind == "missing" else self.path


_Root = typing.TypeVar("_Root", bound=BaseModel)


def fit(data: Data, root: type[_Root]) -> tuple[_Root | None, tuple[Violation, ...]]:
    """The document made from the data, or ``None`` with every violation of its shape."""
    empty = _keys_without_value(data, ()) if isinstance(data, dict) else []
    try:
        document = root.model_validate(data)
        if not empty:
            return document, ()
        errors: list[ErrorDetails] = []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    found: dict[tuple[Path, bool], Violation] = {}
    for details in errors:
        if details["type"] == "too_short" and details["input"]:
            continue  # pydantic counts only the valid items; the others have violations already
        violation = _as_misspelt(Violation(*_path(data, details["loc"]), details), root)
        at = (violation.target, violation.kind == "extra_forbidden")
        found[at] = _either(found[at], violation) if at in found else violation
    for path in empty:
        if not any((path[:length], True) in found for length in range(1, len(path) + 1)):
            details = ErrorDetails(type=_EMPTY, loc=path, msg="", input=None)
            found.setdefault((path, False), Violation(path, None, details))
    return None, tuple(found.values())


def _keys_without_value(data: Data, path: Path) -> list[Path]:
    """Every key without a value, except the cells of worked examples, which may be empty."""
    found: list[Path] = []
    in_example = len(path) == 4 and path[2] == "examples"
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        if value is None:
            found.append((*path, step))
        elif isinstance(value, dict | list) and not (in_example and step in ("children", "rows")):
            found += _keys_without_value(value, (*path, step))
    return found


def _either(one: Violation, other: Violation) -> Violation:
    """Merge violations of two alternatives at one value: words allowed by either are listed together."""
    if not {one.kind, other.kind} <= _OF_WORDS:
        return one
    words = ", ".join((*words_allowed(one.error), *words_allowed(other.error)))
    return replace(one, error={**one.error, "ctx": {"expected": words}})


def _as_misspelt(violation: Violation, root: type[BaseModel]) -> Violation:
    """Where the key that selects an alternative is misspelt, the violation of that key."""
    value = violation.error["input"]
    if violation.kind != "union_tag_not_found" or not isinstance(value, dict) or len(value) != 1:
        return violation
    (key,) = value
    if nearest(key, keys_at(violation.path, root)) is None:
        return violation
    return Violation((*violation.path, key), None, {**violation.error, "type": "extra_forbidden"})


def _path(data: Data, location: tuple[str | int, ...]) -> tuple[Path, str | None]:
    """The part of the file at a pydantic location, and the key missing there.

    Pydantic includes the names of alternatives among the steps; they are not in the file and are ignored.
    """
    path: Path = ()
    missing: str | None = None
    for step in location:
        inside = isinstance(data, Mapping | list)
        if inside and (
            step in data if isinstance(data, Mapping) else isinstance(step, int) and step < len(data)
        ):
            data, path, missing = data[step], (*path, step), None
        else:
            missing = str(step)
    return path, missing


def shape_fault(source: YamlSource, violation: Violation, root: type[BaseModel] = CatalogueDocument) -> Fault:
    """The violation as a fault, with its place in the file."""
    path, missing, error = violation.path, violation.missing, violation.error
    value = source.value(path)
    match violation.kind:
        case "missing":
            place = source.place(path, at_key=True)
            advice, allowed = f"Add `{missing}:`.", _joined(keys_at(path, root))
            return fault("missing-key", place, f"the key `{missing}` is missing", advice, allowed=allowed)
        case "extra_forbidden":
            return _unknown_key(source, path, root)
        case _ if value is None and path and missing is None:
            return _empty_fault(source, violation, root)
        case "enum" | "literal_error":
            words = words_allowed(error)
            return fault(
                "word-not-allowed",
                source.place(path),
                f"{_shown(value)} is not one of the words allowed here",
                "Use one of the words allowed.",
                allowed=", ".join((*words, *_forms_beside(words))),
                nearest=meant_word(str(value), words),
            )
        case _:
            # Either the value or a key of a mapping is wrong.
            named = missing == "[key]"
            written = path[-1] if named else value
            advice, meant = _advice(error, written)
            return fault(
                "wrong-value",
                source.place(path, at_key=named),
                _found(error, written),
                advice,
                allowed=_needed(error),
                nearest=meant,
            )


def _forms_beside(words: Sequence[str]) -> tuple[str, ...]:
    """What may be written in place of one of these words."""
    return (f"{{rolling_months: 1 to {MOST_ROLLING_MONTHS}}}",) if _ROLLING in words else ()


def _unknown_key(source: YamlSource, path: Path, root: type[BaseModel]) -> Fault:
    key, value = path[-1], source.value(path)
    advice = "Correct the key or remove it."
    if value is None and str(key).isdigit():  # `target: 9,8` between brackets
        advice = "Write a number without commas, and with a point before decimals."
    return fault(
        "unknown-key",
        source.place(path, at_key=True),
        f"`{key}` is not a key here",
        advice,
        allowed=_joined(keys_at(path[:-1], root)),
        nearest=meant_key(source, path, root),
    )


def _empty_fault(source: YamlSource, violation: Violation, root: type[BaseModel]) -> Fault:
    key = violation.path[-1]
    optional = violation.kind == _EMPTY or key not in keys_at(violation.path[:-1], root, required_only=True)
    words = (
        ", ".join(words_allowed(violation.error)) if violation.kind in _OF_WORDS else _needed(violation.error)
    )
    return fault(
        "wrong-value",
        source.place(violation.path, at_key=True),
        f"`{key}` has no value" if isinstance(key, str) else "an item of the list has no value",
        "Write the value, or remove the key." if optional else "Write the value.",
        allowed=None if violation.kind == _EMPTY else words,
    )


#: A kind of violation that pydantic does not have: a key without a value.
_EMPTY = "empty"
_OF_WORDS = frozenset(("enum", "literal_error"))
_NUMBER = f"a number of at most {MAX_DIGITS} digits"
_COUNTING = (
    "rows, children, {distinct: column}, {sum: expression}, {mean: expression}, {median: expression} or"
    " {percentile: 90, of: expression}"
)
_DAY = "a day written year-month-day, such as 2016-03-31"
_NEEDED: Mapping[str, str] = {
    "string_type": "text",
    "string_too_short": "text",
    "number": _NUMBER,
    "whole_number": f"a whole {_NUMBER.removeprefix('a ')}",
    "too_many_digits": _NUMBER,
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_pattern_mismatch": "such as review_participation",
    "financial_year": "a financial year, such as 2015-16",
    "rolling_months": f"a window of 1 to {MOST_ROLLING_MONTHS} months",
    "symbol": "one to three letters, digits and *, #, :, of which the first is no digit",
    "unit_label": "a sign such as £, or a word such as days",
    "day": _DAY,
    "day_of_year": "a day of every year, such as 31 March",
    "union_tag_invalid": _COUNTING,
    "union_tag_not_found": _COUNTING,
}


def _needed(error: ErrorDetails) -> str:
    """What pydantic required, worded to complete "... is not"."""
    context = error.get("ctx", {})
    match error["type"]:
        case "too_short":
            return f"at least {context.get('min_length')} long"
        case "greater_than":
            return f"more than {context.get('gt')}"
        case "greater_than_equal":
            return f"at least {context.get('ge')}"
        case "less_than":
            return f"less than {context.get('lt')}"
        case "less_than_equal":
            return f"at most {context.get('le')}"
        case "value_error":
            return str(context.get("error"))
        case other:
            return _NEEDED.get(other, f"right: {error['msg'][:1].lower()}{error['msg'][1:]}")


def _found(error: ErrorDetails, value: object) -> str:
    match error["type"]:
        case "number" | "whole_number" as kind:
            return f"{_shown(value)} is not a {kind.replace('_', ' ')}"
        case "too_many_digits":
            return f"{_shown(value)} has {error['ctx']['digits']:,} digits"
        case "string_too_short":
            return "the text is empty"
        case "string_pattern_mismatch":
            return f"{_shown(value)} is not a name"
        case "symbol":
            return f"{_shown(value)} is not a symbol"
        case "unit_label":
            return f"{_shown(value)} is not a label of a unit"
        case _:
            return f"{_shown(value)} is not {_needed(error)}"


_ADVICE: Mapping[str, str] = {
    "symbol": "Write a letter, such as c; it must not read as a number or as missing.",
    "unit_label": "Write £, € or $, or up to 30 letters; a percentage has its sign by `unit: percent`.",
    "tuple_type": "Write a list, such as [a, b].",
}


def _advice(error: ErrorDetails, value: object) -> tuple[str, str | None]:
    """How to correct the value, and what was probably meant."""
    match error["type"]:
        case "string_type" if isinstance(value, Mapping):
            return 'Put text that holds a colon in quotes, such as "a: b".', None
        case "string_type":
            return "Put it in quotes to make it text.", None
        case "string_too_short":
            return "Write the text, or remove the key.", None
        case "string_pattern_mismatch":
            return "Use lower-case letters, digits and underscores, beginning with a letter.", None
        case "number" | "whole_number":
            return meant_number(value)
        case "too_many_digits":
            return "Write a number that a scorecard can hold.", None
        case "day":
            return meant_day(str(value))
        case "financial_year":
            return "Write the first year in full, a dash and two digits.", meant_financial_year(str(value))
        case "bool_parsing":
            return "Write true or false.", nearest(str(value), ("true", "false"))
        case kind:
            return _ADVICE.get(kind, "Correct the value."), None


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case Mapping():
            return "a mapping"
        case list():
            return "a list"
        case Decimal():
            return f'"{value:f}"'
        case _:
            words = " ".join(str(value).split())
            return f'"{words if len(words) <= 60 else words[:57] + "..."}"'


def words_allowed(error: ErrorDetails) -> tuple[str, ...]:
    """The allowed words, which pydantic lists as ``'a', 'b' or 'c'``."""
    expected = str(error.get("ctx", {}).get("expected", ""))
    return tuple(part.strip().strip("'") for part in expected.replace(" or ", ",").split(",") if part.strip())


def meant_key(source: YamlSource, path: Path, root: type[BaseModel] = CatalogueDocument) -> str | None:
    """The key probably meant by an unknown one, preferring keys that are not there yet."""
    allowed, there = keys_at(path[:-1], root), source.value(path[:-1])
    key = str(path[-1])
    return nearest(key, [name for name in allowed if name not in there]) or nearest(key, allowed)


def _joined(names: tuple[str, ...]) -> str | None:
    return ", ".join(names) or None


def keys_at(
    path: Path, root: type[BaseModel] = CatalogueDocument, *, required_only: bool = False
) -> tuple[str, ...]:
    """The keys that the model allows (or requires) in the mapping at ``path``."""
    return tuple(
        field.alias or name
        for model in _models_at(path, root)
        for name, field in model.model_fields.items()
        if field.is_required() or not required_only
    )


def _models_at(path: Path, root: type[BaseModel]) -> list[type[BaseModel]]:
    """The models of the mapping at ``path``: several where there are alternatives."""
    models: list[type[BaseModel]] = [root]
    inside = False
    for step in path:
        if inside:  # This step is a member of the mapping or list just entered.
            inside = False
            continue
        annotation = next(
            (f.annotation for m in models for name, f in m.model_fields.items() if (f.alias or name) == step),
            None,
        )
        models = list(_models(annotation))
        inside = _is_collection(annotation)
    return [] if inside else models


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        if inner is not Ellipsis and not isinstance(inner, Enum | str):
            yield from _models(inner)


def _is_collection(annotation: object) -> bool:
    origin = typing.get_origin(annotation)
    if origin in (tuple, dict, list):
        return True
    return origin in (typing.Union, types.UnionType, typing.Annotated) and any(
        _is_collection(inner) for inner in typing.get_args(annotation)
    )
