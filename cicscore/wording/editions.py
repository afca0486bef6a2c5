"""What an edition says of itself: whom it is for, what is not shown in it, and why."""

from __future__ import annotations

from typing import Protocol, TypeAlias, assert_never

from cicscore.results import Disclosure, RagCounts, Scorecard, Trend
from cicscore.vocabulary import Audience, DisclosureMethod

Edition: TypeAlias = Scorecard | Trend

#: What is printed in place of what is not shown, where no policy says otherwise.
_USUAL_SYMBOL = "c"


#: What a reason says in place of one that would tell of what is not shown.
NOT_SHOWN = "Not shown."


class _WithHidden(Protocol):
    @property
    def hidden(self) -> tuple[str, ...]: ...


def is_hidden(row: _WithHidden | None, field: str) -> bool:
    """Whether a field of a row is null because it is confidential, and not because there is nothing."""
    return row is not None and field in row.hidden


def told(reason: str | None) -> str | None:
    """A reason, unless it says no more than the symbol does."""
    return None if reason == NOT_SHOWN else reason


def symbol(edition: Edition) -> str:
    """What is printed in place of what is not shown."""
    return _USUAL_SYMBOL if edition.disclosure is None else edition.disclosure.symbol


def mark(edition: Edition) -> str:
    """The line that marks an edition, on every format."""
    match edition.audience:
        case Audience.INTERNAL:
            return "Internal: for officers; small counts are shown."
        case Audience.PARTNER:
            return "For partners under an agreement, not for publication: small counts are not shown."
        case Audience.PUBLIC:
            return "Public edition."
        case _ as never:
            assert_never(never)


def rule(edition: Edition) -> str | None:
    """What the symbol stands for and whether totals add up; ``None`` where everything is shown."""
    policy = edition.disclosure
    if policy is None:
        return None
    match edition.audience:
        case Audience.INTERNAL:
            return None
        case Audience.PARTNER:
            return f"{_small(policy)} or rests on one. {_rounded(policy)}".rstrip()
        case Audience.PUBLIC if policy.method is DisclosureMethod.ROUND:
            return f"{_small(policy)} or could give one away. {_rounded(policy)}"
        case Audience.PUBLIC:
            return f"{_small(policy)} or could give one away; totals may therefore not add up."
        case _ as never:
            assert_never(never)


def _small(policy: Disclosure) -> str:
    most = policy.threshold - 1
    small = "1 child" if most == 1 else f"1 to {most} children"
    return f"{policy.symbol}: not shown, because it is a count of {small}"


def _rounded(policy: Disclosure) -> str:
    if policy.method is not DisclosureMethod.ROUND:
        return ""
    to = policy.round_to
    return f"Counts are rounded to the nearest {to}; totals may not add up to the sum of their parts."


def about(edition: Edition) -> str:
    """The mark with the rule, for formats without a legend."""
    return " ".join(filter(None, (mark(edition), rule(edition))))


def ratings_text(counts: RagCounts) -> str:
    """How many have each rating, and how many are not shown, where any are: "2 green, 1 amber, ..."."""
    hidden = f", {counts.confidential} not shown" if counts.confidential else ""
    return (
        f"{counts.green} green, {counts.amber} amber, {counts.red} red, {counts.not_rated} not rated{hidden}"
    )
