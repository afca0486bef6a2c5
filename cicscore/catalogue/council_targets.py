"""A council's own targets, kept apart from a catalogue that several councils share.

    organisation: Anyshire Council
    indicators:
      left_care_adopted:
        targets:
          2023-24: {target: 10, amber: 9, source: "Corporate Parenting Board, March 2023"}

``targets`` is written as in the catalogue; years that the catalogue has too are replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cicscore.catalogue.blanking import read_all
from cicscore.catalogue.definitions import Catalogue, Indicator, Targets
from cicscore.catalogue.load import decoded
from cicscore.catalogue.model import FinancialYear, Identifier, Target
from cicscore.catalogue.reporter import Reporter
from cicscore.catalogue.shape import fit, shape_fault
from cicscore.catalogue.targets import link_group_targets, link_targets
from cicscore.catalogue.yaml import YamlSource
from cicscore.faults.fault import Fault, errors

TARGETS_NAME = "targets.yaml"

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class OwnTargets(_Section):
    """The targets of one indicator."""

    targets: dict[FinancialYear, Target] = Field(
        min_length=1, description="What each year's figures are rated against, as in the catalogue."
    )


class TargetsDocument(_Section):
    """The whole file."""

    organisation: _Text | None = Field(
        default=None, description="Whose targets they are; default: the catalogue's organisation."
    )
    indicators: dict[Identifier, OwnTargets] = Field(description="Targets by the indicator's id.")


@dataclass(frozen=True)
class Draft:
    """A file of targets with its faults, and the catalogue with its targets; where there are errors, without.

    ``total`` is how many indicators the file names.
    """

    source: YamlSource
    catalogue: Catalogue
    faults: tuple[Fault, ...]
    total: int


def with_targets(catalogue: Catalogue, data: bytes, name: str) -> Draft:
    """The catalogue with the targets in the bytes of a file called ``name``. Never raises."""
    text, undecoded = decoded(data, name)
    if text is None:
        return Draft(YamlSource(name, ""), catalogue, undecoded, 0)
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n")):
        return Draft(YamlSource(name, text), catalogue, undecoded, 0)  # all its targets were removed
    source = read_all(text, name)
    document, violations = fit(source.data, TargetsDocument) if source.root is not None else (None, ())
    misshapen = [
        shape_fault(source, violation, TargetsDocument)
        for violation in violations
        if source.whole(violation.target)  # else it may follow from a part that could not be read
    ]
    reporter = Reporter(source)
    found = catalogue if document is None else _applied(catalogue, document, reporter)
    faults = tuple(dict.fromkeys((*undecoded, *source.faults, *misshapen, *reporter.faults)))
    total = 0 if document is None else len(document.indicators)
    return Draft(source, catalogue if errors(faults) else found, faults, total)


def _applied(catalogue: Catalogue, document: TargetsDocument, reporter: Reporter) -> Catalogue:
    known = dict.fromkeys(indicator.written.id for indicator in catalogue.indicators)
    for named in document.indicators:
        if named not in known:
            reporter.unknown(("indicators", named), "indicator", named, known, at_key=True)
    indicators = tuple(
        _rated(indicator, document.indicators[indicator.written.id].targets, catalogue, reporter)
        if indicator.written.id in document.indicators
        else indicator
        for indicator in catalogue.indicators
    )
    organisation = document.organisation or catalogue.organisation
    return replace(catalogue, indicators=indicators, organisation=organisation)


def _rated(
    indicator: Indicator, targets: Mapping[FinancialYear, Target], catalogue: Catalogue, reporter: Reporter
) -> Indicator:
    """The indicator with these targets in place of its own of the same years."""
    written, path = indicator.written, ("indicators", indicator.written.id)
    given = written.model_copy(update={"targets": dict(targets)})
    of_groups = link_group_targets(given, path, catalogue.breakdowns, reporter)
    others = {group: _of_other_years(found, targets) for group, found in indicator.group_targets.items()}
    return replace(
        indicator,
        written=written.model_copy(update={"targets": {**written.targets, **targets}}),
        targets={**_of_other_years(indicator.targets, targets), **link_targets(given, path, reporter)},
        group_targets={
            group: {**others.get(group, {}), **of_groups.get(group, {})} for group in (*others, *of_groups)
        },
    )


def _of_other_years(targets: Targets, years: Collection[FinancialYear]) -> Targets:
    return {span: found for span, found in targets.items() if span.year not in years}
