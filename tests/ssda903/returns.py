"""Small SSDA903 returns written out by hand, and the figures that they come to."""

import datetime as dt
from functools import cache
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from cicscore.app.api import load_extracts, score
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.catalogue.model import Ssda903
from cicscore.faults.fault import FaultsFoundError, fault_text
from cicscore.results import Row

AS_AT = dt.date(2016, 3, 31)
HEADINGS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS PLACE PLACE_PROVIDER DEC REC PL_POST URN",
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "uasc": "CHILD SEX DOB DUC",
    "oc2": "CHILD DOB SDQ_SCORE SDQ_REASON TEETH_CHECK HEALTH_ASSESSMENT",
    "oc3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "ad1": "CHILD DOB DATE_INT DATE_MATCH",
    "placed_for_adoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
}


@cache
def shipped() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue("indicators.yaml")


def with_settings(**chosen: object) -> Catalogue:
    """The catalogue that ships, with these settings for returns."""
    ssda903 = Ssda903.model_validate(chosen)
    return replace(shipped(), settings=shipped().settings.model_copy(update={"ssda903": ssda903}))


def write_return(folder: Path, born: str = "2008-05-04", **tables: str) -> Path:
    """Write each of ``tables`` as a file: a row a line, cells apart by blanks, ``-`` for a blank cell.

    The Header is written from the children in the other tables, all ``born`` on one day, unless it is
    given; a table of which nothing is said has its heading alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: [line.split() for line in text.strip().splitlines()] for name, text in tables.items()}
    if "header" not in rows:
        children = dict.fromkeys(row[0] for table in rows.values() for row in table)
        rows["header"] = [[child, "1", born, "WBRI", "-", "-", "-"] for child in children]
    for name, heading in HEADINGS.items():
        width = len(heading.split())
        cells = [heading.split(), *([*row, *["-"] * (width - len(row))] for row in rows.get(name, []))]
        text = "".join(",".join("" if cell == "-" else cell for cell in row) + "\n" for row in cells)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def row(
    folder: Path, indicator: str, variant: str = "all", as_at: dt.date = AS_AT, of: Catalogue | None = None
) -> Row:
    """The scorecard's row of an indicator."""
    catalogue = of or shipped()
    extracts = load_extracts(folder, catalogue, as_at=as_at)
    rows = score(catalogue, extracts, as_at, only=[indicator]).results
    return next(one for one in rows if one.variant == variant)


def figure(
    folder: Path, indicator: str, variant: str = "all", as_at: dt.date = AS_AT, of: Catalogue | None = None
) -> tuple[int, int] | str:
    """Numerator and denominator, or the status where there is no figure."""
    found = row(folder, indicator, variant, as_at, of)
    if found.numerator is None or found.denominator is None:
        return found.status.value
    return int(found.numerator), int(found.denominator)


def table(folder: Path, name: str, as_at: dt.date = AS_AT) -> list[tuple[str | None, ...]]:
    """The rows of a derived extract, without the child, as text; ``None`` where something is missing."""
    frame = load_extracts(folder, shipped(), as_at=as_at).tables[name].frame.drop(columns="child_id")
    return [
        tuple(None if pd.isna(cell) else str(cell).removesuffix(" 00:00:00") for cell in one)
        for one in zip(*(frame[column] for column in frame), strict=True)
    ]


def messages(folder: Path, as_at: dt.date = AS_AT, *, code: str = "") -> list[str]:
    """The messages, of this code alone where one is given, for which loading stops, or else its warnings."""
    try:
        faults = load_extracts(folder, shipped(), as_at=as_at).warnings
    except FaultsFoundError as error:
        faults = error.faults
    return [fault_text(one) for one in faults if one.code != "CIC501" and code in one.code]
