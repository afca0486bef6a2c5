"""Checks of who answers for a definition, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.checks.subject import Finding, Subject, as_read


def overdue_reviews(subject: Subject) -> Iterator[Finding]:
    """A definition that should have been reviewed by now."""
    for defined in subject.indicators("review_by"):
        due = defined.written.review_by
        if due is not None and due < subject.on:
            yield Finding(
                (*defined.path, "review_by"),
                f"the review was due by {due.isoformat()}, {_days((subject.on - due).days)} "
                f"before {subject.on.isoformat()}",
                "Review the definition, and give the day of the next review.",
            )


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"


def checked_by_owner(subject: Subject) -> Iterator[Finding]:
    """A definition that was checked by who answers for it."""
    for defined in subject.indicators("owner", "checked_by"):
        owner, checker = defined.written.owner, defined.written.checked_by
        if owner is not None and checker is not None and as_read(owner) == as_read(checker):
            yield Finding(
                (*defined.path, "checked_by"),
                f'"{checker}" owns the definition, and checked it too',
                "Let another role check it.",
            )
