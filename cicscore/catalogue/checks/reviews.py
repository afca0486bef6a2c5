"""Checks of who answers for a definition: overdue reviews, and owners who checked their own."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.checks.context import Context, Finding, as_read, check


@check("review-overdue")
def overdue_reviews(context: Context) -> Iterator[Finding]:
    """A definition that should have been reviewed by now."""
    for defined in context.indicators("review_by"):
        due = defined.written.review_by
        if due is not None and due < context.on:
            yield Finding(
                (*defined.path, "review_by"),
                f"the review was due by {due.isoformat()}, {_days((context.on - due).days)} "
                f"before {context.on.isoformat()}",
                "Review the definition, and give the day of the next review.",
            )


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"


@check("checked-by-owner")
def checked_by_owner(context: Context) -> Iterator[Finding]:
    """A definition that was checked by its owner."""
    for defined in context.indicators("owner", "checked_by"):
        owner, checker = defined.written.owner, defined.written.checked_by
        if owner is not None and checker is not None and as_read(owner) == as_read(checker):
            yield Finding(
                (*defined.path, "checked_by"),
                f'"{checker}" owns the definition, and checked it too',
                "Let another role check it.",
            )
