"""The scorecard as a JSON document, and a saved document read back.

The document is the contract with the next report (design section 6): identical scorecards give identical
text. A reader of one minor version takes documents of a later one, because a minor step only adds.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cicscore.faults import Fault, FaultsFoundError, Place, Severity, nearest
from cicscore.render.contradictions import contradictions
from cicscore.render.document_faults import (
    NOT_A_SCORECARD,
    NOT_JSON,
    OTHER_VERSION,
    REDO,
    WRONG_CONTENT,
    DocumentPath,
    path_text,
    shown,
)
from cicscore.render.view import View
from cicscore.results import SCHEMA_VERSION, Scorecard

#: What only the documents of other commands have, and the command.
_OTHER_DOCUMENTS = {"series": "trend", "definition": "explain"}


#: Faults of a document, and unknown keys of an object, that are told one by one; and what is quoted of them.
_MOST_FAULTS, _MOST_KEYS, _QUOTED = 40, 20, 60


def render_json(scorecard: Scorecard, view: View) -> str:
    """The scorecard as JSON: keys in the order of the model, two spaces of indent, a newline at the end."""
    del view  # the document is for machines, and the same for every reader
    document = scorecard.model_dump(mode="json")
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def parse_scorecard(text: str, file: str) -> Scorecard:
    """The scorecard that a saved document holds.

    ``file`` is how messages name the document. Raises ``FaultsFoundError`` with everything that is wrong:
    not JSON, not a scorecard, of a version that cannot be read, or with content that no scorecard has.
    """
    document = _parsed(text, file)
    newer = _check_version(document, file)
    try:
        scorecard = Scorecard.model_validate(document)
    except ValidationError as error:
        unknown = [found["loc"] for found in error.errors() if found["type"] == "extra_forbidden"]
        if not (newer and unknown):
            raise FaultsFoundError(_first(_faults(error.errors(), file), file)) from None
        return _without(document, unknown, file)
    loose = list(_loosely_read(document, scorecard.model_dump(), ()))
    if loose:
        raise FaultsFoundError(_first([_loose(path, value, file) for path, value in loose], file))
    disagreeing = contradictions(scorecard, file)
    if disagreeing:
        raise FaultsFoundError(_first(disagreeing, file))
    return scorecard


def _parsed(text: str, file: str) -> dict[str, Any]:
    """The document as Python values; numbers stay the decimals that they are written as."""
    try:
        document = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_keys,
        )
    except RecursionError:
        _stop(NOT_JSON, Place(file), "this JSON is nested too deeply for a scorecard", REDO)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        _stop(NOT_JSON, place, f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}", REDO)
    except _RefusedError as error:
        _stop(NOT_JSON, Place(file), str(error), REDO)
    if not isinstance(document, dict) or "schema_version" not in document:
        advice = "give a document that `cicscore compute --format json` wrote"
        _stop(NOT_A_SCORECARD, Place(file), "this JSON is not a scorecard: it has no schema_version", advice)
    if "results" not in document and (other := _OTHER_DOCUMENTS.keys() & document.keys()):
        advice = "give a document that `cicscore compute --format json` wrote"
        command = _OTHER_DOCUMENTS[min(other)]
        found = f"this JSON is not a scorecard: `cicscore {command} --format json` wrote it"
        _stop(NOT_A_SCORECARD, Place(file), found, advice)
    return document


class _RefusedError(ValueError):
    """Something that Python's JSON reader takes and a scorecard never holds."""


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is not a number; a value that is missing is null")


def _decimal(text: str) -> Decimal:
    _check_size(text)
    return Decimal(text)


def _whole(text: str) -> int:
    _check_size(text)
    return int(text)


def _check_size(text: str) -> None:
    """Refuse what no JSON number of other programs can hold; and Python reads no endless row of digits."""
    if not math.isfinite(float(text)):
        raise _RefusedError("it holds a number that is too large for a figure")


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    unique: dict[str, Any] = {}
    for key, value in pairs:
        if key in unique:
            raise _RefusedError(f"the key {shown(key)} is there twice in one object")
        unique[key] = value
    return unique


def _check_version(document: Mapping[str, Any], file: str) -> bool:
    """Whether the document is of a later minor version than this program's; another major is a fault."""
    version = document["schema_version"]
    parts = re.fullmatch(r"([0-9]{1,4})\.([0-9]{1,4})", version) if isinstance(version, str) else None
    ours = [int(part) for part in SCHEMA_VERSION.split(".")]
    if parts is None or int(parts[1]) != ours[0]:
        _stop(
            OTHER_VERSION,
            Place(file, within="schema_version"),
            f"the document's schema_version is {_cut(json.dumps(version, default=str))}",
            "use the version of cicscore that wrote it, or compute the scorecard again with this one",
            allowed=f"{ours[0]}.0 and later, up to the next whole number",
        )
    return int(parts[2]) > ours[1]


def _without(document: dict[str, Any], unknown: Iterable[DocumentPath], file: str) -> Scorecard:
    """The scorecard without what a later minor version added."""
    for *path, key in unknown:
        part: Any = document
        for step in path:
            part = part[step]
        del part[key]
    return parse_scorecard(json.dumps(document, default=float), file)


def _faults(findings: Sequence[ErrorDetails], file: str) -> list[Fault]:
    """Pydantic's findings, in this program's words."""
    missing: dict[DocumentPath, list[str]] = {}
    unknown: dict[DocumentPath, int] = {}
    crowded: set[DocumentPath] = set()
    for found in findings:
        above = found["loc"][:-1]
        if found["type"] == "missing":
            missing.setdefault(above, []).append(str(found["loc"][-1]))
        elif found["type"] == "extra_forbidden":
            unknown[above] = unknown.get(above, 0) + 1
    faults: list[Fault] = []
    for found in findings:
        above = found["loc"][:-1]
        if found["type"] != "extra_forbidden" or unknown[above] <= _MOST_KEYS:
            faults.append(_fault(found, file, missing.get(above, [])))
        elif above not in crowded:
            crowded.add(above)
            place, key = Place(file, within=path_text(above)), shown(_cut(str(found["loc"][-1])))
            said = f"{unknown[above]:,} keys of one object are not known here; the first is {key}"
            faults.append(Fault(WRONG_CONTENT, Severity.ERROR, place, said, REDO))
    return faults


def _fault(found: ErrorDetails, file: str, missing: Sequence[str]) -> Fault:
    """One finding; ``missing`` are the keys that its part of the document lacks."""
    place = Place(file, within=path_text(found["loc"]))
    key = str(found["loc"][-1]) if found["loc"] else "document"
    allowed = found.get("ctx", {}).get("expected")
    match found["type"]:
        case "extra_forbidden":
            said, likely = f"the key {shown(key)} is not known here", nearest(key, missing)
            return Fault(WRONG_CONTENT, Severity.ERROR, place, said, REDO, nearest=likely)
        case "missing":
            return Fault(WRONG_CONTENT, Severity.ERROR, place, f"the key {key} is missing", REDO)
        case "enum" | "literal_error" if isinstance(found["input"], str) and isinstance(allowed, str):
            names = re.findall(r"'([^']*)'", allowed)
            likely = nearest(found["input"], names)
            said = f"{key} is {json.dumps(found['input'])}"
            return Fault(WRONG_CONTENT, Severity.ERROR, place, said, REDO, ", ".join(names), likely)
        case _:
            said = found["msg"][0].lower() + found["msg"][1:]
            return Fault(WRONG_CONTENT, Severity.ERROR, place, f"{key} cannot be read: {said}", REDO)


def _loosely_read(written: object, read: object, path: DocumentPath) -> Iterator[tuple[DocumentPath, object]]:
    """What was read as a number, a truth value or a date without being written as one."""
    match read:
        case Mapping() if isinstance(written, Mapping):
            for key, value in written.items():
                yield from _loosely_read(value, read[key], (*path, key))
        case list() | tuple() if isinstance(written, list):
            for n, (value, found) in enumerate(zip(written, read, strict=True)):
                yield from _loosely_read(value, found, (*path, n))
        case bool() if not isinstance(written, bool):
            yield path, written
        case dt.date() if not isinstance(written, str):
            yield path, written
        case int() | float() | Decimal() if isinstance(written, (bool, str)) and not isinstance(read, bool):
            yield path, written


def _loose(path: DocumentPath, written: object, file: str) -> Fault:
    said = f"{path[-1]} cannot be read from {json.dumps(written, default=str)}"
    return Fault(WRONG_CONTENT, Severity.ERROR, Place(file, within=path_text(path)), said, REDO)


def _cut(text: str) -> str:
    """So much of a text as a message needs."""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."


def _first(faults: Sequence[Fault], file: str) -> list[Fault]:
    """The faults that are told, and how many more there are."""
    told = list(faults[:_MOST_FAULTS])
    if len(faults) > len(told):
        said = f"the document has {len(faults) - len(told):,} more faults, which are not shown"
        told.append(Fault(WRONG_CONTENT, Severity.ERROR, Place(file), said, REDO))
    return told


def _stop(code: str, place: Place, found: str, advice: str, *, allowed: str | None = None) -> NoReturn:
    raise FaultsFoundError([Fault(code, Severity.ERROR, place, found, advice, allowed)]) from None
