"""Read published figures: saved scorecards, CSVs of printed figures, and comparators."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from cicscore.app.files import Given, digest_of, read_given, text_of
from cicscore.app.register import LIST, is_register, read_register
from cicscore.catalogue.definitions import (
    Catalogue,
    Comparators,
    Composed,
    Extract,
    Indicator,
    Published,
    is_in_force,
    is_share,
    span_on,
)
from cicscore.catalogue.link import names_of
from cicscore.catalogue.model import Column, ComparatorFigure
from cicscore.direction import Earlier
from cicscore.extracts.faults import printable, quoted
from cicscore.faults.fault import (
    CannotRunError,
    Fault,
    FaultsFoundError,
    Place,
    errors,
    nearest,
    why_missing,
)
from cicscore.faults.rules import fault
from cicscore.manifest import FileDigest
from cicscore.record import Record
from cicscore.render.json import parse_document
from cicscore.results import Row, Scorecard, SeriesRow, Trend
from cicscore.text import as_written, date_text, looks_like_fraction, value_text
from cicscore.vocabulary import ALL, ColumnType, Comparator, Rag, Unit, comparator_heading, comparator_named


class PrintedRow(Struct, frozen=True):
    """The cells of one row by column name, without surrounding blanks."""

    cells: Mapping[str, str]
    place: Place

    def at(self, column: str) -> Place:
        """The place of one cell."""
        return replace(self.place, within=column)


_NEEDED = Column(type=ColumnType.TEXT)
_OPTIONAL = Column(type=ColumnType.TEXT, optional=True)
#: The columns of printed figures. The optional ones occur in scorecards saved as CSV: the breakdown of group
#: rows, the figure as displayed, its rating, and the columns that hold a symbol for what is not shown.
_FIGURES = {
    **dict.fromkeys(("indicator", "variant", "as_at", "value"), _NEEDED),
    **dict.fromkeys(("breakdown", "display", "rag", "hidden"), _OPTIONAL),
}
_COMPARATORS = dict.fromkeys(("indicator", "comparator", "as_at", "value", "source"), _NEEDED)


def printed_rows(given: Given, columns: Mapping[str, Column]) -> tuple[list[PrintedRow], list[Fault]]:
    """The rows of a CSV of published figures, read as an extract with these columns, and its faults.

    Optional columns missing from the file are blank.
    """
    from cicscore.extracts.written import read_written

    written = read_written(given.data, Extract("figures", given.name, (), None, columns, ()))
    blank = dict.fromkeys(columns, "")
    rows = [PrintedRow({**blank, **row.cells}, Place(given.name, row.line)) for row in written.rows]
    needed = [name for name, column in columns.items() if not column.optional]
    found = [own for one in written.faults for own in _of_figures(one, written.headings, needed)]
    return rows, list(dict.fromkeys(found))


def _of_figures(one: Fault, headings: Sequence[str], needed: Sequence[str]) -> Iterator[Fault]:
    """Translate a fault of a CSV into one of the rules on published figures, where there is one."""
    match one.name:
        case "missing-column" | "empty-file":
            place = replace(one.place, line=one.place.line or 1)
            yield from (
                _missing_column(name, headings, place, needed) for name in needed if name not in headings
            )
        case "no-heading" if one.allowed:  # else the headings are on another line, which the fault names
            found, advice = "the first line holds none of the columns", _advice(needed)
            yield fault("figures-without-column", one.place, found, advice, allowed=", ".join(needed))
        case "duplicate-heading":
            yield fault("figures-column-twice", one.place, one.found, "Keep the one that is meant.")
        case "broken-quotes":
            advice = "Look for a quotation mark that is not closed."
            yield fault("figures-row-length", one.place, "the file is not a CSV from here on", advice)
        case "wrong-cell-count":
            advice = "Give every row all columns; leave a cell blank where nothing was printed."
            yield fault("figures-row-too-short", one.place, one.found, advice)
        case _:
            yield one


def _missing_column(name: str, headings: Sequence[str], place: Place, needed: Sequence[str]) -> Fault:
    return fault(
        "figures-without-column", replace(place, within=name), f"the column `{name}` is missing",
        _advice(needed), allowed=", ".join(needed), nearest=nearest(name, headings),
    )  # fmt: skip


def _advice(needed: Sequence[str]) -> str:
    *most, last = needed
    return f"Give printed figures the columns {', '.join(most)} and {last}."


def printed_day(row: PrintedRow, column: str) -> dt.date | Fault:
    """A date as written in extracts; a time after the date is ignored."""
    from cicscore.extracts.dates import day_of

    text = row.cells[column]
    return day_of(text) or fault(
        "figure-not-dated", row.at(column), f"{quoted(text)} is not a day",
        "Write the day as day/month/year or year-month-day.", allowed="such as 31/12/2015 or 2015-12-31",
    )  # fmt: skip


#: Numbers written by programs have at most 17 digits, plus leading zeros.
_MOST_DIGITS = 25


class PrintedNumber(Struct, frozen=True):
    """A number exactly as printed, whether it has a percent sign, and its number of decimals."""

    value: Fraction
    percent: bool
    decimals: int


def printed_number(row: PrintedRow, column: str) -> PrintedNumber | Fault:
    """The exact number printed in a cell, or the fault of a cell without one."""
    text = row.cells[column]
    match = re.fullmatch(r"(-?[0-9]+(?:\.([0-9]+))?)(%?)", text)
    if match is None:
        return fault(
            "figure-not-a-number", row.at(column), f"{quoted(text)} is not a plain number",
            "Leave out commas, spaces and words.", allowed="such as 79.7 or 79.7%",
        )  # fmt: skip
    if len(text) > _MOST_DIGITS:
        return fault(
            "figure-not-a-number", row.at(column), f"{quoted(text)} has more than {_MOST_DIGITS} characters",
            "Write the figure as it was printed.", allowed="such as 79.7 or 79.7%",
        )  # fmt: skip
    return PrintedNumber(Fraction(Decimal(match[1])), bool(match[3]), len(match[2] or ""))


def _not_shown(row: PrintedRow) -> Sequence[str]:
    """The columns of the row that are confidential, and so hold a symbol."""
    return row.cells["hidden"].split(" | ")


def _printed_rag(row: PrintedRow) -> Rag | Fault | None:
    """The rating published beside a figure, as a word or a letter; ``None`` where the cell is blank."""
    text = "" if "rag" in _not_shown(row) else row.cells["rag"]
    named = {name: rag for rag in Rag for name in (rag.value, rag.letter.casefold())}
    if not text or text.casefold() in named:
        return named.get(text.casefold())
    return fault(
        "figure-not-rated-so", row.at("rag"), f"{quoted(text)} is not a rating",
        "Write the rating that was published, or leave the cell blank.", allowed="green, amber, red; G, A, R",
        nearest=nearest(text, [rag.value for rag in Rag]),
    )  # fmt: skip


def unknown_name(row_place: Place, kind: str, name: str, allowed: Sequence[str], what: str) -> Fault:
    """The warning that a row is left out, because it names something not in the catalogue."""
    found = f"the catalogue has no {kind} `{printable(name)}`, so its {what} is left out"
    listed = ", ".join(allowed) if len(allowed) < 10 else f"the {kind}s of the catalogue"
    place = replace(row_place, within=kind)
    advice = f"Correct the {kind}, if it was meant."
    return fault(
        "figure-of-unknown-name", place, found, advice, allowed=listed, nearest=nearest(name, allowed)
    )  # fmt: skip


def definition_then(catalogue: Catalogue, indicator: str, day: dt.date) -> Indicator:
    """The definition of an indicator in force on ``day`` or, if there is none, the first one."""
    versions = [found for found in catalogue.indicators if found.written.id == indicator]
    return next((found for found in versions if is_in_force(found, day)), versions[0])


def off_scale(row: PrintedRow, number: PrintedNumber, indicator: Indicator, day: dt.date) -> Fault | None:
    """The warning that a figure is left out because it is off its indicator's scale; ``None`` if it is on."""
    why = _why(number, indicator, day)
    if why is None:
        return None
    found = f"{indicator.written.id} of {date_text(day)} is {row.cells['value']}, {why}, so it is left out"
    advice = "Write a percentage on the scale of 100, such as 79.7 or 79.7%; no other figure has a sign."
    return fault("figure-off-scale", row.at("value"), found, advice)


def _why(number: PrintedNumber, indicator: Indicator, day: dt.date) -> str | None:
    value = number.value
    if isinstance(indicator.measure, Composed):
        return None
    if indicator.written.unit is not Unit.PERCENT:
        return "but it is no percentage" if number.percent else None
    if (is_share(indicator) or isinstance(indicator.measure, Published)) and not 0 <= value <= 100:
        return "and a share lies between 0% and 100%"
    limits = indicator.limits.get(span_on(indicator, day)) or next(iter(indicator.limits.values()), None)
    target = None if limits is None else limits.target
    finer = 0 < value < 1 and number.decimals >= indicator.decimals + 2
    if number.percent or not (finer or looks_like_fraction(value, target)):
        return None
    return f"which looks like a fraction of 1 and not like {value_text(value, Unit.PERCENT, number.decimals)}"


_MEANT = "a scorecard or a trend as JSON, a CSV, or a folder of them"
_WHAT = "earlier figure"


class EarlierFigure(Struct, frozen=True):
    """One figure of an earlier scorecard, with its place for messages.

    ``printed`` holds the row and number of a printed figure, one not computed by this program.
    """

    indicator: str
    variant: str
    earlier: Earlier
    place: Place
    printed: tuple[PrintedRow, PrintedNumber] | None = None


class PublishedRecord(Struct, frozen=True):
    """The record of published figures, with any warnings, and the files that were read."""

    record: Record
    warnings: tuple[Fault, ...]
    files: tuple[FileDigest, ...] = ()


def read_record(
    paths: Iterable[Path], catalogue: Catalogue, counting: Collection[str] | None = None
) -> PublishedRecord:
    """The figures in scorecard JSONs, in CSVs of printed figures, in folders of either or both, in registers.

    Unknown indicators and variants are warnings; so are two figures for one day that print differently, of
    which the first is used. ``counting`` are the digests of the documents in a register that count, by
    default of all. Raises ``CannotRunError`` if there is nothing to read, and ``FaultsFoundError`` with every
    fault of every file.
    """
    named = tuple(dict.fromkeys(paths))
    registers = [read_register(path, counting) for path in named if is_register(path)]
    filed = [one for register in registers for one in register.history()]
    read = [figure for one in filed for figure in _figures_of(one.document, one.issue.file)]
    digests = [digest for register in registers for digest in register.digests()]
    faults: list[Fault] = []
    for file in dict.fromkeys(file for path in named for file in _files(path, catalogue)):
        given = read_given(file, _MEANT, file.name)
        found, wrong = _read(given, file)
        digests.append(digest_of(given))
        read += found
        faults += wrong
    if errors(faults):
        raise FaultsFoundError(faults)
    known, unknown = _known_only(read, catalogue)
    fitting, misfits = _on_scale(known, catalogue)
    record, contradictions = _recorded(fitting, catalogue)
    return PublishedRecord(record, (*faults, *unknown, *misfits, *contradictions), tuple(digests))


def _read(given: Given, file: Path) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures of one file, and its faults."""
    try:
        if file.suffix.lower() == ".json":
            return list(_figures_of(parse_document(text_of(given), file.name), file.name)), ()
        return printed_figures(given)
    except FaultsFoundError as error:
        return [], error.faults


def _files(path: Path, catalogue: Catalogue) -> tuple[Path, ...]:
    return figure_files(path, {extract.file.lower() for extract in catalogue.extracts.values()})


#: How the name of an edition's log ends, which says what the edition hides.
LOG_ENDING = ".hidden.csv"


def _may_hold_figures(name: str) -> bool:
    return name.endswith((".json", ".csv")) and not name.endswith(LOG_ENDING)


def _is_printed_in_register(name: str) -> bool:
    return name.endswith(".csv") and name != LIST and _may_hold_figures(name)


class Found(Struct, frozen=True):
    """Files and registers with earlier figures that were asked for by digest, and the names of those lacking.

    Of a register only the documents with these digests count (``known``).
    """

    files: tuple[Path, ...]
    lacking: tuple[str, ...]
    known: frozenset[str]


def files_with(digests: Iterable[FileDigest], paths: Iterable[Path]) -> Found:
    """The files that have these digests, among those at the paths, in folders and registers too.

    Where none has the digest, one of the same name is taken: it was changed since. Others are left aside, so
    that a register that has grown gives the figures of then.
    """
    given = tuple(dict.fromkeys(paths))
    there = [
        file
        for path in given
        for file in (sorted(path.iterdir()) if path.is_dir() else (path,))
        if _may_hold_figures(file.name.lower()) and file.name != LIST
    ]
    registers = [path for path in given if is_register(path)]
    by_digest = {digest_of(read_given(file, _MEANT, file.name)).sha256: file for file in reversed(there)}
    by_name = {file.name: file for file in reversed(there)}
    wanted = tuple(digests)
    found = [(each.file, by_digest.get(each.sha256) or by_name.get(each.file)) for each in wanted]
    files = (file for _, file in found if file is not None)
    return Found(
        tuple(dict.fromkeys(file.parent if file.parent in registers else file for file in files)),
        tuple(name for name, file in found if file is None),
        frozenset(each.sha256 for each in wanted),
    )


def figure_files(path: Path, extracts: Collection[str] = ()) -> tuple[Path, ...]:
    """The files of published figures at a path; a folder with any of these extracts holds none.

    The log of what an edition hides is no published figure, and is passed over in a folder. Of a register
    these are the printed figures beside what was filed.
    """
    if is_register(path):
        return tuple(sorted(file for file in path.iterdir() if _is_printed_in_register(file.name.lower())))
    if path.is_dir():
        if any(file.name.lower() in extracts for file in path.iterdir()):
            message = (
                f"{path} is a folder of extracts, not of earlier figures. Compute its scorecard first: "
                f"cicscore compute {path} --format json --output earlier.json"
            )
            raise CannotRunError(message)
        files = tuple(sorted(file for file in path.iterdir() if _may_hold_figures(file.name.lower())))
        if not files:
            message = (
                f"the folder {path} holds no earlier figures. "
                "Put scorecards (.json) or printed figures (.csv) there."
            )
            raise CannotRunError(message)
        return files
    if not path.exists():
        raise CannotRunError(f"the file of earlier figures {path} {why_missing(path)} Give {_MEANT}.")
    if path.suffix.lower() not in (".json", ".csv"):
        message = f"{path} is neither a scorecard (.json) nor printed figures (.csv). Give one of these."
        raise CannotRunError(message)
    return (path,)


def _figures_of(document: Scorecard | Trend, file: str) -> Iterator[EarlierFigure]:
    kinds = {info.id: (info.period_type, info.unit) for info in document.indicators}
    rows: list[tuple[dt.date, Row | SeriesRow]]
    if isinstance(document, Scorecard):
        rows = [(document.as_at, row) for row in document.results if row.breakdown is None]
    else:
        rows = [(row.as_at, row) for row in document.series]
    for day, row in rows:
        if row.value is not None:
            # The shortest decimal that reads back as the same number, so that ties remain ties.
            value = Fraction(as_written(row.value))
            earlier = Earlier(day, value, *kinds[row.indicator], row.rag)
            yield EarlierFigure(row.indicator, row.variant, earlier, Place(file))


def printed_figures(given: Given) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures in a CSV of printed figures, and its faults."""
    figures: list[EarlierFigure] = []
    rows, faults = printed_rows(given, _FIGURES)
    for row in rows:
        if not row.cells["value"] or row.cells["breakdown"] or "value" in _not_shown(row):
            continue  # nothing was printed, or only for a group, which cannot be compared with the whole
        day, number, rag = printed_day(row, "as_at"), printed_number(row, "value"), _printed_rag(row)
        if isinstance(day, Fault) or isinstance(number, Fault) or isinstance(rag, Fault):
            faults += [wrong for wrong in (day, number, rag) if isinstance(wrong, Fault)]
            continue
        printed = None if row.cells["display"] else (row, number)
        line = row.cells["indicator"], row.cells["variant"] or ALL
        figures.append(EarlierFigure(*line, Earlier(day, number.value, rag=rag), row.place, printed))
    return figures, tuple(faults)


def _known_only(
    read: Iterable[EarlierFigure], catalogue: Catalogue
) -> tuple[list[EarlierFigure], tuple[Fault, ...]]:
    """The figures by indicator id, and warnings for indicators and variants not in the catalogue."""
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
    """The figures on their indicators' scale, and a warning for each other one."""
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
    """The record of these figures; of two for one day the first is used, and a difference is a warning."""
    first: dict[tuple[str, str], dict[dt.date, EarlierFigure]] = {}
    files: dict[str, None] = {}
    warnings: list[Fault] = []
    for figure in figures:
        files[figure.place.file] = None
        of_line = first.setdefault((figure.indicator, figure.variant), {})
        known = of_line.setdefault(figure.earlier.as_at, figure)
        texts = [_printed_text(found, catalogue) for found in (known, figure)]
        if texts[0] != texts[1]:
            found = (
                f"{figure.indicator} ({figure.variant}) of {date_text(figure.earlier.as_at)} is {texts[1]} "
                f"here and {texts[0]} in {known.place}, which counts"
            )
            advice = "Keep the one that was published."
            warnings.append(fault("figures-disagree", figure.place, found, advice))
    record = {line: {day: found.earlier for day, found in days.items()} for line, days in first.items()}
    return Record(record, tuple(files)), tuple(warnings)


def _printed_text(figure: EarlierFigure, catalogue: Catalogue) -> str:
    """The figure as the scorecard of its day prints it."""
    definition = definition_then(catalogue, figure.indicator, figure.earlier.as_at)
    return value_text(figure.earlier.value, definition.written.printed_in, definition.decimals)


_Figures: TypeAlias = dict[str, dict[str, dict[dt.date, ComparatorFigure]]]


class ComparatorRecord(Struct, frozen=True):
    """Comparators' figures by indicator, with any warnings."""

    figures: Mapping[str, Comparators]
    warnings: tuple[Fault, ...]
    files: tuple[FileDigest, ...] = ()


def read_comparators(files: Iterable[Path], catalogue: Catalogue) -> ComparatorRecord:
    """The figures in CSVs with the columns indicator, comparator, as_at, value and source.

    Indicators not in the catalogue are warnings. Raises ``CannotRunError`` if a file cannot be read, and
    ``FaultsFoundError`` with every fault of every file.
    """
    names = names_of(catalogue)
    figures: _Figures = {}
    faults: list[Fault] = []
    digests: list[FileDigest] = []
    unknown: dict[tuple[str, str], Fault] = {}
    first: dict[str, Place] = {}
    for file in files:
        given = read_given(file, "a CSV of comparators", file.name)
        digests.append(digest_of(given))
        rows, wrong = printed_rows(given, _COMPARATORS)
        faults += wrong
        for row in rows:
            name = row.cells["indicator"]
            first.setdefault(comparator_named(row.cells["comparator"]), row.at("comparator"))
            if name in names:
                faults += _take(row, names[name], figures, catalogue)
            else:
                missed = unknown_name(row.place, "indicator", name, tuple(names), "comparator")
                unknown.setdefault((file.name, name), missed)
    if errors(faults):
        raise FaultsFoundError(faults)
    noticed = (*unknown.values(), *_misspelt(figures, first))
    return ComparatorRecord(figures, (*faults, *noticed), tuple(digests))


def _take(row: PrintedRow, indicator: str, figures: _Figures, catalogue: Catalogue) -> list[Fault]:
    """Add a row's figure to its indicator's figures, or return the faults that prevent it."""
    comparator, source = comparator_named(row.cells["comparator"]), row.cells["source"]
    day, number = printed_day(row, "as_at"), printed_number(row, "value")
    faults = [part for part in (day, number) if isinstance(part, Fault)]
    if not 0 < len(comparator) <= _LONGEST_NAME:
        faults.insert(0, _unnamed(row))
    if not source:
        advice = "Say where the figure was published."
        faults.append(
            fault("comparator-without-source", row.at("source"), "the figure has no source", advice)
        )
    if faults or isinstance(day, Fault) or isinstance(number, Fault):
        return faults
    if wrong := off_scale(row, number, definition_then(catalogue, indicator, day), day):
        return [wrong]
    value = Decimal(row.cells["value"].rstrip("%"))
    # Not validated like the catalogue's figures: programs write more digits than people do.
    figure = ComparatorFigure.model_construct(value=value, source=source)
    first = figures.setdefault(indicator, {}).setdefault(comparator, {}).setdefault(day, figure)
    if first.value == value:
        return []
    found = (
        f"the figure of {comparator_heading(comparator)} for {indicator} of {date_text(day)} is {value} here "
        f"and {first.value} in a row before, which counts"
    )
    advice = "Keep the one that was published."
    return [fault("figures-disagree", row.place, found, advice)]


#: As in the document.
_LONGEST_NAME = 80


def _unnamed(row: PrintedRow) -> Fault:
    return fault(
        "unknown-comparator", row.at("comparator"),
        "the figure does not say whose it is" if not row.cells["comparator"] else "the name is too long",
        "Name whose figure it is.", allowed=f"{', '.join(Comparator)}, or another name of at most "
        f"{_LONGEST_NAME} characters",
    )  # fmt: skip


def _misspelt(figures: _Figures, first: Mapping[str, Place]) -> Iterator[Fault]:
    """Names that are nearly those of others: a warning, for any name will do."""
    for name in first:
        near = None if name in set(Comparator) else nearest(name, list(Comparator))
        if near is not None and any(name in found for found in figures.values()):
            found = f"{quoted(name)} is taken as a name of its own, and nearly is that of another comparator"
            advice = "Correct the name, if the other was meant."
            yield fault("comparator-misspelt", first[name], found, advice, nearest=near)
