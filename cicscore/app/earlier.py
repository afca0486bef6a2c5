"""The record of what was published: saved scorecards, and CSVs of figures that were only ever printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from cicscore.app.inputs import Given, read_given, text_of
from cicscore.app.printed import (
    PrintedNumber,
    PrintedRow,
    printed_day,
    printed_fault,
    printed_number,
    printed_rows,
    unknown_name,
)
from cicscore.app.scale import definition_then, off_scale
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.linking import names_of
from cicscore.direction import Earlier
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, errors, nearest_path
from cicscore.figures import as_written, date_text, value_text
from cicscore.record import Record
from cicscore.render.json_document import parse_scorecard
from cicscore.vocabulary import ALL

_COLUMNS = ("indicator", "variant", "as_at", "value")
#: What a scorecard that was saved as CSV has beside them: rows of groups, and figures as they are printed.
_OWN = ("breakdown", "display")
_MEANT = "a scorecard JSON, a CSV, or a folder of them"
_WHAT = "earlier figure"


@dataclass(frozen=True)
class EarlierFigure:
    """One figure of an earlier scorecard, with where it was read for messages.

    ``printed`` is its row and number, where it was printed and not computed by this program.
    """

    indicator: str
    variant: str
    earlier: Earlier
    place: Place
    printed: tuple[PrintedRow, PrintedNumber] | None = None


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
    for file in dict.fromkeys(file for path in paths for file in _files(path, catalogue)):
        found, wrong = _read(file)
        read += found
        faults += wrong
    if errors(faults):
        raise FaultsFoundError(faults)
    known, unknown = _known_only(read, catalogue)
    fitting, misfits = _on_scale(known, catalogue)
    record, contradictions = _recorded(fitting, catalogue)
    return PublishedRecord(record, (*faults, *unknown, *misfits, *contradictions))


def _read(file: Path) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures of one file, and what is wrong with it."""
    given = read_given(file, _MEANT, file.name)
    try:
        if file.suffix.lower() == ".json":
            return list(_scorecard_figures(text_of(given), file)), ()
        return _printed_figures(given)
    except FaultsFoundError as error:
        return [], error.faults


def _files(path: Path, catalogue: Catalogue) -> tuple[Path, ...]:
    if path.is_dir():
        extracts = {extract.file.lower() for extract in catalogue.extracts.values()}
        if any(file.name.lower() in extracts for file in path.iterdir()):
            message = (
                f"{path} is a folder of extracts, not of earlier figures. Compute its scorecard first: "
                f"cicscore compute {path} --format json --output earlier.json"
            )
            raise CannotRunError(message)
        files = tuple(sorted(file for file in path.iterdir() if file.suffix.lower() in (".json", ".csv")))
        if not files:
            message = (
                f"the folder {path} holds no earlier figures. "
                "Put scorecards (.json) or printed figures (.csv) there."
            )
            raise CannotRunError(message)
        return files
    if not path.exists():
        close = nearest_path(path)
        hint = f" Did you mean {close}?" if close else ""
        message = f"the file of earlier figures {path} is not there.{hint} Give {_MEANT}."
        raise CannotRunError(message)
    if path.suffix.lower() not in (".json", ".csv"):
        message = f"{path} is neither a scorecard (.json) nor printed figures (.csv). Give one of these."
        raise CannotRunError(message)
    return (path,)


def _scorecard_figures(text: str, file: Path) -> Iterator[EarlierFigure]:
    scorecard = parse_scorecard(text, file.name)
    kinds = {info.id: (info.period_type, info.unit) for info in scorecard.indicators}
    for row in scorecard.results:
        if row.breakdown is None and row.value is not None:
            # The shortest decimal that reads back as the number: a tie is still a tie.
            value = Fraction(as_written(row.value))
            earlier = Earlier(scorecard.as_at, value, *kinds[row.indicator])
            yield EarlierFigure(row.indicator, row.variant, earlier, Place(file.name))


def _printed_figures(given: Given) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    figures: list[EarlierFigure] = []
    faults: list[Fault] = []
    for row in printed_rows(given, _COLUMNS, _OWN):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        if not row.cells["value"] or row.cells["breakdown"]:
            continue  # nothing was printed, or of a group, which is nothing to compare the whole with
        day, number = printed_day(row, "as_at"), printed_number(row, "value")
        if isinstance(day, Fault) or isinstance(number, Fault):
            faults += [wrong for wrong in (day, number) if isinstance(wrong, Fault)]
            continue
        printed = None if row.cells["display"] else (row, number)
        line = row.cells["indicator"], row.cells["variant"] or ALL
        figures.append(EarlierFigure(*line, Earlier(day, number.value), row.place, printed))
    return figures, tuple(faults)


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
                unknown_name(figure.place, "indicator", figure.indicator, tuple(names), _WHAT),
            )
        elif figure.variant not in variants:
            warnings.setdefault(
                (figure.place.file, figure.variant),
                unknown_name(figure.place, "variant", figure.variant, variants, _WHAT),
            )
        else:
            known.append(replace(figure, indicator=names[figure.indicator]))
    return known, tuple(warnings.values())


def _on_scale(
    figures: Iterable[EarlierFigure], catalogue: Catalogue
) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures on the scale of their indicators; of each other one a warning."""
    kept: list[EarlierFigure] = []
    warnings: list[Fault] = []
    for figure in figures:
        day = figure.earlier.as_at
        wrong = figure.printed and off_scale(
            *figure.printed, definition_then(catalogue, figure.indicator, day), day
        )
        if wrong:
            warnings.append(wrong)
        else:
            kept.append(figure)
    return kept, tuple(warnings)


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
            warnings.append(printed_fault("CIC416", figure.place, found, advice, Severity.WARNING))
    record = {line: {day: found.earlier for day, found in days.items()} for line, days in first.items()}
    return Record(record), tuple(warnings)


def _printed_text(figure: EarlierFigure, catalogue: Catalogue) -> str:
    """The figure as the scorecard of its day prints it."""
    definition = definition_then(catalogue, figure.indicator, figure.earlier.as_at)
    return value_text(figure.earlier.value, definition.unit, definition.decimals)
