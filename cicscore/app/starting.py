"""The ``init`` command without its command line: a small catalogue and its extracts, to begin with."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from cicscore.app.files import write_whole
from cicscore.catalogue.schema import catalogue_schema
from cicscore.faults import CannotRunError

#: The month that the starter's extracts describe, and so the name of their folder.
MONTH = "2016-03"
SCHEMA_NAME = "catalogue.schema.json"


def start(folder: Path) -> tuple[Path, ...]:
    """Write the starter into ``folder``, which is made where it is not there; the files written, in order.

    Raises ``CannotRunError`` where the folder holds anything that could be meant: nothing is overwritten.
    """
    texts = _texts()
    _check_free(folder)
    try:
        (folder / MONTH).mkdir(parents=True)
    except OSError as error:
        message = (
            f"the folder {folder} cannot be made ({error.strerror}). Choose a place that is open to you."
        )
        raise CannotRunError(message) from error
    for name, text in texts.items():
        write_whole(folder / name, text)
    return tuple(folder / name for name in texts)


def _check_free(folder: Path) -> None:
    """Hidden files, such as those of version control, may be there already."""
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


def _texts() -> dict[str, str]:
    """What is written, by its name in the folder."""
    starter = files("cicscore") / "starter"
    extracts = sorted((starter / MONTH).iterdir(), key=lambda file: file.name)
    return {
        "indicators.yaml": _text(starter / "indicators.yaml"),
        SCHEMA_NAME: json.dumps(catalogue_schema(), indent=2, ensure_ascii=False) + "\n",
        **{f"{MONTH}/{file.name}": _text(file) for file in extracts},
    }


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
