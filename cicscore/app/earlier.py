"""The record of what was published: saved scorecards, and CSVs of figures that were only ever printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cicscore.catalogue.definitions import Catalogue, is_in_force
from cicscore.catalogue.linking import names_of
from cicscore.direction import Earlier
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, errors, nearest
from cicscore.figures import date_text, value_text
from cicscore.record import Record
from cicscore.render.json_document import parse_scorecard
from cicscore.vocabulary import ALL

_COLUMNS = ("indicator", "variant", "as_at", "value")


@dataclass(frozen=True)
class EarlierFigure:
    """One figure of an earlier scorecard, with where it was read for messages."""

    indicator: str
    variant: str
    earlier: Earlier
    place: Place


@dataclass(frozen=True)
class PublishedRecord:
    """The record of what was published, and what was noticed while reading it."""

    record: Record
    warnings: tuple[Fault, ...]


def read_record(paths: Iterable[Path], catalogue: Catalogue) -> PublishedRecord:
    """The figures of scorecard JSONs, of CSVs of printed figures, and of folders of both, mixed.

    An indicator or variant that the catalogue does not know is a warning; so are two figures of one day that
    print differently, of which the first counts. Raises ``CannotRunError`` where there is nothing to read,
    and ``FaultsFoundError`` with every fault of every file.
    """
    read: list[EarlierFigure] = []
    faults: list[Fault] = []
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        found, wrong = _read(file)
        read += found
        faults += wrong
    if errors(faults):
        raise FaultsFoundError(faults)
    known, unknown = _known_only(read, catalogue)
    record, contradictions = _recorded(known, catalogue)
    return PublishedRecord(record, (*unknown, *contradictions))


def _read(file: Path) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures of one file, or what is wrong with it."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        read = _scorecard_figures if file.suffix.lower() == ".json" else _printed_figures
        return list(read(text, file)), ()
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror}). Check the path and who may open it."
        raise CannotRunError(message) from error
    except UnicodeDecodeError:
        fault = _fault("CIC411", Place(file.name), "the file is not UTF-8 text", "Save it as UTF-8.")
        return [], (fault,)
    except csv.Error as error:
        found, advice = f"the file is not a CSV: {error}", "Look for a quotation mark that is not closed."
        return [], (_fault("CIC417", Place(file.name), found, advice),)
    except FaultsFoundError as error:
        return [], error.faults


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        files = tuple(sorted(file for file in path.iterdir() if file.suffix.lower() in (".json", ".csv")))
        if not files:
            message = (
                f"the folder {path} holds no earlier figures. "
                "Put scorecards (.json) or printed figures (.csv) there."
            )
            raise CannotRunError(message)
        return files
    if not path.exists():
        siblings = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
        close = nearest(path.name, siblings)
        hint = f" Did you mean {close}?" if close else ""
        message = (
            f"the file of earlier figures {path} is not there.{hint} "
            "Give a scorecard JSON, a CSV, or a folder of them."
        )
        raise CannotRunError(message)
    return (path,)


def _scorecard_figures(text: str, file: Path) -> Iterator[EarlierFigure]:
    scorecard = parse_scorecard(text, file.name)
    kinds = {info.id: (info.period_type, info.unit) for info in scorecard.indicators}
    for row in scorecard.results:
        if row.breakdown is None and row.value is not None:
            # The shortest decimal that reads back as the number: a tie is still a tie.
            value = Fraction(Decimal(repr(row.value)))
            earlier = Earlier(scorecard.as_at, value, *kinds[row.indicator])
            yield EarlierFigure(row.indicator, row.variant, earlier, Place(file.name))


def _printed_figures(text: str, file: Path) -> list[EarlierFigure]:
    reader = csv.reader(io.StringIO(text, newline=""))
    heading = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in _COLUMNS if name not in heading]
    if missing:
        raise FaultsFoundError([_missing_column(name, heading, file) for name in missing])
    places = {name: heading.index(name) for name in _COLUMNS}
    figures: list[EarlierFigure] = []
    faults: list[Fault] = []
    for cells in reader:
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if not row["value"]:
            continue  # nothing was printed
        place = Place(file.name, reader.line_num)
        parsed = _printed_figure(row, place)
        if isinstance(parsed, Fault):
            faults.append(parsed)
        else:
            figures.append(parsed)
    if faults:
        raise FaultsFoundError(faults)
    return figures


def _printed_figure(row: dict[str, str], place: Place) -> EarlierFigure | Fault:
    as_at = _day(row["as_at"])
    if as_at is None:
        at = Place(place.file, place.line, None, "as_at")
        return _fault(
            "CIC413",
            at,
            f'"{row["as_at"][:40]}" is not a day',
            "Write the day as year-month-day.",
            allowed="such as 2015-12-31",
        )
    if not re.fullmatch(r"-?\d+(\.\d+)?", row["value"]):
        at = Place(place.file, place.line, None, "value")
        return _fault(
            "CIC414",
            at,
            f'"{row["value"][:40]}" is not a plain number',
            "Leave out percent signs, commas and spaces.",
            allowed="such as 79.7",
        )
    earlier = Earlier(as_at, Fraction(Decimal(row["value"])))
    return EarlierFigure(row["indicator"], row["variant"] or ALL, earlier, place)


def _day(text: str) -> dt.date | None:
    """A day as year-month-day, and in no other of the forms that ISO 8601 has."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _missing_column(name: str, heading: list[str], file: Path) -> Fault:
    return _fault(
        "CIC412", Place(file.name, 1, None, name), f"the column `{name}` is missing",
        "Give printed figures the columns indicator, variant, as_at and value.",
        allowed=", ".join(_COLUMNS), close=nearest(name, heading),
    )  # fmt: skip


def _known_only(
    read: Iterable[EarlierFigure], catalogue: Catalogue
) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures by indicator id; those that the catalogue does not know become warnings."""
    names, variants = names_of(catalogue), (ALL, *catalogue.variants)
    known: list[EarlierFigure] = []
    warnings: dict[tuple[str, str], Fault] = {}
    for figure in read:
        if figure.indicator not in names:
            warnings.setdefault(
                (figure.place.file, figure.indicator),
                _unknown(figure, "indicator", figure.indicator, tuple(names)),
            )
        elif figure.variant not in variants:
            warnings.setdefault(
                (figure.place.file, figure.variant), _unknown(figure, "variant", figure.variant, variants)
            )
        else:
            known.append(replace(figure, indicator=names[figure.indicator]))
    return known, tuple(warnings.values())


def _recorded(figures: Iterable[EarlierFigure], catalogue: Catalogue) -> tuple[Record, tuple[Fault, ...]]:
    """The record of these figures; of two of one day the first counts, and a difference is a warning."""
    first: dict[tuple[str, str], dict[dt.date, EarlierFigure]] = {}
    warnings: list[Fault] = []
    for figure in figures:
        of_line = first.setdefault((figure.indicator, figure.variant), {})
        known = of_line.setdefault(figure.earlier.as_at, figure)
        texts = [_printed_text(found, catalogue) for found in (known, figure)]
        if texts[0] != texts[1]:
            found = (
                f"{figure.indicator} ({figure.variant}) of {date_text(figure.earlier.as_at)} is {texts[1]} "
                f"here and {texts[0]} in {known.place}, which counts"
            )
            advice = "Keep the one that was published."
            warnings.append(_fault("CIC416", figure.place, found, advice, Severity.WARNING))
    record = {line: {day: found.earlier for day, found in days.items()} for line, days in first.items()}
    return Record(record), tuple(warnings)


def _printed_text(figure: EarlierFigure, catalogue: Catalogue) -> str:
    """The figure as the scorecard of its day prints it."""
    versions = [found for found in catalogue.indicators if found.id == figure.indicator]
    day = figure.earlier.as_at
    definition = next((found for found in versions if is_in_force(found, day)), versions[0])
    return value_text(figure.earlier.value, definition.unit, definition.decimals)


def _unknown(figure: EarlierFigure, kind: str, name: str, allowed: tuple[str, ...]) -> Fault:
    found = f"the catalogue has no {kind} `{name}`, so its earlier figure is left out"
    listed = ", ".join(allowed) if len(allowed) < 10 else f"the {kind}s of the catalogue"
    place = Place(figure.place.file, figure.place.line, None, kind)
    return _fault(
        "CIC415",
        place,
        found,
        f"Correct the {kind}, if it was meant.",
        Severity.WARNING,
        listed,
        nearest(name, allowed),
    )


def _fault(
    code: str, place: Place, found: str, advice: str, severity: Severity = Severity.ERROR,
    allowed: str | None = None, close: str | None = None,
) -> Fault:  # fmt: skip
    return Fault(code, severity, place, found, advice, allowed, close)
