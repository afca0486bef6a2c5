"""The shape of a catalogue: plain data validated by the pydantic models, every error a fault in its place."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cicscore.catalogue.document import CatalogueDocument
from cicscore.catalogue.rules import fault
from cicscore.catalogue.yaml_source import Data, Path, YamlSource
from cicscore.faults import Fault, nearest


@dataclass(frozen=True)
class Misfit:
    """One error of pydantic's, at the part of the file that it means.

    ``missing`` is the step of its location that is not in the file: a key that is not there, or pydantic's
    own name for something.
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
        """The value that is wrong, or would be there if it were not missing."""
        return (*self.path, str(self.missing)) if self.kind == "missing" else self.path


def validate(source: YamlSource) -> tuple[CatalogueDocument | None, tuple[Fault, ...]]:
    """The document, or ``None`` and what is wrong with its shape."""
    document, misfits = fit(source.data)
    return document, tuple(shape_fault(source, misfit) for misfit in misfits)


def fit(data: Data) -> tuple[CatalogueDocument | None, tuple[Misfit, ...]]:
    """The document that the data makes, or ``None`` and everything about it that does not fit."""
    try:
        return CatalogueDocument.model_validate(data), ()
    except ValidationError as error:
        found: dict[tuple[Path, bool], Misfit] = {}
        for details in error.errors(include_url=False):
            if details["type"] == "too_short" and details["input"]:
                continue  # pydantic counts only the items that are right; what is wrong with the rest is told
            misfit = Misfit(*_path(data, details["loc"]), details)
            found.setdefault((misfit.target, misfit.kind == "extra_forbidden"), misfit)
        return None, tuple(found.values())


def _path(data: Data, location: tuple[str | int, ...]) -> tuple[Path, str | None]:
    """The part of the file that a location of pydantic's means, and the key it misses there.

    Pydantic puts the names of alternatives among the steps; those are not in the file and are passed over.
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


def shape_fault(source: YamlSource, misfit: Misfit) -> Fault:
    """The misfit as a fault in its place."""
    path, missing, error = misfit.path, misfit.missing, misfit.error
    value = source.value(path)
    match misfit.kind:
        case "missing":
            where = source.place(path, at_key=True)
            return fault(
                "CIC104",
                where,
                f"the key `{missing}` is missing",
                f"Add `{missing}:`.",
                allowed=_joined(keys_at(path)),
            )
        case "extra_forbidden":
            allowed = keys_at(path[:-1])
            return fault(
                "CIC105",
                source.place(path, at_key=True),
                f"`{path[-1]}` is not a key here",
                "Correct the key or remove it.",
                allowed=_joined(allowed),
                nearest=meant_key(source, path),
            )
        case "enum" | "literal_error":
            words = words_allowed(error)
            return fault(
                "CIC106",
                source.place(path),
                f"{_shown(value)} is not one of the words allowed here",
                "Use one of the words allowed.",
                allowed=", ".join(words),
                nearest=nearest(str(value), words),
            )
        case "string_pattern_mismatch":
            # A faulty key of a mapping, or a faulty name.
            return fault(
                "CIC107",
                source.place(path, at_key=missing == "[key]"),
                f"{_shown(path[-1] if missing == '[key]' else value)} is not a name",
                "Use lower-case letters, digits and underscores, beginning with a letter.",
                allowed="such as review_participation",
            )
        case _:
            named = missing == "[key]"
            return fault(
                "CIC107",
                source.place(path, at_key=named),
                f"{_shown(path[-1] if named else value)} is not {_needed(error)}",
                _advice(error, value),
                allowed=_needed(error),
            )


_NEEDED: Mapping[str, str] = {
    "string_type": "text",
    "string_too_short": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "date_type": "a day written year-month-day, such as 2016-03-31",
    "date_parsing": "a day written year-month-day, such as 2016-03-31",
    "date_from_datetime_parsing": "a day written year-month-day, such as 2016-03-31",
    "date_from_datetime_inexact": "a day written year-month-day, such as 2016-03-31",
    "union_tag_invalid": "rows, children, {distinct: column} or {sum: expression}",
    "union_tag_not_found": "rows, children, {distinct: column} or {sum: expression}",
}


def _needed(error: ErrorDetails) -> str:
    """What pydantic needed, in words that complete "... is not"."""
    context = error.get("ctx", {})
    match error["type"]:
        case "too_short":
            return f"at least {context.get('min_length')} long"
        case "greater_than":
            return f"more than {context.get('gt')}"
        case "greater_than_equal":
            return f"at least {context.get('ge')}"
        case "less_than_equal":
            return f"at most {context.get('le')}"
        case "value_error":
            return str(context.get("error"))
        case other:
            return _NEEDED.get(other, f"right: {error['msg'][:1].lower()}{error['msg'][1:]}")


def _advice(error: ErrorDetails, value: object) -> str:
    match error["type"]:
        case "string_type" if isinstance(value, Mapping):
            return 'Put text that holds a colon in quotes, such as "a: b".'
        case "string_type" if value is None:
            return "Write the text, or remove the key."
        case "string_type":
            return "Put it in quotes to make it text."
        case "decimal_parsing" if isinstance(value, str) and value.rstrip().endswith("%"):
            return "Leave out the % sign."
        case "decimal_parsing" if isinstance(value, str) and "," in value:
            return "Leave out the comma."
        case "tuple_type":
            return "Write a list, such as [a, b]."
        case "dict_type" | "model_type" | "model_attributes_type" if value is None:
            return "Write the keys below, indented, or remove the key."
        case _:
            return "Correct the value."


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
        case _:
            words = " ".join(str(value).split())
            return f'"{words if len(words) <= 60 else words[:57] + "..."}"'


def words_allowed(error: ErrorDetails) -> tuple[str, ...]:
    """The words of a closed set, which pydantic lists as ``'a', 'b' or 'c'``."""
    expected = str(error.get("ctx", {}).get("expected", ""))
    return tuple(part.strip().strip("'") for part in expected.replace(" or ", ",").split(",") if part.strip())


def meant_key(source: YamlSource, path: Path) -> str | None:
    """The key that an unknown key was probably meant to be: one that is not there yet, if any is close."""
    allowed, there = keys_at(path[:-1]), source.value(path[:-1])
    key = str(path[-1])
    return nearest(key, [name for name in allowed if name not in there]) or nearest(key, allowed)


def _joined(names: tuple[str, ...]) -> str | None:
    return ", ".join(names) or None


def keys_at(path: Path, *, required_only: bool = False) -> tuple[str, ...]:
    """The keys that the model allows (or requires) in the mapping at ``path``."""
    model = _model_at(path)
    if model is None:
        return ()
    return tuple(
        field.alias or name
        for name, field in model.model_fields.items()
        if field.is_required() or not required_only
    )


def _model_at(path: Path) -> type[BaseModel] | None:
    models: list[type[BaseModel]] = [CatalogueDocument]
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
    return models[0] if models and not inside else None


def _models(annotation: object) -> typing.Iterator[type[BaseModel]]:
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
