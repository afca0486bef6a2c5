"""Link the data dictionary, which is the catalogue's ``extracts`` section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Extract, Requirement
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.yaml import Path
from cicscore.expressions.names import RESERVED, Names, TableNames
from cicscore.expressions.nodes import Node
from cicscore.expressions.types import column_type
from cicscore.faults.fault import nearest
from cicscore.vocabulary import ColumnType


@dataclass
class Dictionary:
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
        """The extract of the children to whom the rows of ``extract`` belong; itself, for the children's."""
        return self.tables[extract].about

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
    subjects = {about for extract in document.values() if (about := _meant_subject(extract, document))}
    files: dict[str, str] = {}
    for name, extract in document.items():
        _check(name, extract, document, reporter)
        if files.setdefault(extract.file.lower(), name) != name:
            reporter.report(
                "duplicate-name",
                ("extracts", name, "file"),
                f"the extracts `{files[extract.file.lower()]}` and `{name}` read the same file",
                "Give each its own file.",
            )
        about = name if name in subjects else _meant_subject(extract, document)
        dictionary.tables[name] = table_names(name, about, extract, partial(dictionary.named, name))
    for name, extract in document.items():
        for word in extract.named:
            dictionary.named(name, word)
    return dictionary


def table_names(
    name: str, about: str | None, extract: d.Extract, named: Callable[[str], Node | None]
) -> TableNames:
    """The names in an extract that expressions may use; ``named`` looks up a named expression's meaning."""
    columns = {
        column: column_type(spec.type, None if spec.codes is None else tuple(spec.codes))
        for column, spec in extract.columns.items()
    }
    return TableNames(name, about, columns, tuple(extract.named), named)


def _meant_subject(extract: d.Extract, document: Mapping[str, d.Extract]) -> str | None:
    """The extract that this one is about or, if its name is misspelt, the nearest extract."""
    if extract.about is None or extract.about in document:
        return extract.about
    return nearest(extract.about, document)


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
    if extract.about is None:
        return
    if extract.about not in document:
        reporter.unknown((*path, "about"), "extract", extract.about, document)
        return
    key = document[extract.about].key
    if len(key) != 1 or document[extract.about].about not in (None, extract.about):
        reporter.report(
            "dictionary-contradiction",
            (*path, "about"),
            f"`{extract.about}` cannot be what other extracts are about",
            "Give it one key column, and no `about` but itself.",
            allowed="an extract with one key column",
        )
    elif key[0] not in extract.columns:
        reporter.report(
            "dictionary-contradiction",
            (*path, "columns"),
            f"`{name}` is about `{extract.about}`, but has no column `{key[0]}`",
            f"Declare the column `{key[0]}`.",
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
