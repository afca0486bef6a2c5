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
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cicscore.catalogue.blanking import read_all
from cicscore.catalogue.definitions import Catalogue, CouncilTargets, Indicator, Targets
from cicscore.catalogue.dropping import Shape, fitted
from cicscore.catalogue.load import decoded
from cicscore.catalogue.model import FinancialYear, Identifier, Target
from cicscore.catalogue.reporter import Reporter, ReporterBeside
from cicscore.catalogue.targets import link_group_targets, link_targets, refuse_improvement_by_trend
from cicscore.catalogue.yaml import Data, Path, YamlSource
from cicscore.faults.fault import Fault

TARGETS_NAME = "targets.yaml"

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


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


def _stand_in(path: Path) -> Data:
    """A placeholder for what the file must have; ``None`` to drop the enclosing entry."""
    return {} if path == ("indicators",) else None


_SHAPE = Shape(TargetsDocument, _stand_in, "indicators:")


class Draft(Struct, frozen=True):
    """A file of targets with its faults, and the catalogue with those of its targets that have none.

    ``source`` records what could not be read; ``total`` is how many indicators the file names.
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
    written = read_all(text, name)
    document, source, misshapen = fitted(written, _SHAPE)
    named = _named(written)
    reporter = ReporterBeside(source)
    found = catalogue if document is None else _applied(catalogue, document, reporter)
    unknown = _unknown(named, catalogue, ReporterBeside(written), misshapen)
    faults = (*undecoded, *written.faults, *misshapen, *unknown, *reporter.faults)
    return Draft(source, found, tuple(dict.fromkeys(faults)), len(named))


def _named(source: YamlSource) -> tuple[str, ...]:
    """The indicators that the file names, whatever is wrong with their targets."""
    found = source.value(("indicators",))
    return tuple(found) if isinstance(found, dict) else ()


def _unknown(
    named: tuple[str, ...], catalogue: Catalogue, reporter: Reporter, misshapen: tuple[Fault, ...]
) -> list[Fault]:
    """A fault for each indicator that the catalogue does not have; none of what is no name at all."""
    known = dict.fromkeys(indicator.written.id for indicator in catalogue.indicators)
    no_names = {each.place for each in misshapen}
    for name in named:
        path = ("indicators", name)
        if name not in known and reporter.source.place(path, at_key=True) not in no_names:
            reporter.unknown(path, "indicator", name, known, at_key=True)
    return reporter.faults


def _applied(catalogue: Catalogue, document: TargetsDocument, reporter: Reporter) -> Catalogue:
    indicators = tuple(
        _rated(indicator, document.indicators[indicator.written.id].targets, catalogue, reporter)
        if indicator.written.id in document.indicators
        else indicator
        for indicator in catalogue.indicators
    )
    organisation = document.organisation or catalogue.organisation
    return replace(
        catalogue,
        indicators=indicators,
        organisation=organisation,
        council_targets=CouncilTargets(reporter.source.file, frozenset(document.indicators)),
    )


def _rated(
    indicator: Indicator, targets: Mapping[FinancialYear, Target], catalogue: Catalogue, reporter: Reporter
) -> Indicator:
    """The indicator with these targets in place of its own of the same years."""
    written, path = indicator.written, ("indicators", indicator.written.id)
    given = written.model_copy(update={"targets": dict(targets)})
    refuse_improvement_by_trend(given, indicator.direction_from, path, reporter)
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
