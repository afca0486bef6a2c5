"""The one table of checks: for each code, what finds it."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.catalogue.rules import fault
from cicscore.catalogue.yaml_source import YamlSource
from cicscore.checks import definitions, reach, responsibility, targets, texts, unused
from cicscore.checks.subject import Check, Subject
from cicscore.faults import Fault

CHECKS: Mapping[str, Check] = {
    "CIC320": targets.unreachable_colours,
    "CIC321": definitions.not_a_subset,
    "CIC322": definitions.same_title,
    "CIC323": definitions.same_definition,
    "CIC324": reach.idle_variants,
    "CIC325": reach.idle_breakdowns,
    "CIC326": targets.forgotten_years,
    "CIC327": reach.repeated_lines,
    "CIC328": definitions.part_as_other_unit,
    "CIC329": targets.idle_targets,
    "CIC331": unused.unused_extracts,
    "CIC332": unused.unused_columns,
    "CIC333": unused.unused_codes,
    "CIC334": unused.unused_named,
    "CIC425": targets.fractions,
    "CIC335": reach.windows_by_hand,
    "CIC336": reach.emptied_indicators,
    "CIC360": texts.compared_texts,
    "CIC341": responsibility.overdue_reviews,
    "CIC342": responsibility.checked_by_owner,
}


def run_checks(subject: Subject, source: YamlSource) -> tuple[Fault, ...]:
    """What every check finds, each in its place in ``source``."""
    return tuple(
        fault(
            code,
            source.place(finding.path, at_key=finding.at_key),
            finding.found,
            finding.advice,
            allowed=finding.allowed,
            nearest=finding.nearest,
        )
        for code, check in CHECKS.items()
        for finding in check(subject)
    )
