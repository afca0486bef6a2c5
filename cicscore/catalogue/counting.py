"""Link what an indicator computes (numerator, denominator or published value) to the extracts."""

from __future__ import annotations

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.dictionary import Dictionary
from cicscore.catalogue.yaml import Path
from cicscore.expressions.formula import FormulaNames, read_formula
from cicscore.expressions.nodes import Column, Literal, Node, Owner
from cicscore.expressions.types import CONDITION, NUMBER, Kind
from cicscore.vocabulary import PeriodType, Subject, Unit

_DATES = (Kind.DATE, Kind.DATETIME)


def link_measure(
    indicator: d.Indicator, path: Path, dictionary: Dictionary, names: FormulaNames
) -> c.Measure | None:
    """What is computed; ``None`` after reporting a fault, or if the indicator is never reported."""
    parts = (indicator.numerator, indicator.denominator, indicator.value)
    match parts:
        case (None, None, None):
            if not indicator.not_reported:
                _contradiction(
                    dictionary,
                    path,
                    "nothing says what is computed",
                    "Add `numerator` (and `denominator`), or `value`, or `not_reported`.",
                )
            return None
        case (None, None, d.PublishedValue() | d.FromIndicators() as value):
            return _value(value, (*path, "value"), dictionary, names)
        case (_, _, d.PublishedValue() | d.FromIndicators() as value):
            _contradiction(
                dictionary,
                path,
                "`value` stands beside a numerator or denominator",
                "Keep the one that is meant.",
            )
            return _value(value, (*path, "value"), dictionary, names)
        case (None, denominator, None):
            _contradiction(dictionary, path, "there is a denominator, but no numerator", "Add `numerator`.")
            if denominator is not None:
                _count(indicator, denominator, (*path, "denominator"), dictionary)
            return None
        case (d.Count(count=d.Mean() | d.Median() | d.Percentile()) as numerator, None, None):
            return _of_values(indicator, numerator, path, dictionary)
        case (d.Count() as numerator, None, None):
            return _total(indicator, numerator, path, dictionary)
        case (d.Count() as numerator, d.Denominator() as denominator, None):
            return _ratio(indicator, numerator, denominator, path, dictionary)


def _contradiction(dictionary: Dictionary, path: Path, found: str, advice: str) -> None:
    dictionary.reporter.report(
        "nothing-to-compute", path, found, advice, allowed="numerator; numerator and denominator; value"
    )


def _value(
    value: d.PublishedValue | d.FromIndicators, path: Path, dictionary: Dictionary, names: FormulaNames
) -> c.Published | c.Composed | None:
    match value:
        case d.PublishedValue():
            return _published(value, path, dictionary)
        case d.FromIndicators(from_indicators=text):
            formula, problems = read_formula(text, names)
            dictionary.reporter.problems((*path, "from_indicators"), text, problems)
            return None if formula is None else c.Composed(formula)


def _published(value: d.PublishedValue, path: Path, dictionary: Dictionary) -> c.Published | None:
    if value.source not in dictionary.tables:
        dictionary.reporter.unknown((*path, "from"), "extract", value.source, dictionary.tables)
        return None
    table = dictionary.tables[value.source]
    sound = True
    for key, name, kinds, needed in (
        ("column", value.column, (Kind.NUMBER,), "a number"),
        ("dated_by", value.dated_by, _DATES, "a date"),
    ):
        if name not in table.columns:
            dictionary.reporter.unknown((*path, key), "column", name, table.columns)
            sound = False
        elif table.columns[name].kind not in kinds:
            dictionary.reporter.report(
                "meaningless-count",
                (*path, key),
                f"the column `{name}` is {table.columns[name]}, but {needed} is needed here",
                f"Name a column that holds {needed}.",
            )
            sound = False
    where = _where(value.where, path, value.source, dictionary)
    if not sound or (value.where is not None and where is None):
        return None
    return c.Published(value.source, value.column, where, value.dated_by)


def _total(indicator: d.Indicator, numerator: d.Count, path: Path, dictionary: Dictionary) -> c.Total | None:
    if indicator.unit is not Unit.COUNT:
        found = f"the unit is {indicator.unit.value}, but there is no denominator"
        advice = "Add `denominator`, or write `unit: count`."
        if indicator.unit in _OF_VALUES:
            found = f"the unit is {indicator.unit.value}, but the numerator takes none"
            advice = f"Write `count: {_OF_VALUES[indicator.unit]}`, or `unit: count`."
        at = (*path, "unit")
        dictionary.reporter.report("unit-against-count", at, found, advice, allowed="count")
    count = _count(indicator, numerator, (*path, "numerator"), dictionary)
    return None if count is None else c.Total(count)


#: The units of what is taken of rows' values without a denominator, and how it is written.
_OF_VALUES = {
    Unit.MEDIAN: "{median: ...}",
    Unit.PERCENTILE: "{percentile: 90, of: ...}",
}


def _of_values(
    indicator: d.Indicator, numerator: d.Count, path: Path, dictionary: Dictionary
) -> c.Ratio | None:
    """A mean, a median or a percentile: out of the rows that have a value, which are its denominator."""
    due, text, key = _taken(numerator.count)
    if indicator.unit is not due:
        dictionary.reporter.report(
            "unit-against-count",
            (*path, "unit"),
            f"the unit is {indicator.unit.value}, but the numerator takes a {due.value}",
            f"Write `unit: {due.value}`.",
            allowed=due.value,
        )
    at = (*path, "numerator")
    below = _count(indicator, numerator.model_copy(update={"count": None, "label": None}), at, dictionary)
    if numerator.source not in dictionary.tables:
        return None
    names = dictionary.names(str(numerator.source))
    of = dictionary.reporter.expression((*at, "count", key), text, names, NUMBER)
    if below is None or of is None:
        return None
    counting: c.Counting
    match numerator.count:
        case d.Median():
            counting = c.PercentileOf(of, c.MEDIAN)
        case d.Percentile(percentile=percentile):
            counting = c.PercentileOf(of, percentile)
        case _:
            counting = c.SumOf(of)
    return c.Ratio(c.Subset(_ALWAYS, counting, numerator.label), below, None)


_ALWAYS = Literal(True, CONDITION)  # noqa: FBT003 - the condition that always holds


def _taken(count: d.Counting | None) -> tuple[Unit, str, str]:
    """The unit of what is taken of values, the expression of a value, and the key it stands under."""
    match count:
        case d.Median(median=text):
            return Unit.MEDIAN, text, "median"
        case d.Percentile(of=text):
            return Unit.PERCENTILE, text, "of"
        case d.Mean(mean=text):
            return Unit.MEAN, text, "mean"
        case _:
            msg = "what is counted is not taken of values"
            raise AssertionError(msg)


def _ratio(
    indicator: d.Indicator, numerator: d.Count, denominator: d.Denominator, path: Path, dictionary: Dictionary
) -> c.Ratio | None:
    takes_values = isinstance(numerator.count, d.Mean | d.Median | d.Percentile)  # which is at fault itself
    if indicator.unit in (Unit.COUNT, Unit.PUBLISHED, *_OF_VALUES) and not takes_values:
        dictionary.reporter.report(
            "unit-against-count",
            (*path, "unit"),
            f"the unit is {indicator.unit.value}, but there is a denominator",
            "Remove the denominator, or choose another unit.",
            allowed="percent, per_10000, mean, ratio",
        )
    _check_under_variants(numerator, denominator, (*path, "denominator"), dictionary)
    below = _count(indicator, denominator, (*path, "denominator"), dictionary)
    own = numerator.source is not None
    above: c.Count | c.Subset | None
    if own:
        above = _count(indicator, numerator, (*path, "numerator"), dictionary)
    else:
        above = _subset(denominator, numerator, (*path, "numerator"), dictionary)
    if not takes_values:
        _check_unit(indicator.unit, numerator, denominator, path, dictionary, sound=above is not None)
    if below is None or above is None:
        return None
    return c.Ratio(above, below, denominator.under_variants)


def _check_unit(
    unit: Unit,
    numerator: d.Count,
    denominator: d.Denominator,
    path: Path,
    dictionary: Dictionary,
    *,
    sound: bool,
) -> None:
    """Report a mean that adds nothing up, and a percentage of unlike things.

    A percentage whose numerator adds up is reported only if the numerator is ``sound``: it may not have been
    meant as a sum.
    """
    inherited = denominator.count if numerator.source is None else None
    adds_above = isinstance(numerator.count or inherited, d.Sum)
    adds_below = isinstance(denominator.count, d.Sum)
    if unit is Unit.MEAN and not adds_above:
        found = "the unit is mean, but the numerator counts, so there is nothing to take the mean of"
        advice = "Add up a number with `count: {sum: ...}`, or write `unit: percent` or `unit: ratio`."
    elif unit is Unit.PERCENT and adds_above and not adds_below and sound:
        found = "the unit is percent, but the numerator adds up what the denominator only counts"
        advice = "Write `unit: mean`, or count both sides alike."
    else:
        return
    dictionary.reporter.report("unit-against-count", (*path, "unit"), found, advice)


def _check_under_variants(
    numerator: d.Count, denominator: d.Denominator, path: Path, dictionary: Dictionary
) -> None:
    """Require ``under_variants`` exactly where only the numerator's rows are children's."""
    below, above = denominator.source, numerator.source or denominator.source
    if below not in dictionary.tables or above not in dictionary.tables:
        return
    needed = dictionary.child(str(below)) is None and dictionary.child(str(above)) is not None
    if needed and denominator.under_variants is None:
        dictionary.reporter.report(
            "denominator-under-variants",
            path,
            f"the rows of `{below}` are not children's, so what a variant does to them has to be chosen",
            "Add `under_variants: whole` (the denominator stays as it is) or `not_applicable` (no figure).",
            allowed="whole, not_applicable",
            at_key=True,
        )
    if not needed and denominator.under_variants is not None:
        dictionary.reporter.report(
            "denominator-under-variants",
            (*path, "under_variants"),
            "`under_variants` has no effect, because a variant affects both sides alike",
            "Remove it.",
            at_key=True,
        )


def _count(indicator: d.Indicator, count: d.Count, path: Path, dictionary: Dictionary) -> c.Count | None:
    """A numerator or denominator that names an extract."""
    if count.source is None:
        dictionary.reporter.report(
            "nothing-to-compute",
            path,
            "nothing says whose rows are counted",
            "Add `from:` and the name of an extract.",
            at_key=True,
        )
        return None
    if count.source not in dictionary.tables:
        dictionary.reporter.unknown((*path, "from"), "extract", count.source, dictionary.tables)
        return None
    dated_by = _dated_by(indicator, count, path, dictionary)
    where = _where(count.where, path, count.source, dictionary)
    counting = _counting(count.count, path, count.source, dictionary)
    if counting is None or (count.where is not None and where is None):
        return None
    return c.Count(count.source, dated_by, where, counting, count.label)


def _subset(
    denominator: d.Denominator, numerator: d.Count, path: Path, dictionary: Dictionary
) -> c.Subset | None:
    """A numerator made of some of the denominator's rows."""
    if denominator.source not in dictionary.tables:
        return None
    if numerator.dated_by is not None:
        dictionary.reporter.report(
            "nothing-to-compute",
            (*path, "dated_by"),
            "the numerator is part of the denominator and shares its window",
            "Remove `dated_by`, or give the numerator its own `from`.",
            at_key=True,
        )
    source = str(denominator.source)
    where = _where(numerator.where, path, source, dictionary)
    counted = numerator.count if numerator.count is not None else denominator.count
    counting = _counting(counted, path, source, dictionary)
    if numerator.where is None and numerator.count is None:
        dictionary.reporter.report(
            "nothing-to-compute",
            path,
            "the numerator is the same as the denominator",
            "Add `where` or `count` to the numerator.",
            at_key=True,
        )
        return None
    if counting is None or (numerator.where is not None and where is None):
        return None
    return c.Subset(where or _ALWAYS, counting, numerator.label)


def _where(text: str | None, path: Path, extract: str, dictionary: Dictionary) -> Node | None:
    if text is None:
        return None
    return dictionary.reporter.expression((*path, "where"), text, dictionary.names(extract))


def _dated_by(indicator: d.Indicator, count: d.Count, path: Path, dictionary: Dictionary) -> str | None:
    """The column that the window applies to."""
    windowed = indicator.period is not PeriodType.SNAPSHOT
    reporter = dictionary.reporter
    column = _date_column(count, path, dictionary)
    if count.dated_by is None:
        if windowed:
            reporter.report(
                "window-without-date",
                path,
                f"the period is {indicator.period.value}, but nothing says which date falls into it",
                "Add `dated_by:` and a date column, or `dated_by: none` where `where` writes the window out.",
                at_key=True,
            )
        return None
    if not windowed:
        reporter.report(
            "window-without-date",
            (*path, "dated_by"),
            "the period is snapshot, which has no window for `dated_by` to apply to",
            "Remove `dated_by`, or choose another period.",
            at_key=True,
        )
        return None
    return column


def _date_column(count: d.Count, path: Path, dictionary: Dictionary) -> str | None:
    """The column that ``dated_by`` names."""
    if count.dated_by is None or count.dated_by == "none":
        return None
    reporter = dictionary.reporter
    columns = dictionary.tables[str(count.source)].columns
    if count.dated_by not in columns:
        reporter.unknown((*path, "dated_by"), "column", count.dated_by, columns)
        return None
    if columns[count.dated_by].kind not in _DATES:
        reporter.report(
            "meaningless-count",
            (*path, "dated_by"),
            f"the column `{count.dated_by}` is {columns[count.dated_by]}, not a date",
            "Name a date column.",
        )
        return None
    return count.dated_by


def _counting(
    count: d.Counting | None, path: Path, extract: str, dictionary: Dictionary
) -> c.Counting | None:
    table = dictionary.tables[extract]
    match count:
        case None | "rows":
            return c.AllRows()
        case "children":
            known = dictionary.child(extract) is not None
            if not known:
                _report_nobody("children", path, extract, dictionary)
            return c.Children() if known else None
        case "workers" | "carers" | "homes" | "families" as plural:
            kind = next(kind for kind in Subject if kind.plural == plural)
            of = table.owners.get(kind)
            if of is None:
                _report_nobody(plural, path, extract, dictionary)
            return None if of is None else c.Subjects(of, kind)
        case d.Distinct(distinct=name):
            if name not in table.columns:
                dictionary.reporter.unknown((*path, "count", "distinct"), "column", name, table.columns)
                return None
            return c.DistinctValues(Column(Owner.OWN, extract, name, table.columns[name]))
        case d.Sum(sum=text):
            node = dictionary.reporter.expression(
                (*path, "count", "sum"), text, dictionary.names(extract), NUMBER
            )
            return None if node is None else c.SumOf(node)
        case d.Mean() | d.Median() | d.Percentile():
            unit, _, key = _taken(count)
            dictionary.reporter.report(
                "meaningless-count",
                (*path, "count", key),
                f"a {unit.value} is out of the rows that have a value, so a denominator means nothing to it",
                "Give the numerator its `from`, and remove the denominator; or write `count: {sum: ...}`.",
                at_key=True,
            )
            return None


def _report_nobody(plural: str, path: Path, extract: str, dictionary: Dictionary) -> None:
    dictionary.reporter.report(
        "meaningless-count",
        (*path, "count"),
        f"the rows of `{extract}` do not belong to {plural}, so {plural} cannot be counted",
        "Count rows, or a distinct column.",
    )
