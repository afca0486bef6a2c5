"""Link the data dictionary, which is the catalogue's ``extracts`` section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Extract, Requirement
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.yaml import Path
from cicscore.expressions.names import RESERVED, Names, TableNames
from cicscore.expressions.nodes import Node
from cicscore.expressions.types import column_type
from cicscore.faults.fault import nearest
from cicscore.vocabulary import ColumnType, Subject


class Dictionary(Struct):
    """The extracts, and the names that expressions about each may use.

    Named expressions are compiled on first use, so they may refer to each other in any order.
    """

    reporter: Reporter
    document: Mapping[str, d.Extract]
    tables: dict[str, TableNames] = field(default_factory=dict)
    meanings: dict[tuple[str, str], Node | None] = field(default_factory=dict)
    in_progress: list[tuple[str, str]] = field(default_factory=list)

    def names(self, extract: str, *, periods: bool = True) -> Names:
        """Everything that an expression about the rows of ``extract`` may use."""
        return Names(self.tables[extract], self.tables, periods)

    def subject(self, extract: str) -> str | None:
        """The extract of those to whom the rows of ``extract`` belong; itself, where it lists them."""
        return self.tables[extract].about

    def kind(self, subject: str) -> Subject:
        """What each row is of an extract that others are about."""
        return _kind(self.document[subject])

    def subjects(self, extract: str) -> Mapping[str, Subject]:
        """Every extract to whose rows those of ``extract`` belong, with what its rows are."""
        return {name: self.kind(name) for name in self.tables[extract].owners.values()}

    def child(self, extract: str) -> str | None:
        """The extract of the children to whom the rows of ``extract`` belong, if they do."""
        return self.tables[extract].owners.get(Subject.CHILD)

    def named(self, extract: str, word: str) -> Node | None:
        """The meaning of a named expression; ``None`` if it has a fault."""
        at = (extract, word)
        if at in self.in_progress:
            circle = [name for _, name in self.in_progress[self.in_progress.index(at) :]]
            self.reporter.report(
                "circular-names",
                ("extracts", extract, "named", word),
                f"the named expressions {' -> '.join([*circle, word])} refer to each other in a circle",
                "Write one of them out.",
                at_key=True,
            )
            return None
        if at not in self.meanings:
            self.in_progress.append(at)
            text = self.document[extract].named[word]
            path = ("extracts", extract, "named", word)
            self.meanings[at] = self.reporter.expression(path, text, self.names(extract), None)
            self.in_progress.pop()
        return self.meanings[at]


def link_dictionary(document: Mapping[str, d.Extract], reporter: Reporter) -> Dictionary:
    """Check the declarations of the extracts and make their names available to expressions."""
    dictionary = Dictionary(reporter, document)
    subjects = _subjects(document)
    files: dict[str, dict[_Role, str]] = {}
    for name, extract in document.items():
        _check(name, extract, document, reporter)
        about = name if name in subjects else _meant_subject(extract.about, document)
        _check_file(name, about, files, extract, reporter)
        owners = _owners(about, extract, document)
        dictionary.tables[name] = table_names(name, about, extract, partial(dictionary.named, name), owners)
    for name, extract in document.items():
        for word in extract.named:
            dictionary.named(name, word)
    return dictionary


def _kind(extract: d.Extract) -> Subject:
    return extract.each_row or Subject.CHILD


def _subjects(document: Mapping[str, d.Extract]) -> frozenset[str]:
    """The extracts that list children, workers or others: each row is one of them."""
    named = (name for extract in document.values() for name in (extract.about, *extract.also_about))
    listed = (name for name, extract in document.items() if extract.each_row is not None)
    meant = (about for name in named if (about := _meant_subject(name, document)) is not None)
    return frozenset((*listed, *meant))


def _owners(about: str | None, extract: d.Extract, document: Mapping[str, d.Extract]) -> dict[str, str]:
    """The extracts to whose rows the rows belong, by the word for one of them, such as ``child``."""
    owners: dict[str, str] = {}
    for name in (about, *(_meant_subject(other, document) for other in extract.also_about)):
        if name is not None:
            owners.setdefault(_kind(document[name]), name)
    return owners


#: What an extract is about and whether it is their list; ``None`` where it is about nobody.
_Role: TypeAlias = tuple[str, bool] | None


def _check_file(
    name: str,
    about: str | None,
    files: dict[str, dict[_Role, str]],
    extract: d.Extract,
    reporter: Reporter,
) -> None:
    """Report a file that two extracts read alike.

    One file may list the children, name their workers, and hold events of either.
    """
    readers = files.setdefault(extract.file.lower(), {})
    role = None if about is None else (about, about == name)
    alike = [other for read, other in readers.items() if role is None or read in (role, None)]
    readers.setdefault(role, name)
    if alike:
        other = alike[0]
        reporter.report(
            "duplicate-name",
            ("extracts", name, "file"),
            f"the extracts `{other}` and `{name}` read the same file",
            "Give each its own file; one file serves two only where they are about different lists.",
        )


def table_names(
    name: str,
    about: str | None,
    extract: d.Extract,
    named: Callable[[str], Node | None],
    owners: Mapping[str, str] | None = None,
) -> TableNames:
    """The names in an extract that expressions may use; ``named`` looks up a named expression's meaning."""
    columns = {
        column: column_type(spec.type, None if spec.codes is None else tuple(spec.codes))
        for column, spec in extract.columns.items()
    }
    if owners is None:
        owners = {} if about is None else {Subject.CHILD: about}
    by = extract.looked_up_by
    days = None if by is None else (by.first, by.last)
    return TableNames(name, about, columns, tuple(extract.named), named, owners, days)


def _meant_subject(about: str | None, document: Mapping[str, d.Extract]) -> str | None:
    """The extract that one is about or, if its name is misspelt, the nearest extract."""
    if about is None or about in document:
        return about
    return nearest(about, document)


def linked_extracts(dictionary: Dictionary) -> dict[str, Extract]:
    """The extracts as the engine reads them."""
    return {
        name: Extract(
            name=name,
            file=extract.file,
            key=extract.key,
            about=dictionary.subject(name),
            columns=extract.columns,
            must=_requirements(name, extract, dictionary),
            named={
                word: meaning
                for word in extract.named
                if (meaning := dictionary.named(name, word)) is not None
            },
            meaning=extract.meaning,
            quiet_months=extract.quiet_months,
            kind=_kind(dictionary.document[dictionary.subject(name) or name]),
            also={
                other: kind
                for other, kind in dictionary.subjects(name).items()
                if other != dictionary.subject(name)
            },
            once=extract.once,
            looked_up_by=extract.looked_up_by,
        )
        for name, extract in dictionary.document.items()
    }


def _requirements(name: str, extract: d.Extract, dictionary: Dictionary) -> tuple[Requirement, ...]:
    names = dictionary.names(name, periods=False)
    nodes = [
        (text, dictionary.reporter.expression(("extracts", name, "must", index), text, names))
        for index, text in enumerate(extract.must)
    ]
    return tuple(Requirement(text, node) for text, node in nodes if node is not None)


def _check(name: str, extract: d.Extract, document: Mapping[str, d.Extract], reporter: Reporter) -> None:
    path = ("extracts", name)
    _check_words(path, extract, reporter)
    for index, column in enumerate(extract.key):
        if column not in extract.columns:
            reporter.unknown((*path, "key", index), "column", column, extract.columns)
    for word in extract.named:
        if word in extract.columns:
            reporter.report(
                "duplicate-name",
                (*path, "named", word),
                f"`{word}` is a column and a named expression of `{name}`",
                "Rename the named expression.",
                at_key=True,
            )
    for column, spec in extract.columns.items():
        _check_column(name, column, spec, reporter)
    _check_headings(name, extract, reporter)
    _check_days(path, extract, reporter)
    _check_list(name, extract, reporter)
    if extract.about is not None:
        _check_about(name, extract, (*path, "about"), extract.about, document, reporter)
    for index, other in enumerate(extract.also_about):
        _check_about(name, extract, (*path, "also_about", index), other, document, reporter)
    _check_owners(name, extract, document, reporter)


def _check_about(
    name: str,
    extract: d.Extract,
    path: Path,
    about: str,
    document: Mapping[str, d.Extract],
    reporter: Reporter,
) -> None:
    """Report what an extract cannot be about: no extract, one without a key of one column, or a stranger."""
    if about not in document:
        reporter.unknown(path, "extract", about, document)
        return
    key = document[about].key
    if len(key) != 1 or document[about].about not in (None, about):
        reporter.report(
            "dictionary-contradiction",
            path,
            f"`{about}` cannot be what other extracts are about",
            "Give it one key column, and no `about` but itself.",
            allowed="an extract with one key column",
        )
    elif key[0] not in extract.columns:
        reporter.report(
            "dictionary-contradiction",
            ("extracts", name, "columns"),
            f"`{name}` is about `{about}`, but has no column `{key[0]}`",
            f"Declare the column `{key[0]}`.",
            at_key=True,
        )


def _check_list(name: str, extract: d.Extract, reporter: Reporter) -> None:
    """Report a list of children, workers or others without one key, or said to be about somebody else."""
    path = ("extracts", name)
    if extract.each_row is not None and extract.about not in (None, name):
        reporter.report(
            "dictionary-contradiction",
            (*path, "about"),
            f"each row of `{name}` is a {extract.each_row}, so it cannot be about `{extract.about}` as well",
            f"Write `also_about: [{extract.about}]`, or remove `each_row`.",
            at_key=True,
        )
    if extract.each_row is not None and len(extract.key) != 1:
        reporter.report(
            "dictionary-contradiction",
            (*path, "each_row"),
            f"each row of `{name}` is a {extract.each_row}, but no single column names which",
            "Write `key:` with the one column that names it.",
            at_key=True,
        )
    if extract.once and not extract.key:
        reporter.report(
            "dictionary-contradiction",
            (*path, "once"),
            f"the rows of `{name}` are read once, but no key says which are the same",
            "Write `key:` with the columns that name a row.",
            at_key=True,
        )


def _check_owners(
    name: str, extract: d.Extract, document: Mapping[str, d.Extract], reporter: Reporter
) -> None:
    """Report rows that belong to two of one kind, of which `child.` or `worker.` could mean either."""
    own = name if extract.each_row is not None else extract.about
    seen: dict[Subject, str] = {} if own not in document or own is None else {_kind(document[own]): own}
    for index, other in enumerate(extract.also_about):
        if other not in document:
            continue
        kind = _kind(document[other])
        if seen.setdefault(kind, other) != other or other == own:
            reporter.report(
                "dictionary-contradiction",
                ("extracts", name, "also_about", index),
                f"the rows of `{name}` belong to `{seen[kind]}` already, and each row of `{other}` is a"
                f" {kind}, too",
                f"Keep one of them, or say with `each_row` that those of `{other}` are something else.",
                allowed=", ".join(Subject),
            )


def _check_days(path: Path, extract: d.Extract, reporter: Reporter) -> None:
    """Check the days by which a reference table is looked up."""
    by = extract.looked_up_by
    if by is None:
        return
    for key, column in (("from", by.first), ("to", by.last)):
        spec = extract.columns.get(column or "")
        if column is not None and spec is None:
            reporter.unknown((*path, "looked_up_by", key), "column", column, extract.columns)
        elif spec is not None and (spec.type is not ColumnType.DATE or (key == "from" and not spec.required)):
            dated = spec.type is ColumnType.DATE
            reporter.report(
                "dictionary-contradiction",
                (*path, "looked_up_by", key),
                f"the column `{column}` " + ("may be blank" if dated else f"is of type {spec.type.value}"),
                "Remove `required: false` from the column." if dated else "Name a column with `type: date`.",
                allowed="a date that every row has" if key == "from" else "a date; blank for no end",
            )
    if extract.about is not None:
        reporter.report(
            "dictionary-contradiction",
            (*path, "looked_up_by"),
            f"the rows belong to `{extract.about}`, and a table that is looked up by a day belongs to nobody",
            "Remove `looked_up_by`, or `about`.",
            at_key=True,
        )


def _check_words(path: Path, extract: d.Extract, reporter: Reporter) -> None:
    """Report columns and named expressions whose names are reserved words."""
    for section, words, what, advice in (
        ("columns", extract.columns, "column", "Rename the column, and list the word under its `from`."),
        ("named", extract.named, "named expression", "Rename the named expression."),
    ):
        for word in words:
            if word in RESERVED:
                reporter.report(
                    "wrong-value",
                    (*path, section, word),
                    f"`{word}` is a word of the language of expressions, not a name for a {what}",
                    advice,
                    allowed=f"any name but {', '.join(RESERVED)}",
                    at_key=True,
                )


def _check_column(name: str, column: str, spec: d.Column, reporter: Reporter) -> None:
    path = ("extracts", name, "columns", column)
    if spec.type is ColumnType.CODE and not spec.codes:
        reporter.report(
            "dictionary-contradiction",
            path,
            f"the column `{column}` holds codes, but lists none",
            "List them under `codes`.",
        )
    if spec.type is not ColumnType.CODE and spec.codes is not None:
        reporter.report(
            "dictionary-contradiction",
            (*path, "codes"),
            f"the column `{column}` lists codes, but its type is {spec.type.value}",
            "Write `type: code`, or remove the list.",
            at_key=True,
        )
    for code, meant in spec.counts_as.items():
        if meant not in (spec.codes or ()):
            reporter.report(
                "dictionary-contradiction",
                (*path, "counts_as", code),
                f"`{code}` counts as `{meant}`, which is not a code of the column `{column}`",
                "Write a code of its list.",
            )
    dated = spec.type in (ColumnType.DATE, ColumnType.DATETIME)
    if spec.open_date is not None and (spec.required or not dated):
        reporter.report(
            "dictionary-contradiction",
            (*path, "open_date"),
            f"the column `{column}` cannot be open: it "
            + ("needs a value in every row" if dated else f"is of type {spec.type.value}"),
            "Write `required: false`, or remove `open_date`." if dated else "Remove `open_date`.",
            at_key=True,
        )
    if spec.planned and not dated:
        reporter.report(
            "dictionary-contradiction",
            (*path, "planned"),
            f"the column `{column}` holds planned dates, but its type is {spec.type.value}",
            "Write `type: date`, or remove `planned`.",
            at_key=True,
        )


def _check_headings(name: str, extract: d.Extract, reporter: Reporter) -> None:
    taken: dict[str, str] = {}
    for column, spec in extract.columns.items():
        for heading in (column, *spec.headings):
            owner = taken.setdefault(heading.strip().casefold(), column)
            if owner != column:
                reporter.report(
                    "duplicate-name",
                    ("extracts", name, "columns", column),
                    f'the heading "{heading}" is accepted for both `{owner}` and `{column}`',
                    "Keep it on one of them.",
                    at_key=True,
                )
