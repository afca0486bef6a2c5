"""The rules that every row of an extract has to meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cicscore.catalogue.definitions import Extract, Requirement
from cicscore.expressions.nodes import Aggregate, Column, Node, Owner, walk
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, faults_at, listed
from cicscore.faults import Fault
from cicscore.tables.table import Table


def extracts_in(node: Node) -> frozenset[str]:
    """The extracts that an expression looks at."""
    return frozenset(inner.table for inner in walk(node) if isinstance(inner, Column | Aggregate))


def broken_rules(
    rows: Mapping[str, Rows], tables: Mapping[str, Table]
) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Mark the rows for which a rule is false; where something is missing, it is not false but unknown.

    ``tables`` are the same rows, linked. A rule that looks at an extract that is not there is not applied.
    """
    from cicscore.tables.evaluate import Evaluation

    evaluation = Evaluation(tables, None)
    marked = dict(rows)
    faults: list[Fault] = []
    for name, table in tables.items():
        for requirement in table.extract.must:
            if not extracts_in(requirement.condition) <= tables.keys():
                continue
            value, known = evaluation.condition(requirement.condition, name)
            broken = np.asarray(known & ~value, np.bool_)
            if broken.any():
                marked[name] = marked[name].marked(broken)
                faults += _faults(rows[name], requirement, broken)
    return marked, tuple(faults)


def _faults(rows: Rows, requirement: Requirement, broken: np.ndarray) -> tuple[Fault, ...]:
    columns = tuple(dict.fromkeys(_own_columns(requirement.condition, rows.extract)))
    headings = [rows.headings.get(name, name) for name in columns]
    explanation = Explanation(
        f"the row does not meet the rule: {requirement.text}",
        f"Look at {listed(headings, 'and') or 'the row'}, and correct at its source what is wrong.",
    )
    return faults_at(FaultKind.BROKEN_RULE, rows.place(*columns), rows.lines[broken], lambda _: explanation)


def _own_columns(node: Node, extract: Extract) -> Iterator[str]:
    for inner in walk(node):
        if isinstance(inner, Column) and inner.table == extract.name and inner.owner is not Owner.CHILD:
            yield inner.name
