"""Commentary: the folder of files that officers write, read and drafted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from cicscore.app.files import read_given, text_of, write_whole
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, Place, nearest, nearest_path
from cicscore.faults.rules import fault
from cicscore.report.commentary import contradictions, safe_html
from cicscore.report.draft import MARK, draft, drafted_lines
from cicscore.report.key_changes import lines_of
from cicscore.report.paper import Commentary
from cicscore.report.small_numbers import telling
from cicscore.results import IndicatorInfo, Row, Scorecard, SeriesRow
from cicscore.text import visible
from cicscore.vocabulary import Audience, Rag

#: The ending of a commentary's file.
_ENDING = ".md"


class ReadCommentary(Struct, frozen=True):
    """The commentary found in a folder, by indicator, with any warnings."""

    commentary: Mapping[str, Commentary]
    warnings: tuple[Fault, ...]


def read_commentary(folder: Path | None, scorecard: Scorecard) -> ReadCommentary:
    """The Markdown files of a folder, each named by an indicator's id or reference.

    Files that belong to no indicator, are not Markdown or not text, and numbers that contradict the figures,
    are warnings. Raises ``CannotRunError`` if there is no such folder.
    """
    if folder is None:
        return ReadCommentary({}, ())
    if not folder.is_dir():
        close = nearest_path(folder)
        hint = f" Did you mean {close}?" if close is not None and close.is_dir() else ""
        message = f"the folder of commentary {folder} is not there.{hint} Give a folder of Markdown files."
        raise CannotRunError(message)
    named = _names(scorecard.indicators)
    found: dict[str, Commentary] = {}
    warnings: list[Fault] = []
    for file in sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")):
        read = _read(file, named, found)
        if isinstance(read, Fault):
            warnings.append(read)
            continue
        info, commentary = read
        found[info.id] = commentary
        warnings += _contradicting(info, commentary, scorecard)
    return ReadCommentary(found, tuple(warnings))


def _names(indicators: Iterable[IndicatorInfo]) -> dict[str, IndicatorInfo]:
    """Each indicator by its id and its reference, in small letters."""
    listed = list(indicators)
    by_reference = {info.reference.casefold(): info for info in listed if info.reference}
    return by_reference | {info.id.casefold(): info for info in listed}


def _read(
    file: Path, named: Mapping[str, IndicatorInfo], found: Mapping[str, Commentary]
) -> tuple[IndicatorInfo, Commentary] | Fault:
    """One file's indicator and commentary, or why it is left out."""
    place, name = Place(visible(file.name)), visible(file.stem)
    if file.suffix.lower() != _ENDING:
        advice = "Give it a name that ends in .md, or take it out of the folder."
        return fault("commentary-not-markdown", place, "the file is not Markdown, so it is left out", advice)
    info = named.get(file.stem.casefold())
    if info is None:
        why = f"the scorecard has no indicator `{name}`, so the file is left out"
        advice = "Name the file by an indicator's id or reference."
        return fault("commentary-of-nothing", place, why, advice, nearest=nearest(file.stem, [*named]))
    if info.id in found:
        why = f"{visible(found[info.id].file)} is about the same indicator, so this file is left out"
        return fault("commentary-of-nothing", place, why, "Keep one of the two.")
    try:
        text = text_of(read_given(file, "a Markdown file", file.name))
    except FaultsFoundError as error:
        why = f"{error.faults[0].found}, so it is left out"
        return fault("commentary-not-text", place, why, "Save it as UTF-8.")
    if MARK in text:
        why = "the file is still a draft, so it is left out"
        return fault("commentary-still-a-draft", place, why, "Correct it, and delete the line that says so.")
    return info, Commentary(file.name, text, safe_html(text))


def _contradicting(info: IndicatorInfo, commentary: Commentary, scorecard: Scorecard) -> Iterator[Fault]:
    found = contradictions(commentary.text, info, scorecard)
    for one in sorted(found, key=lambda each: (each.line, each.column)):
        yield fault(
            "commentary-contradicts-figure",
            Place(visible(commentary.file), one.line, one.column),
            f"{one.number} is none of the figures of {info.id}",
            "Correct the number, or say in words what it is of.",
            allowed=f"such as {', '.join(one.known)}" if one.known else None,
        )


def write_drafts(scorecard: Scorecard, folder: Path) -> tuple[Path, ...]:
    """Write a draft for each red and each change of colour that the folder holds no commentary on.

    Raises ``CannotRunError`` if there can be no such folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"--draft-commentary: {folder} cannot be a folder ({error.strerror}). Give another name."
        raise CannotRunError(message) from error
    named = _names(scorecard.indicators)
    there = {named[stem].id for file in folder.iterdir() if (stem := file.stem.casefold()) in named}
    written = []
    for line in drafted_lines(scorecard):
        if line.indicator.id not in there:
            path = folder / f"{line.indicator.id}{_ENDING}"
            write_whole(path, draft(line, scorecard).encode())
            written.append(path)
    return tuple(written)


def without_commentary(
    scorecard: Scorecard, commentary: Mapping[str, Commentary], rags: Sequence[Rag]
) -> tuple[str, ...]:
    """A sentence for each line of one of these colours that nobody has written on."""
    return tuple(
        visible(f"{line.title} is {line.row.rag} and has no commentary: write {line.indicator.id}{_ENDING}.")
        for line in lines_of(scorecard)
        if line.row.rag is not None and line.row.rag in rags and line.indicator.id not in commentary
    )


def given_away(
    commentary: Mapping[str, Commentary], edition: Scorecard, internal: Scorecard
) -> tuple[Fault, ...]:
    """Warnings of small numbers, and of figures that are not shown, in what officers wrote.

    ``edition`` is what is printed, ``internal`` what it was made from.
    """
    policy = edition.disclosure
    if edition.audience is Audience.INTERNAL or policy is None:
        return ()
    return tuple(
        fault(
            "commentary-gives-away",
            Place(visible(written.file), one.line, one.column),
            f"{one.text} {one.why}, and everybody will read it",
            "Say it in words that name no number, or take it out.",
        )
        for indicator, written in commentary.items()
        for one in telling(
            written.text, policy.threshold, _unshown(indicator, edition, internal, policy.threshold)
        )
    )


def _unshown(indicator: str, edition: Scorecard, internal: Scorecard, threshold: int) -> frozenset[str]:
    """The figures and counts of an indicator that the edition does not show, save what is small anyway."""
    shown, held = _shown(indicator, edition), _shown(indicator, internal)
    return frozenset(text for text in held - shown if text not in map(str, range(threshold)))


def _shown(indicator: str, scorecard: Scorecard) -> frozenset[str]:
    """Every figure and count of an indicator as it is written, with and without a comma for thousands."""
    every: tuple[Row | SeriesRow, ...] = (*scorecard.results, *scorecard.series)
    rows = [row for row in every if row.indicator == indicator]
    counts = {count for row in rows for count in (row.numerator, row.denominator) if count is not None}
    written = {f"{count:{form}}" for count in counts for form in ("", ",")}
    figures = {text for row in rows for text in (row.display, row.computed_display) if text}
    return frozenset(figures | written)
