"""Write documents as JSON, and read a scorecard back if it is consistent."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NoReturn

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError, to_json

from cicscore.faults.fault import Fault, FaultsFoundError, Place, nearest
from cicscore.faults.rules import fault
from cicscore.render.confidential import DocumentPath
from cicscore.render.consistency import REDO, contradictions, path_text, shown, trend_contradictions
from cicscore.results import SCHEMA_VERSION, Row, Scorecard, SeriesRow, Trend
from cicscore.view import View

#: Keys found only in other commands' documents, with the command.
_OTHER_DOCUMENTS = {
    "series": "trend",
    "settling": "trend --settling",
    "definition": "explain",
    "landings": "due",
}


#: How many faults, and unknown keys of one object, are reported singly, and how many characters are quoted.
_MOST_FAULTS, _MOST_KEYS, _QUOTED = 40, 20, 60


def json_text(document: Any) -> str:
    """Write the document as JSON: keys in order, an indent of two spaces, a newline at the end."""
    try:
        # Python's own encoder is five times slower where it indents. No model lets anything but a number in.
        text = to_json(document, indent=2, inf_nan_mode="constants").decode()
    except PydanticSerializationError:  # a file's name, which need not be text
        text = json.dumps(document, default=_dumped, ensure_ascii=False, indent=2, allow_nan=False)
    text += "\n"  # in place: a second copy of a long document would take as much memory again
    return text


def _dumped(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")


def render_json(document: BaseModel, view: View) -> str:
    """Write a scorecard, trend, explanation or difference as JSON, with keys in the order of the model."""
    del view  # machine-readable, so the same for every reader
    return json_text(document)


def render_schema(schema: Mapping[str, Any], view: View) -> str:
    """Write a JSON Schema."""
    del view
    return json_text(schema)


def parse_scorecard(text: str, file: str) -> Scorecard:
    """Read the scorecard in a saved document.

    ``file`` is the name used in messages. Raises ``FaultsFoundError`` with every fault: the document is not
    JSON, is not a scorecard, has an unsupported version, or has content that no scorecard can have.
    """
    document = _parsed(text, file)
    version, ours = _minor_version(document, file), int(SCHEMA_VERSION.partition(".")[2])
    if version < ours:
        _complete(document)
    try:
        scorecard = Scorecard.model_validate(document)
    except ValidationError as error:
        unknown = [found["loc"] for found in error.errors() if found["type"] == "extra_forbidden"]
        if not (version > ours and unknown):
            raise FaultsFoundError(_first(_faults(error.errors(), file), file)) from None
        return _without(document, unknown, file)
    loose = list(_loosely_read(document, scorecard.model_dump(), ()))
    if loose:
        raise FaultsFoundError(_first([_loose(path, value, file) for path, value in loose], file))
    disagreeing = contradictions(scorecard, file)
    if disagreeing:
        raise FaultsFoundError(_first(disagreeing, file))
    return scorecard


def parse_document(text: str, file: str) -> Scorecard | Trend:
    """Read the scorecard or the trend in a saved document, as ``parse_scorecard`` does."""
    document = _json(text, file)
    if "results" in document or "series" not in document:
        return parse_scorecard(text, file)
    if _minor_version(document, file) < int(SCHEMA_VERSION.partition(".")[2]):
        _complete(document)
    try:
        trend = Trend.model_validate(document)
    except ValidationError as error:
        raise FaultsFoundError(_first(_faults(error.errors(), file), file)) from None
    disagreeing = trend_contradictions(trend, file)
    if disagreeing:
        raise FaultsFoundError(_first(disagreeing, file))
    return trend


def _parsed(text: str, file: str) -> dict[str, Any]:
    """Parse a scorecard into Python values; another command's document is a fault."""
    document = _json(text, file)
    if "results" not in document and (other := _OTHER_DOCUMENTS.keys() & document.keys()):
        advice = "give a document that `cicscore compute --format json` wrote"
        command = _OTHER_DOCUMENTS[min(other)]
        found = f"this JSON is not a scorecard: `cicscore {command} --format json` wrote it"
        _stop("not-a-scorecard", Place(file), found, advice)
    return document


def _json(text: str, file: str) -> dict[str, Any]:
    """Parse a document into Python values, keeping numbers as the decimals written."""
    try:
        document = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_keys,
        )
    except RecursionError:
        _stop("not-json", Place(file), "this JSON is nested too deeply for a scorecard", REDO)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        _stop("not-json", place, f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}", REDO)
    except _RefusedError as error:
        _stop("not-json", Place(file), str(error), REDO)
    if not isinstance(document, dict) or "schema_version" not in document:
        advice = "give a document that `cicscore compute --format json` wrote"
        _stop(
            "not-a-scorecard", Place(file), "this JSON is not a scorecard: it has no schema_version", advice
        )
    return document


class _RefusedError(ValueError):
    """Content that Python's JSON reader accepts but a scorecard never has."""


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is not a number; a value that is missing is null")


def _decimal(text: str) -> Decimal:
    _check_size(text)
    return Decimal(text)


def _whole(text: str) -> int:
    _check_size(text)
    return int(text)


def _check_size(text: str) -> None:
    """Refuse numbers too large for other JSON readers, or with more digits than Python will read."""
    if not math.isfinite(float(text)):
        raise _RefusedError("it holds a number that is too large for a figure")


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    unique: dict[str, Any] = {}
    for key, value in pairs:
        if key in unique:
            raise _RefusedError(f"the key {shown(key)} is there twice in one object")
        unique[key] = value
    return unique


def _minor_version(document: Mapping[str, Any], file: str) -> int:
    """The document's minor version; another major version than this program's is a fault."""
    version, ours = document["schema_version"], int(SCHEMA_VERSION.partition(".")[0])
    parts = re.fullmatch(r"([0-9]{1,4})\.([0-9]{1,4})", version) if isinstance(version, str) else None
    if parts is None or int(parts[1]) != ours:
        _stop(
            "other-version",
            Place(file, within="schema_version"),
            f"the document's schema_version is {_cut(json.dumps(version, default=str))}",
            "use the version of cicscore that wrote it, or compute the scorecard again with this one",
            allowed=f"{ours}.0 and later, up to the next whole number",
        )
    return int(parts[2])


#: The keys of a row in every version. An earlier document may lack others: null, unless ``_LACKED`` has them.
_IN_EVERY_VERSION: Final = frozenset(
    {
        *("indicator", "variant", "as_at", "line", "period_start", "period_end", "status", "status_reason"),
        *("numerator", "denominator", "value", "display", "target", "amber", "rag", "rag_reason", "to_green"),
        *("previous_as_at", "previous_value", "change", "direction", "outturn_value", "difference_from_all"),
    }
)
_LACKED: Final[Mapping[str, object]] = {
    **dict.fromkeys(("notes", "hidden", "special_causes"), ()),
    **dict.fromkeys(("overridden", "overridden_by", "overridden_on", "overridden_why"), ()),
    "restated": False,
}


def _complete(document: dict[str, Any]) -> None:
    """Add to the rows of an earlier version's document the keys that later versions added."""
    for key, model in (("results", Row), ("series", SeriesRow)):
        rows = document.get(key)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                for name in model.model_fields.keys() - _IN_EVERY_VERSION:
                    row.setdefault(name, _LACKED.get(name))


def _without(document: dict[str, Any], unknown: Iterable[DocumentPath], file: str) -> Scorecard:
    """Drop the keys that a later minor version added."""
    for *path, key in unknown:
        part: Any = document
        for step in path:
            part = part[step]
        del part[key]
        if isinstance(part.get("hidden"), list):
            part["hidden"] = [name for name in part["hidden"] if name != key]
    return parse_scorecard(json.dumps(document, default=float), file)


def _faults(findings: Sequence[ErrorDetails], file: str) -> list[Fault]:
    """Turn Pydantic's errors into faults in this program's words."""
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
            faults.append(fault("wrong-content", place, said, REDO))
    return faults


def _fault(found: ErrorDetails, file: str, missing: Sequence[str]) -> Fault:
    """Turn one error into a fault; ``missing`` are the keys that its part of the document lacks."""
    place = Place(file, within=path_text(found["loc"]))
    key = str(found["loc"][-1]) if found["loc"] else "document"
    allowed = found.get("ctx", {}).get("expected")
    match found["type"]:
        case "extra_forbidden":
            said, likely = f"the key {shown(key)} is not known here", nearest(key, missing)
            return fault("wrong-content", place, said, REDO, nearest=likely)
        case "missing":
            return fault("wrong-content", place, f"the key {key} is missing", REDO)
        case "enum" | "literal_error" if isinstance(found["input"], str) and isinstance(allowed, str):
            names = re.findall(r"'([^']*)'", allowed)
            likely = nearest(found["input"], names)
            said = f"{key} is {json.dumps(found['input'])}"
            return fault("wrong-content", place, said, REDO, allowed=", ".join(names), nearest=likely)
        case _:
            said = found["msg"][0].lower() + found["msg"][1:]
            return fault("wrong-content", place, f"{key} cannot be read: {said}", REDO)


def _loosely_read(written: object, read: object, path: DocumentPath) -> Iterator[tuple[DocumentPath, object]]:
    """Find values read as a number, a truth value or a date but not written as one."""
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
    return fault("wrong-content", Place(file, within=path_text(path)), said, REDO)


def _cut(text: str) -> str:
    """Shorten a text for a message."""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."


def _first(faults: Sequence[Fault], file: str) -> list[Fault]:
    """The faults to report, with the number of any others as the last."""
    reported = list(faults[:_MOST_FAULTS])
    if len(faults) > len(reported):
        more = f"the document has {len(faults) - len(reported):,} more faults, which are not shown"
        reported.append(fault("wrong-content", Place(file), more, REDO))
    return reported


def _stop(code: str, place: Place, found: str, advice: str, *, allowed: str | None = None) -> NoReturn:
    raise FaultsFoundError([fault(code, place, found, advice, allowed=allowed)]) from None


def scorecard_schema() -> dict[str, Any]:
    """The JSON Schema of this version's scorecard document, in draft 2020-12, with descriptions."""
    schema = Scorecard.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cicscore:scorecard:{SCHEMA_VERSION}",
        **schema,
        "title": "cicscore scorecard",
    }
