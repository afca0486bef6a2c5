"""Resolve a user's arguments: the as-at date from a folder's name, indicators from names and themes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.link import names_of
from cicscore.faults.fault import CannotRunError, nearest, nearest_path
from cicscore.periods import day_named
from cicscore.text import iso_day

#: The catalogue used when none is named.
CATALOGUE_NAME = "indicators.yaml"
#: What the supplied catalogue of today's national indicators is called on the command line.
NATIONAL = "national"
#: The years of dates given to options: any other is a typing error.
_YEARS = range(1900, 2100)


def parse_day(text: str, option: str) -> dt.date:
    """A date given to an option as year-month-day or day/month/year; raises ``CannotRunError`` otherwise."""
    british = re.fullmatch("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    day = iso_day(text if british is None else f"{british[3]}-{british[2]:0>2}-{british[1]:0>2}")
    if day is not None and day.year in _YEARS:
        return day
    message = (
        f'{option}: "{text}" is not a day. Write it as year-month-day, such as 2016-03-31, '
        "or as day/month/year, such as 31/03/2016."
    )
    raise CannotRunError(message)


def check_folder(folder: Path) -> None:
    """Raise ``CannotRunError`` if the folder of extracts does not exist, suggesting the nearest name."""
    if folder.is_dir():
        return
    if folder.exists():
        message = f"{folder} is a file. Give the folder that holds the extracts."
        raise CannotRunError(message)
    close = nearest_path(folder)
    hint = f" Did you mean {close}?" if close is not None and close.is_dir() else ""
    message = f"the folder of extracts {folder} is not there.{hint} Give the folder that holds the extracts."
    raise CannotRunError(message)


def as_at_of(folder: Path) -> dt.date:
    """The as-at date from a folder's name: 31 March 2016 for ``2016-03``, 31 March 2025 for ``2024-25``."""
    day = day_named(folder.resolve().name)
    if day is None:
        message = (
            f"the name of the folder {folder} is neither a month nor a financial year, so the as-at date is "
            "not known. Give --as-at, such as --as-at 2016-03-31, or name the folder like 2016-03 or 2024-25."
        )
        raise CannotRunError(message)
    return day


def catalogue_path(given: str | None) -> Path:
    """The catalogue named, else the working folder's, else the one supplied with the program.

    ``national`` names the second one that is supplied, unless there is such a file.
    """
    if given == NATIONAL and not Path(given).exists():
        return national_catalogue()
    if given is not None:
        _check_supplied(given)
        return Path(given)
    here = Path(CATALOGUE_NAME)
    if here.is_file():
        return here
    return packaged_catalogue()


def _check_supplied(given: str) -> None:
    """Raise ``CannotRunError`` if a catalogue is not there and is the misspelt name of one supplied."""
    path = Path(given)
    if not path.exists() and nearest_path(path) is None and nearest(given, (NATIONAL,)):
        message = f"the catalogue {given} is not there. Did you mean {NATIONAL}? Give its name, or a path."
        raise CannotRunError(message)


def national_catalogue() -> Path:
    """The catalogue of today's national indicators, supplied with the program."""
    return Path(__file__).resolve().parent.parent / f"{NATIONAL}.yaml"


def packaged_catalogue() -> Path:
    """The catalogue supplied with the program: in an installed package, or beside it in the repository."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / CATALOGUE_NAME, package.parent / CATALOGUE_NAME):
        if candidate.is_file():
            return candidate
    message = f"there is no {CATALOGUE_NAME} here, and none was installed. Give --catalogue FILE."
    raise CannotRunError(message)


def indicators_of(names: Sequence[str], catalogue: Catalogue) -> frozenset[str] | None:
    """The ids of the indicators named by id, reference or theme; ``None`` for all."""
    if not names:
        return None
    known = names_of(catalogue)
    themes = {theme.id for theme in catalogue.themes}
    chosen: set[str] = set()
    for name in names:
        if (spelt := _in_any_case(name, (*known, *themes))) in known:
            chosen.add(known[spelt])
        elif spelt in themes:
            chosen.update(
                indicator.written.id for indicator in catalogue.indicators if indicator.written.theme == spelt
            )
        else:
            raise CannotRunError(_unknown("--only", name, "indicator or theme", (*known, *sorted(themes))))
    return frozenset(chosen)


def indicator_of(name: str, catalogue: Catalogue) -> str:
    """The id of the indicator named by id or reference."""
    known = names_of(catalogue)
    spelt = _in_any_case(name, tuple(known))
    if spelt not in known:
        raise CannotRunError(_unknown("ID", name, "indicator", tuple(known)))
    return known[spelt]


#: How many breakdowns a table has at most: its rows and its columns.
_MOST_CROSSED = 2


def breakdowns_of(names: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The breakdowns asked for, each once; "sex,age_group" is the two at once."""
    for name in names:
        parts = name.split(",")
        for part in parts:
            if part not in catalogue.breakdowns:
                raise CannotRunError(_unknown("--by", part, "breakdown", tuple(catalogue.breakdowns)))
        if len(parts) > _MOST_CROSSED or len(set(parts)) < len(parts):
            message = f"--by {name}: name one breakdown, or two different ones with a comma between them."
            raise CannotRunError(message)
        crossing = next((part for part in parts if catalogue.breakdowns[part].parts), None)
        if crossing is not None and len(parts) > 1:
            message = f"--by {name}: {crossing} is of two breakdowns at once already. Name it alone."
            raise CannotRunError(message)
    return tuple(dict.fromkeys(names))


def _in_any_case(name: str, known: tuple[str, ...]) -> str:
    """The known name that differs only in case, or ``name`` itself if there is none or more than one."""
    alike = [one for one in known if one.casefold() == name.casefold()]
    return alike[0] if name not in known and len(alike) == 1 else name


def _unknown(option: str, name: str, kind: str, known: tuple[str, ...]) -> str:
    close = nearest(name, known)
    hint = f" Did you mean {close}?" if close else ""
    listed = f" The catalogue has: {', '.join(known) or 'none'}." if len(known) <= 12 else ""
    return f'{option}: the catalogue has no {kind} "{name}".{hint}{listed}'
