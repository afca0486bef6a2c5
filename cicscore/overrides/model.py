"""The file of overrides as written: one frozen pydantic model for each section.

These models check shape only. ``read`` resolves names, and checks each value against what it replaces.

    overrides:
      - indicator: reviews_on_time
        variant: all
        as_at: 2016-03-31
        field: value
        value: 81.2
        who: Head of Performance
        when: 2016-04-05
        why: Thirty-five reviews were entered after the extract was taken.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from cicscore.catalogue.model import IsoDate
from cicscore.vocabulary import Overridden

OVERRIDES_NAME = "overrides.yaml"


def on_one_line(text: str) -> str:
    """A text with single spaces: it becomes a part of a sentence on every page."""
    return " ".join(text.split())


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(on_one_line)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class WrittenOverride(_Section):
    """One figure, rating or note that is set by hand."""

    indicator: _Text = Field(description="The indicator's id.")
    variant: _Text = Field(description="The variant's id; all leaves nobody out.")
    as_at: IsoDate = Field(description="The day of the figure; others are left as they are.")
    field: Overridden = Field(description="What is set.")
    value: Any = Field(description="A number, a rating or not_rated, or a text, as the field says.")
    who: _Text = Field(description="Who set it: a role, never a person's name.")
    when: IsoDate = Field(description="The day on which it was set.")
    why: _Text = Field(description="Why.")


class OverridesDocument(_Section):
    """The whole file."""

    overrides: tuple[WrittenOverride, ...]
