"""Link the document as written into the catalogue that the engine reads, collecting every fault."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.blanks import with_answers
from cicscore.catalogue.composing import link_composed, names_in_formulas
from cicscore.catalogue.counting import link_measure
from cicscore.catalogue.dictionary import Dictionary, link_dictionary, linked_extracts
from cicscore.catalogue.due import link_due
from cicscore.catalogue.panels import group_titles, link_panels
from cicscore.catalogue.policy import check_policy
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.scope import check_scopes, link_scope
from cicscore.catalogue.subsets import kept_within, touched_by
from cicscore.catalogue.targets import link_group_targets, link_targets, refuse_improvement_by_trend
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.expressions.compile import Meanings, compile_expression
from cicscore.expressions.equivalence import same
from cicscore.expressions.formula import FormulaNames
from cicscore.expressions.functions import Function
from cicscore.expressions.nodes import Call, Node, children, columns_in
from cicscore.expressions.types import Kind
from cicscore.faults.fault import Fault
from cicscore.vocabulary import ALL, ColumnType, Subject, Unit


class Linked(Struct, frozen=True):
    """A catalogue without the parts that have errors, which can be checked but not computed.

    ``faults`` are those of references, expressions, targets and counts; ``meanings`` what expressions mean.
    """

    catalogue: c.Catalogue
    faults: tuple[Fault, ...]
    meanings: Meanings


def link(document: d.CatalogueDocument, source: YamlSource) -> Linked:
    """Link the document as written in ``source``, and find every fault in that."""
    reporter = Reporter(source)
    dictionary = link_dictionary(document.extracts, reporter)
    extracts = linked_extracts(dictionary)
    _check_names(document, reporter)
    check_policy(document, reporter)
    check_scopes(document, reporter)
    breakdowns = _with_parts(
        {name: _breakdown(name, text, dictionary) for name, text in document.breakdowns.items()}
    )
    in_formulas = names_in_formulas(document)
    catalogue = c.Catalogue(
        path=source.file,
        sha256=hashlib.sha256(source.text.encode()).hexdigest(),
        schema_version=document.schema_version,
        title=document.title,
        organisation=document.organisation,
        themes=document.themes,
        extracts=extracts,
        variants={
            name: _variant(name, variant, dictionary, extracts) for name, variant in document.variants.items()
        },
        settings=document.settings,
        breakdowns=breakdowns,
        indicators=link_composed(
            tuple(
                _indicator(index, indicator, document, breakdowns, dictionary, in_formulas)
                for index, indicator in enumerate(document.indicators)
            ),
            reporter,
        ),
        disclosure=document.disclosure,
    )
    return Linked(with_answers(catalogue, dictionary), tuple(reporter.faults), reporter.meanings)


def _check_names(document: d.CatalogueDocument, reporter: Reporter) -> None:
    """Report duplicate names, the reserved variant ``all``, and validity dates in the wrong order."""
    if ALL in document.variants:
        reporter.report(
            "duplicate-name",
            ("variants", ALL),
            f"`{ALL}` is the variant that leaves nobody out, and is always there",
            "Rename this variant.",
            at_key=True,
        )
    ids = tuple(dict.fromkeys(one.id for one in document.indicators))
    for index, theme in enumerate(document.themes):
        if theme.composite is not None and theme.composite not in ids:
            reporter.unknown(("themes", index, "composite"), "indicator", theme.composite, ids)
    _check_validity(document, reporter)
    _check_owners(document, reporter)


def _check_validity(document: d.CatalogueDocument, reporter: Reporter) -> None:
    for index, indicator in enumerate(document.indicators):
        if indicator.valid_from and indicator.valid_to and indicator.valid_to < indicator.valid_from:
            reporter.report(
                "duplicate-name",
                ("indicators", index, "valid_to"),
                "`valid_to` lies before `valid_from`",
                "Correct one of the two.",
            )


class _Named(Struct, frozen=True):
    """A name in use: a theme's id, or an indicator's id or reference."""

    name: str
    path: Path
    indicator: d.Indicator | None = None

    @property
    def role(self) -> str:
        return str(self.path[-1])


def _check_owners(document: d.CatalogueDocument, reporter: Reporter) -> None:
    """Report names with two meanings on the same day; definitions of one indicator may follow each other."""
    seen: dict[str, list[_Named]] = {}
    for index, theme in enumerate(document.themes):
        _check_owner(_Named(theme.id, ("themes", index, "id")), seen, reporter)
    for index, indicator in enumerate(document.indicators):
        path = ("indicators", index)
        _check_owner(_Named(indicator.id, (*path, "id"), indicator), seen, reporter)
        if indicator.reference is not None:
            _check_owner(_Named(indicator.reference, (*path, "reference"), indicator), seen, reporter)


def _check_owner(named: _Named, seen: dict[str, list[_Named]], reporter: Reporter) -> None:
    """Report a name that already has another meaning, and the days on which the two clash."""
    earlier = seen.setdefault(named.name, [])
    clash = next((other for other in earlier if _clash(named, other)), None)
    earlier.append(named)
    if clash is None:
        return
    what = "that of" if clash.role == named.role else f"the {clash.role} of"
    line = reporter.source.place(clash.path).line
    advice = "Rename one of them."
    if named.indicator is None or clash.indicator is None:
        found = f"{what} the {'theme' if clash.indicator is None else 'indicator'} on line {line}"
    else:
        found = f"{what} the indicator on line {line}, {_days_of_both(named.indicator, clash.indicator)}"
        advice = "Rename one of them, or give them `valid_from` and `valid_to` that do not overlap."
    reporter.report("duplicate-name", named.path, f"the {named.role} `{named.name}` is also {found}", advice)


def _clash(one: _Named, other: _Named) -> bool:
    if one.indicator is None or other.indicator is None:
        return True
    same = one.indicator.id == other.indicator.id and (one.role, other.role) != ("id", "id")
    return not same and overlap(one.indicator, other.indicator)


def overlap(one: d.Indicator, other: d.Indicator) -> bool:
    """Whether both definitions are in force on some day."""
    return _from(one) <= _to(other) and _from(other) <= _to(one)


def _days_of_both(one: d.Indicator, other: d.Indicator) -> str:
    """The days on which both definitions are in force, in words."""
    first, last = max(_from(one), _from(other)), min(_to(one), _to(other))
    match first > dt.date.min, last < dt.date.max:
        case True, True:
            return f"on {first}" if first == last else f"from {first} to {last}"
        case True, False:
            return f"from {first} on"
        case False, True:
            return f"up to {last}"
        case _:
            return "on all days"


def _from(indicator: d.Indicator) -> dt.date:
    return indicator.valid_from or dt.date.min


def _to(indicator: d.Indicator) -> dt.date:
    return indicator.valid_to or dt.date.max


def _indicator(
    index: int,
    indicator: d.Indicator,
    document: d.CatalogueDocument,
    breakdowns: Mapping[str, c.Breakdown],
    dictionary: Dictionary,
    in_formulas: FormulaNames,
) -> c.Indicator:
    path = ("indicators", index)
    reporter = dictionary.reporter
    if indicator.theme not in (themes := [theme.id for theme in document.themes]):
        reporter.unknown((*path, "theme"), "theme", indicator.theme, themes)
    variants = link_scope(indicator, document, path, reporter)
    for position, variant in enumerate(indicator.lines):
        if variant != ALL and variant not in document.variants:
            reporter.unknown((*path, "lines", position), "variant", variant, (ALL, *document.variants))
    if indicator.unit_label is not None and indicator.unit in (Unit.PERCENT, Unit.PER_10000):
        reporter.report(
            "unit-against-count",
            (*path, "unit_label"),
            f"the unit is {indicator.unit.value}, which has no label",
            "Remove `unit_label`.",
            at_key=True,
        )
    direction_from = indicator.direction or document.settings.direction
    refuse_improvement_by_trend(indicator, direction_from, path, reporter)
    measure = link_measure(indicator, path, dictionary, in_formulas)
    return c.Indicator(
        written=indicator,
        decimals=_decimals(indicator),
        measure=measure,
        targets=link_targets(indicator, path, reporter),
        variants=variants,
        group_targets=link_group_targets(indicator, path, breakdowns, reporter),
        compare=indicator.compare or document.settings.compare,
        panels=link_panels(indicator, path, measure, breakdowns, dictionary),
        due=None if indicator.due is None else link_due(indicator.due, (*path, "due"), dictionary),
        direction_from=direction_from,
    )


def _decimals(indicator: d.Indicator) -> int:
    if indicator.decimals is not None:
        return indicator.decimals
    return 0 if indicator.unit is Unit.COUNT else 1


def _variant(
    name: str, variant: d.Variant, dictionary: Dictionary, extracts: Mapping[str, c.Extract]
) -> c.Variant:
    """The variant, with its rule for each extract whose rows are of those of whom it speaks."""
    reporter, path = dictionary.reporter, ("variants", name)
    kind = dictionary.kind(variant.about) if variant.about in dictionary.tables else Subject.CHILD
    unread = c.Variant(name, variant.title, {}, kind, variant.about)
    remove: dict[str, Node] = {}
    for extract in variant.remove_from:
        if extract not in dictionary.tables:
            at = (*path, "remove_from", extract)
            reporter.unknown(at, "extract", extract, dictionary.tables, at_key=True)
    _check_about(variant, path, dictionary)
    reported = False
    for extract in touched_by(unread, extracts):
        if extract in variant.remove_from:
            text, at = variant.remove_from[extract], (*path, "remove_from", extract)
            node = reporter.expression(at, text, dictionary.names(extract))
        elif reported:
            continue
        else:
            before = len(reporter.faults)
            node = reporter.expression((*path, "remove"), variant.remove, dictionary.names(extract))
            reported = len(reporter.faults) > before
        if node is not None:
            remove[extract] = node
    linked = replace(unread, remove=remove)
    return replace(linked, within=kept_within(linked, extracts))


def _check_about(variant: d.Variant, path: Path, dictionary: Dictionary) -> None:
    """Report a variant about an extract that is not there, or that lists nobody."""
    about, reporter = variant.about, dictionary.reporter
    lists = [name for name in dictionary.tables if dictionary.subject(name) == name]
    if about is None or about in lists:
        return
    if about not in dictionary.tables:
        reporter.unknown((*path, "about"), "extract", about, lists)
        return
    reporter.report(
        "dictionary-contradiction",
        (*path, "about"),
        f"the variant speaks of `{about}`, to whose rows no others belong",
        "Name the extract that lists the children, workers or others of whom the rule speaks.",
        allowed=", ".join(lists) or None,
    )


def _breakdown(name: str, text: str, dictionary: Dictionary) -> c.Breakdown:
    """The breakdown, with its grouping for each extract to which its expression applies."""
    groups: dict[str, Node] = {}
    for extract in dictionary.tables:
        names = dictionary.names(extract)
        if names.owner(Subject.CHILD) is None and "child." in text:
            continue  # Searching for what was meant takes time, and the result would not be reported.
        node = dictionary.reporter.compiled(text, names, None).node
        if node is not None and _groups_rows(node, dictionary):
            groups[extract] = node
    if not groups:
        # It applies to no extract: report why, for the extract it was probably written for.
        names = dictionary.names(_likeliest(text, dictionary))
        node = dictionary.reporter.expression(("breakdowns", name), text, names, None)
        if node is not None:
            given = "an identifier or free text" if node.type.kind is Kind.TEXT else node.type
            dictionary.reporter.report(
                "type-mismatch",
                ("breakdowns", name),
                f"the breakdown gives {given}, and every different one would be a group of its own",
                'Group it with band(number, "0-4", "5-9", "10+"), or write a code or a condition; declare a'
                " text as a code, with its list.",
                allowed="a code, a flag or condition",
            )
    return c.Breakdown(name, groups, group_titles(groups.values(), dictionary.document))


def _with_parts(breakdowns: Mapping[str, c.Breakdown]) -> dict[str, c.Breakdown]:
    """The breakdowns, each that is declared by ``cross`` with the names of what it crosses.

    A part that is a breakdown itself has its name, so that its groups are known to be the same.
    """
    return {
        name: replace(breakdown, parts=tuple(_part(breakdown, n, breakdowns) for n in (0, 1)))
        if breakdown.group and all(_is_cross(node) for node in breakdown.group.values())
        else breakdown
        for name, breakdown in breakdowns.items()
    }


def _is_cross(node: Node) -> bool:
    return isinstance(node, Call) and node.function is Function.CROSS


def _part(breakdown: c.Breakdown, number: int, breakdowns: Mapping[str, c.Breakdown]) -> str:
    """The name of the first or second grouping that a breakdown crosses."""
    parts = {extract: children(node)[number] for extract, node in breakdown.group.items()}
    for name, other in breakdowns.items():
        if all(
            extract in other.group and same(other.group[extract], node) for extract, node in parts.items()
        ):
            return name
    return f"{breakdown.id}.{number + 1}"


def _likeliest(text: str, dictionary: Dictionary) -> str:
    """The extract with the fewest unexplained problems in ``text``; in a tie, the children's extract."""

    def puzzles(extract: str) -> int:
        problems = compile_expression(text, dictionary.names(extract), None).problems
        return sum(problem.nearest is None for problem in problems)

    subjects = [about for extract in dictionary.tables if (about := dictionary.subject(extract)) is not None]
    return min((*subjects, *dictionary.tables), key=puzzles)


def _groups_rows(node: Node, dictionary: Dictionary) -> bool:
    """Whether an expression makes groups that may be shown, not one for each child, worker or name."""
    if node.type.kind is Kind.CONDITION:
        return True
    types = (dictionary.document[table].columns[name].type for table, name in columns_in(node))
    names_people = {ColumnType.ID, ColumnType.TEXT, ColumnType.POSTCODE}
    return node.type.kind is Kind.TEXT and not names_people & set(types)


def names_of(catalogue: c.Catalogue) -> Mapping[str, str]:
    """The names by which a command may call an indicator (its id or reference), each with the id."""
    found = {
        indicator.written.reference: indicator.written.id
        for indicator in catalogue.indicators
        if indicator.written.reference
    }
    return found | {indicator.written.id: indicator.written.id for indicator in catalogue.indicators}
