"""An expression as it could be written: the way back from nodes to text, with named expressions in full."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from cicscore.expressions import nodes as n

#: How tightly each kind of node binds its parts; a looser part is put in brackets.
_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _WHOLE = range(7)


def expression_text(node: n.Node) -> str:
    """The text that would be read as ``node``.

    >>> from cicscore.expressions.types import DATE
    >>> expression_text(n.Shift(n.Period(n.PeriodDay.AS_AT), DurationUnit.MONTHS, -6, DATE))
    'as_at - months(6)'
    """
    return _written(node)[0]


def _within(node: n.Node, tightness: int) -> str:
    """The text of a part, in brackets where it would otherwise fall apart."""
    text, own = _written(node)
    return text if own >= tightness else f"({text})"


def _written(node: n.Node) -> tuple[str, int]:  # noqa: C901, PLR0912 - one case for each node
    """The text of a node, and how tightly it holds together."""
    match node:
        case n.Literal(value=value):
            return _literal(value), _WHOLE
        case n.Column(owner=owner, name=name):
            return name if owner is n.Owner.OWN else f"{owner.value}.{name}", _WHOLE
        case n.Period(day=day):
            return day.value, _WHOLE
        case n.On():
            return "on", _WHOLE
        case n.Not(of=of):
            return f"not {_within(of, _NOT)}", _NOT
        case n.And(parts=parts):
            return " and ".join(_within(part, _NOT) for part in parts), _AND
        case n.Or(parts=parts):
            return " or ".join(_within(part, _AND) for part in parts), _OR
        case n.Comparison(comparison=comparison, left=left, right=right):
            return f"{_within(left, _SUM)} {comparison.value} {_within(right, _SUM)}", _COMPARED
        case n.Missing(of=of, negated=negated):
            return f"{_within(of, _SUM)} is {'not ' if negated else ''}None", _COMPARED
        case n.In(of=of, among=among, negated=negated):
            listed = ", ".join(_within(word, _WHOLE) for word in among)
            return f"{_within(of, _SUM)} {'not ' if negated else ''}in [{listed}]", _COMPARED
        case n.Arithmetic(operator=operator, left=left, right=right):
            own = _SUM if operator in (n.Operator.ADD, n.Operator.SUBTRACT) else _PRODUCT
            return f"{_within(left, own)} {operator.value} {_within(right, own + 1)}", own
        case n.Shift(day=day, unit=unit, amount=amount):
            sign = "-" if amount < 0 else "+"
            return f"{_within(day, _SUM)} {sign} {unit.value}({abs(amount)})", _SUM
        case n.Call(function=function, arguments=arguments):
            return f"{function.value}({', '.join(_within(part, _OR) for part in arguments)})", _WHOLE
        case n.Band(of=of, bands=bands):
            labels = ", ".join(_literal(label) for label, _, _ in bands)
            return f"band({_within(of, _OR)}, {labels})", _WHOLE
        case n.Points(of=of, table=table):
            listed = ", ".join(f"{_literal(code)}: {number}" for code, number in table)
            return f"points({_within(of, _OR)}, {{{listed}}})", _WHOLE
        case n.Lookup(of=of, day=day):
            return f"lookup({of.table}.{of.name}, {_within(day, _OR)})", _WHOLE
        case n.Aggregate():
            return _aggregate(node), _WHOLE
        case _:
            assert_never(node)


def _literal(value: object) -> str:
    match value:
        case str():
            return f"'{value}'" if '"' in value else f'"{value}"'
        case dt.date():
            return f'date("{value.isoformat()}")'
        case _:
            return str(value)


def _aggregate(node: n.Aggregate) -> str:
    """What is looked at comes first: the extract, or a column or sum of it."""
    looked_at = node.table
    if node.of is not None and not node.aggregation.of_rows:
        looked_at = f"{node.table}.{_within(node.of, _WHOLE)}"
    parts = [looked_at]
    ordered = node.by is not None
    if node.by is not None:
        parts.append(f"by={expression_text(node.by)}")
    if node.where is not None:
        parts.append(("where=" if ordered else "") + expression_text(node.where))
    return f"{node.aggregation.value}({', '.join(parts)})"
