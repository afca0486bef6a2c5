"""Link what has to be done for an indicator: the rows, the due day, and what says that it was done."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.dictionary import Dictionary
from cicscore.catalogue.yaml import Path
from cicscore.expressions.nodes import Node
from cicscore.expressions.types import DATE, Kind
from cicscore.text import spaced
from cicscore.vocabulary import ColumnType

#: The columns that what was done may fill, besides its day: what they hold follows from its being done.
_FILLED = frozenset({ColumnType.CODE, ColumnType.FLAG})
#: What a flag holds.
FLAGS = ("yes", "no")


def link_due(due: d.Due, path: Path, dictionary: Dictionary) -> c.Due | None:
    """What has to be done; ``None`` after reporting why it cannot be told."""
    reporter = dictionary.reporter
    unknown = [
        (key, name)
        for key, name in (("from", due.source), ("done_in", due.done_in))
        if name is not None and name not in dictionary.tables
    ]
    for key, name in unknown:
        reporter.unknown((*path, key), "extract", name, dictionary.tables)
    if unknown:
        return None
    names = dictionary.names(due.source)
    where = None if due.where is None else reporter.expression((*path, "where"), due.where, names)
    date = reporter.expression((*path, "date"), due.date, names, DATE)
    before = len(reporter.faults)
    _check_done(due, path, dictionary)
    dates = _values(due, path, dictionary)
    if date is None or (due.where is not None and where is None) or len(reporter.faults) > before:
        return None
    values = {name: value for name, value in due.values.items() if name not in dates}
    done: c.DoneCell | c.DoneRow = c.DoneCell(due.done, values, dates)
    if due.done_in is not None:
        done = c.DoneRow(due.done_in, due.done, values, dates)
    return c.Due(due.source, where, date, done, due.label or spaced(due.done_in or due.source))


def _check_done(due: d.Due, path: Path, dictionary: Dictionary) -> None:
    """Report a completion that no column can hold, or that cannot be told of the children due."""
    place = due.done_in or due.source
    table, declared = dictionary.tables[place], dictionary.document[place].columns
    if due.done not in table.columns:
        dictionary.reporter.unknown((*path, "done"), "column", due.done, table.columns)
        return
    if table.columns[due.done].kind is not Kind.DATE:
        _report(
            dictionary,
            (*path, "done"),
            f"the column `{due.done}` is {table.columns[due.done]}, and does not say on which day",
            "Name a date column.",
        )
    elif due.done_in is None and declared[due.done].required:
        _report(
            dictionary,
            (*path, "done"),
            f"the column `{due.done}` of `{place}` must not be blank, so everything in it is done",
            "Add `required: false` to the column, or name with `done_in` the extract of the events.",
        )
    if due.done_in is not None and dictionary.subject(place) != dictionary.subject(due.source):
        _report(
            dictionary,
            (*path, "done_in"),
            f"the rows of `{place}` and of `{due.source}` do not belong to the same children",
            "Name an extract about the same children.",
        )
    elif due.done_in is not None and dictionary.subject(place) is None:
        _report(
            dictionary,
            (*path, "done_in"),
            f"the rows of `{place}` do not belong to children, so none can be told to be one's own",
            "Let a date of the row itself say that it was done, with `done` alone.",
        )


def _values(due: d.Due, path: Path, dictionary: Dictionary) -> dict[str, Node]:
    """The dates among the values; reports values that their columns cannot hold, and columns left blank."""
    place, dates = due.done_in or due.source, dict[str, Node]()
    columns = dictionary.document[place].columns
    for name, value in due.values.items():
        at = (*path, "values", name)
        if name not in columns:
            dictionary.reporter.unknown(at, "column", name, columns, at_key=True)
        elif name != due.done and columns[name].type is ColumnType.DATE:
            node = dictionary.reporter.expression(at, value, dictionary.names(place), DATE)
            dates |= {} if node is None else {name: node}
        elif name == due.done or columns[name].type not in _FILLED:
            _report(
                dictionary,
                at,
                f"what the column `{name}` holds does not follow from its being done",
                "Give codes, flags and dates only; every other column stays blank.",
            )
        elif value not in (allowed := tuple(columns[name].codes or FLAGS)):
            kind = "word for a flag" if columns[name].type is ColumnType.FLAG else "code"
            dictionary.reporter.unknown(at, kind, value, allowed)
    blank = [] if due.done_in is None else [*_left_blank(due, dictionary)]
    if blank:
        _report(
            dictionary,
            (*path, "done_in"),
            f"a row of `{place}` must have {', '.join(f'`{name}`' for name in blank)}, and nothing says what",
            "Give each under `values`, or declare it `required: false`.",
        )
    return dates


def _left_blank(due: d.Due, dictionary: Dictionary) -> Iterator[str]:
    """The columns that a row must have and that one more row would lack."""
    place = str(due.done_in)
    subject = dictionary.subject(place)
    keys = () if subject is None else dictionary.document[subject].key
    for name, column in dictionary.document[place].columns.items():
        if column.required and not column.optional and name not in (*keys, due.done, *due.values):
            yield name


def _report(dictionary: Dictionary, path: Path, found: str, advice: str) -> None:
    dictionary.reporter.report("completion-not-recorded", path, found, advice)
