"""Earlier figures: saved scorecards, and CSVs of figures that were only ever printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.linking import names_of
from cicscore.direction import Earlier
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, errors, nearest
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
class EarlierRecord:
    """Figures of earlier scorecards, and what was noticed while reading them."""

    figures: tuple[EarlierFigure, ...]
    warnings: tuple[Fault, ...]

    def latest(self, until: dt.date) -> dict[tuple[str, str], Earlier]:
        """For each indicator and variant, the latest figure as at ``until`` or before."""
        found: dict[tuple[str, str], Earlier] = {}
        for figure in self.figures:
            key = (figure.indicator, figure.variant)
            known = found.get(key)
            if figure.earlier.as_at <= until and (known is None or known.as_at < figure.earlier.as_at):
                found[key] = figure.earlier
        return found


def read_earlier(path: Path, catalogue: Catalogue) -> EarlierRecord:
    """The figures of a scorecard JSON, of a CSV of printed figures, or of a folder of both.

    An indicator or variant that the catalogue does not know is a warning. Raises ``CannotRunError`` where
    there is nothing to read, and ``FaultsFoundError`` with every fault of every file.
    """
    read: list[EarlierFigure] = []
    faults: list[Fault] = []
    for file in _files(path):
        try:
            text = file.read_bytes().decode("utf-8-sig")
            read.extend(
                _scorecard_figures(text, file)
                if file.suffix.lower() == ".json"
                else _printed_figures(text, file)
            )
        except OSError as error:
            message = f"{file} cannot be read ({error.strerror}). Check the path and who may open it."
            raise CannotRunError(message) from error
        except UnicodeDecodeError:
            faults.append(
                _fault("CIC411", Place(file.name), "the file is not UTF-8 text", "Save it as UTF-8.")
            )
        except FaultsFoundError as error:
            faults.extend(error.faults)
    if errors(faults):
        raise FaultsFoundError(faults)
    return _known_only(read, catalogue)


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
    for row in scorecard.results:
        if row.breakdown is None and row.value is not None:
            # The shortest decimal that reads back as the number: a tie is still a tie.
            earlier = Earlier(scorecard.as_at, Fraction(Decimal(repr(row.value))))
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
    try:
        as_at = dt.date.fromisoformat(row["as_at"])
    except ValueError:
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


def _missing_column(name: str, heading: list[str], file: Path) -> Fault:
    return _fault(
        "CIC412", Place(file.name, 1, None, name), f"the column `{name}` is missing",
        "Give printed figures the columns indicator, variant, as_at and value.",
        allowed=", ".join(_COLUMNS), close=nearest(name, heading),
    )  # fmt: skip


def _known_only(read: Iterable[EarlierFigure], catalogue: Catalogue) -> EarlierRecord:
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
            known.append(EarlierFigure(names[figure.indicator], figure.variant, figure.earlier, figure.place))
    return EarlierRecord(tuple(known), tuple(warnings.values()))


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
