"""Lay out an indicator's panels: who was counted or missed, by one or two groupings.

A panel shows the figures of a breakdown, so that whatever withholds one of these withholds the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from cicscore.catalogue.definitions import Breakdown, Indicator, Panel, Ratio, Total, crossed
from cicscore.expressions.crossing import pair
from cicscore.rating import Measured
from cicscore.results import BreakdownInfo, Group, PanelLine
from cicscore.results import Panel as PanelTable
from cicscore.scorecard.computation import COUNTED, Figure
from cicscore.text import capital, share_text
from cicscore.vocabulary import PanelOf, Status


def breakdowns_for(indicator: Indicator) -> tuple[Breakdown, ...]:
    """Every breakdown that the indicator's panels are made from, once each."""
    found: dict[str, Breakdown] = {}
    for panel in indicator.panels:
        for breakdown in _needed(panel):
            found.setdefault(breakdown.id, breakdown)
    return tuple(found.values())


def _needed(panel: Panel) -> tuple[Breakdown, ...]:
    """The panel's groupings, which give the totals, and the two at once."""
    return (*panel.by, crossed(panel.by))


def panels(indicator: Indicator, found: Iterable[Figure]) -> tuple[PanelTable, ...]:
    """The indicator's panels for its headline variant, from its figures by ``breakdowns_for``."""
    headline = indicator.written.lines[0]
    figures: dict[str | None, dict[str | None, Measured]] = {}
    for figure in found:
        if figure.variant == headline:
            figures.setdefault(figure.breakdown, {})[figure.group] = figure.measured
    return tuple(_Laying(indicator, panel, figures).table() for panel in indicator.panels)


class _Laying(Struct, frozen=True):
    """One panel, and the indicator's figures by breakdown and group."""

    indicator: Indicator
    panel: Panel
    figures: Mapping[str | None, Mapping[str | None, Measured]]

    def table(self) -> PanelTable:
        lines, *columns = self.panel.by
        withheld = self._withheld()
        if withheld is not None:
            return self._headed(withheld.status, withheld.status_reason)
        groups = self._groups(columns[0]) if columns else ()
        total = self._count(self.figures[None][None])
        counts = {breakdown.id: self._counts(breakdown.id) for breakdown in _needed(self.panel)}
        within = counts[crossed(self.panel.by).id]
        totals = tuple(counts[columns[0].id][group.id] for group in groups) if columns else ()
        return self._headed(Status.CALCULATED, None).model_copy(
            update={
                "columns": groups,
                "lines": tuple(
                    PanelLine(
                        group=group,
                        counts=tuple(within.get(pair(group.id, other.id), Decimal(0)) for other in groups),
                        total=counts[lines.id][group.id],
                        share_display=share_text(counts[lines.id][group.id], total),
                    )
                    for group in self._groups(lines)
                    if counts[lines.id][group.id]
                ),
                "totals": totals,
                "total": total,
                "shares_display": tuple(share_text(each, total) for each in totals),
            }
        )

    def _headed(self, status: Status, reason: str | None) -> PanelTable:
        lines, *columns = self.panel.by
        return PanelTable(
            indicator=self.indicator.written.id,
            variant=self.indicator.written.lines[0],
            title=self.panel.title,
            of=self.panel.of,
            counted=_counted(self.indicator, self.panel.of),
            lines_title=lines.title,
            columns_title=columns[0].title if columns else None,
            status=status,
            status_reason=reason,
        )

    def _withheld(self) -> Measured | None:
        """The first figure that was not counted."""
        needed = (None, *(breakdown.id for breakdown in _needed(self.panel)))
        every = (one for name in needed for one in self.figures.get(name, {}).values())
        return next((one for one in every if one.status not in COUNTED), None)

    def _groups(self, breakdown: Breakdown) -> tuple[Group, ...]:
        return groups_of(breakdown, (str(group) for group in self.figures.get(breakdown.id, {})))

    def _counts(self, name: str) -> dict[str, Decimal]:
        return {str(group): self._count(one) for group, one in self.figures.get(name, {}).items()}

    def _count(self, measured: Measured) -> Decimal:
        numerator, denominator = measured.numerator or Decimal(0), measured.denominator or Decimal(0)
        match self.panel.of:
            case PanelOf.NUMERATOR:
                return numerator
            case PanelOf.DENOMINATOR:
                return denominator
            case PanelOf.NOT_COUNTED:
                return denominator - numerator


def groups_of(breakdown: Breakdown, names: Iterable[str]) -> tuple[Group, ...]:
    """The groups with these names, each with what it is called in print."""
    titles = {name: breakdown.titles.get(name, name) for name in names}
    return tuple(Group(id=name, title=capital(title)) for name, title in titles.items())


def _counted(indicator: Indicator, of: PanelOf) -> str | None:
    measure = indicator.measure
    above = measure.numerator.label if isinstance(measure, Ratio | Total) else None
    below = measure.denominator.label if isinstance(measure, Ratio) else None
    match of:
        case PanelOf.NUMERATOR:
            return above
        case PanelOf.DENOMINATOR:
            return below
        case PanelOf.NOT_COUNTED:
            return below and above and f"{below}, without {above}"


def breakdown_infos(breakdowns: Sequence[Breakdown], found: Iterable[Figure]) -> tuple[BreakdownInfo, ...]:
    """The breakdowns asked for, with every group that a figure is of."""
    names: dict[str, dict[str, None]] = {breakdown.id: {} for breakdown in breakdowns}
    for figure in found:
        if figure.breakdown in names and figure.group is not None:
            names[figure.breakdown][figure.group] = None
    return tuple(
        BreakdownInfo(
            id=name, title=breakdown.title, groups=groups_of(breakdown, names[name]), parts=breakdown.parts
        )
        for name, breakdown in ((each.id, each) for each in breakdowns)
    )
