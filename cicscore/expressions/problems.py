"""What can be wrong with an expression, as values."""

from __future__ import annotations

from dataclasses import dataclass

from cicscore.expressions.nodes import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at ``span`` of the expression's text; the other fields are those of a ``Fault``."""

    code: str
    span: Span
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None
