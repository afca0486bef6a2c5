"""The ``init`` command without its command line: a catalogue to start from, small or complete."""

from __future__ import annotations

import json
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from cicscore.app.arguments import national_catalogue, packaged_catalogue
from cicscore.app.files import write_whole
from cicscore.catalogue.schema import catalogue_schema
from cicscore.faults.fault import CannotRunError

#: The month that the starter's extracts describe, which is also their folder's name.
MONTH = "2016-03"
SCHEMA_NAME = "catalogue.schema.json"


class Beginning(StrEnum):
    """What to start from: a small catalogue with extracts, one for a return alone, or the complete one."""

    SMALL = "small"
    RETURN = "return"
    NATIONAL = "national"
    KENT_2016 = "kent-2016"


def start(folder: Path, beginning: Beginning = Beginning.SMALL) -> tuple[Path, ...]:
    """Write a starter into ``folder``, creating it if need be, and return the files written, in order.

    Raises ``CannotRunError`` if the folder holds any visible file: nothing is overwritten.
    """
    match beginning:
        case Beginning.SMALL:
            texts = _small()
        case Beginning.RETURN:
            texts = _return()
        case Beginning.NATIONAL:
            texts = _whole(national_catalogue())
        case Beginning.KENT_2016:
            texts = _whole(packaged_catalogue())
    _check_free(folder)
    try:
        for inner in {(folder / name).parent for name in texts}:
            inner.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"the folder {folder} cannot be made ({error.strerror}). Choose a place that is open to you."
        )
        raise CannotRunError(message) from error
    for name, text in texts.items():
        write_whole(folder / name, text.encode())
    return tuple(folder / name for name in texts)


def _check_free(folder: Path) -> None:
    """Raise ``CannotRunError`` unless the folder is new or empty, apart from hidden files like ``.git``."""
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file. Give a folder that is new or empty."
        raise CannotRunError(message)
    there = (
        sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        if folder.exists()
        else []
    )
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        message = (
            f"the folder {folder} is not empty: it holds {', '.join(there[:3])}{more}. "
            "Give one that is new or empty; nothing is overwritten."
        )
        raise CannotRunError(message)


def _whole(catalogue: Path) -> dict[str, str]:
    """A catalogue supplied with the program, and its schema at the path in the catalogue's first line."""
    text = catalogue.read_text(encoding="utf-8")
    return {
        "indicators.yaml": text.replace("$schema=../schemas/", "$schema=schemas/", 1),
        f"schemas/{SCHEMA_NAME}": _schema(),
    }


def _return() -> dict[str, str]:
    """The catalogue for a return alone, and the schema."""
    return {"indicators.yaml": _text(files("cicscore") / "starter" / "return.yaml"), SCHEMA_NAME: _schema()}


def _schema() -> str:
    return json.dumps(catalogue_schema(), indent=2, ensure_ascii=False) + "\n"


def _small() -> dict[str, str]:
    """The text of each file of the starter, by its name in the folder."""
    starter = files("cicscore") / "starter"
    extracts = sorted((starter / MONTH).iterdir(), key=lambda file: file.name)
    return {
        "indicators.yaml": _text(starter / "indicators.yaml"),
        SCHEMA_NAME: _schema(),
        **{f"{MONTH}/{file.name}": _text(file) for file in extracts},
    }


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
