"""Values that the catalogue and the documents write in the same form: windows, symbols, labels of units."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Tag, WithJsonSchema

from cicscore.vocabulary import PeriodType, RollingMonths, period_form

NamedPeriod = Annotated[PeriodType, Tag("named")]
RollingPeriod = Annotated[
    RollingMonths,
    WithJsonSchema({"type": "string", "pattern": "^rolling_([1-9]|1[013-9]|[2-5][0-9]|60)_months$"}),
    Tag("rolling"),
]
#: A window by its word, as a document holds it.
PeriodField = Annotated[NamedPeriod | RollingPeriod, Discriminator(period_form)]

#: What may stand in place of a figure that is not shown: it begins no formula, and is no number.
SYMBOL = r"^[A-Za-z*#:][A-Za-z0-9*#:]{0,2}$"

#: What values are printed with: a currency's sign, perhaps with letters behind the number, or words.
UNIT_LABEL = r"^(?:[£€$][A-Za-z]{0,3}|[A-Za-z][A-Za-z .'-]{0,29})$"
