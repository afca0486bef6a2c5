"""What is recorded of each child: sex, ethnicity, disability, area, UASC status, identifier."""

from __future__ import annotations

from .adoption import LONG
from .dates import AS_AT, YEAR_START, add_months, birthday, days
from .dice import day_between, deal, dice, pick, weighted
from .model import AdoptionStage, Child

_AREAS = [
    "Ashford", "Canterbury", "Dartford", "Dover", "Folkestone", "Gravesham",
    "Maidstone", "Sevenoaks", "Swale", "Thanet", "Tonbridge", "Tunbridge Wells",
]  # fmt: skip
_WHITE = {"WBRI": 93, "WOTH": 4, "WROM": 1, "WIRI": 1, "WIRT": 1}
_MINORITY = {
    "MWBC": 20,
    "MWBA": 12,
    "MWAS": 12,
    "MOTH": 14,
    "BCRB": 8,
    "BAFR": 14,
    "AOTH": 8,
    "APKN": 4,
    "AIND": 3,
    "OOTH": 5,
}
_UASC_MINORITY = {"BAFR": 44, "AOTH": 27, "OOTH": 22, "APKN": 2, "BOTH": 3, "CHNE": 1}
_ETHNICITY = {
    ("other", "white"): _WHITE,
    ("other", "minority"): _MINORITY,
    ("UASC", "white"): {"WOTH": 1},
    ("UASC", "minority"): _UASC_MINORITY,
}


def describe(children: list[Child]) -> None:
    """Fill in the characteristics of all children."""
    for child in children:
        rng = dice("characteristics", child.number)
        child.sex = "M" if rng.random() < (0.92 if child.uasc else 0.55) else "F"
        child.area = rng.choice(_AREAS)
        child.disabled = rng.random() < (0.005 if child.uasc else 0.09)
        minority = rng.random() < (0.97 if child.uasc else 0.1)
        child.ethnicity = _ethnicity(child, minority=minority)
    _describe_leavers([child for child in children if child.left_this_year])
    _end_uasc_status(children)
    _number(children)


def _ethnicity(child: Child, *, minority: bool) -> str:
    """An ethnic background that is, or is not, of a Black or minority ethnic group."""
    table = _ETHNICITY["UASC" if child.uasc else "other", "minority" if minority else "white"]
    return weighted(dice("ethnicity", child.number), table)


def _describe_leavers(leavers: list[Child]) -> None:
    """Of those who left in the year, 508 are of minority ethnic groups and 58 are disabled."""
    uasc = [child for child in leavers if child.uasc]
    adopted = [child for child in leavers if _is_adopted(child)]
    others = [child for child in leavers if not child.uasc and not _is_adopted(child)]
    for name, group, minority, disabled in (
        ("UASC", uasc, 441, 2),
        ("adopted", adopted, 5, 5),
        ("others", others, 62, 51),
    ):
        quotas = {"yes": minority, "no": len(group) - minority}
        for child, label in deal(group, quotas, f"minority ethnic leavers, {name}"):
            child.ethnicity = _ethnicity(child, minority=label == "yes")
        quotas = {"yes": disabled, "no": len(group) - disabled}
        for child, label in deal(group, quotas, f"disabled leavers, {name}"):
            child.disabled = label == "yes"


def _is_adopted(child: Child) -> bool:
    return child.adoption is not None and child.adoption.stage is AdoptionStage.ADOPTED


def _end_uasc_status(children: list[Child]) -> None:
    """Say when UASC status ended: at 18 at the latest, on leaving care where age was disputed."""
    for child in children:
        eighteenth = birthday(child.born, 18)
        if child.uasc and child.last.end_reason == "E15":
            child.uasc_ended_on = child.last.ended_on
        elif child.uasc and eighteenth <= AS_AT:
            child.uasc_ended_on = eighteenth
    in_care = [child for child in children if child.in_care]
    for child in pick([child for child in in_care if child.uasc], 2, "status ends today"):
        child.uasc_ended_on = AS_AT
    settled = [
        child
        for child in in_care
        if not child.uasc
        and child.adoption is None
        and len(child.periods) == 1
        and not child.left_this_year
        and child.age_on(child.last.started_on) >= 12
        and child.last.started_on <= LONG[1]
    ]
    for child in pick(settled, 12, "status ended before the year"):
        child.uasc = True
        child.ethnicity = weighted(dice("ethnicity", child.number), _UASC_MINORITY)
        earliest = add_months(child.last.started_on, 6)
        latest = YEAR_START - days(30)
        child.uasc_ended_on = day_between(dice("status ended", child.number), earliest, latest)


def _number(children: list[Child]) -> None:
    """Give identifiers that say nothing, with leading zeros."""
    numbers = dice("identifiers").sample(range(10_000, 999_999), len(children))
    for child, number in zip(children, numbers, strict=True):
        child.child_id = f"{number:07d}"
