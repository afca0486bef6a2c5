"""How many slips in the definitions the worked examples would notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cicscore.catalogue.definitions import Catalogue, Indicator
from cicscore.catalogue.document import CatalogueDocument
from cicscore.catalogue.yaml_source import YamlSource
from cicscore.examples.building import Builder
from cicscore.examples.mutants import VariantMutant, mutants, variant_mutants
from cicscore.examples.running import Prepared, mismatches, outcome, prepare
from cicscore.faults import Place

#: The least share of mutants that examples have to notice.
ENOUGH = Fraction(95, 100)


@dataclass(frozen=True)
class Survivor:
    """A mutant that no example noticed; ``indicator`` is ``None`` where the slip is in a variant's rule."""

    indicator: str | None
    place: Place
    words: str


@dataclass(frozen=True)
class MutationReport:
    """How many mutants there were, and which of them no example noticed."""

    total: int
    survivors: tuple[Survivor, ...]

    @property
    def noticed(self) -> int:
        """How many mutants an example noticed."""
        return self.total - len(self.survivors)

    @property
    def share(self) -> Fraction:
        """The share of mutants that were noticed; all, where there were none."""
        return Fraction(self.noticed, self.total) if self.total else Fraction(1)

    @property
    def enough(self) -> bool:
        """Whether the examples notice as much as they should."""
        return self.share >= ENOUGH


def mutate(catalogue: Catalogue, document: CatalogueDocument, source: YamlSource) -> MutationReport:
    """Try every mutant of every indicator on its worked examples, and every one of a variant on all of them.

    A mutant is noticed where an example comes to something else than it expects. The examples have to hold
    for the definitions as they are: see ``run_examples``.
    """
    builder = Builder(catalogue, source)
    total = 0
    survivors: list[Survivor] = []
    of_variants = unnoticed = tuple(variant_mutants(catalogue, document))
    for index, indicator in enumerate(catalogue.indicators):
        prepared, _ = prepare(index, document, builder)
        for mutant in mutants(indicator, catalogue):
            total += 1
            if not any(_notices(one, mutant.indicator, catalogue) for one in prepared):
                place = source.place(("indicators", index, *mutant.path))
                survivors.append(Survivor(indicator.id, place, mutant.words))
        unnoticed = tuple(mutant for mutant in unnoticed if not _shows(mutant, indicator, prepared))
    of_them = (Survivor(None, source.place(mutant.path), mutant.words) for mutant in unnoticed)
    return MutationReport(total + len(of_variants), (*of_them, *survivors))


def _shows(mutant: VariantMutant, indicator: Indicator, prepared: Sequence[Prepared]) -> bool:
    """Whether an example that expects something under the variant notices a slip in its rules."""
    telling = (one for one in prepared if mutant.variant in one.example.expect)
    return any(_notices(one, indicator, mutant.catalogue) for one in telling)


def _notices(prepared: Prepared, indicator: Indicator, catalogue: Catalogue) -> bool:
    rows = outcome(indicator, prepared, catalogue)
    return next(mismatches(prepared.example, rows, indicator.decimals), None) is not None
