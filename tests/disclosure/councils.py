"""Made-up councils: children and their events, drawn from a seed, and the scorecards counted from them.

Counted with NumPy and put on rows by the same rules as the engine's, but without it: hundreds are made in
seconds, and what hides small counts is tried on figures that it did not compute itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cicscore.direction import gain_of, movement
from cicscore.expressions.crossing import pair
from cicscore.results import (
    ALL_COMPUTED,
    BreakdownInfo,
    CatalogueSource,
    ComparatorRow,
    Disclosure,
    ExtractSource,
    Group,
    IndicatorInfo,
    Panel,
    PanelLine,
    RagCounts,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    ThemeInfo,
    VariantInfo,
)
from cicscore.text import change_text, date_text, limit_text, printed, share_text, value_text
from cicscore.trend_tests import wilson_interval
from cicscore.vocabulary import (
    Audience,
    Comparator,
    Compare,
    Counts,
    Direction,
    DisclosureMethod,
    GroupsShown,
    PanelOf,
    PeriodType,
    Polarity,
    Rag,
    Status,
    Unit,
)

SEXES = ("F", "M")
AGES = ("0-4", "5-9", "10-15", "16-17")
CROSSED = "sex,age_group"
#: The variants, with the flag of the children that each leaves out.
VARIANTS = {"all": None, "excluding_uasc": "uasc", "excluding_short_breaks": "short_breaks"}
#: A year in days, for ages and lengths of stay.
_YEAR = 365.25

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Children:
    """One row a child; days are counted from the epoch, and a child still in care leaves far ahead."""

    sex: Numbers
    born: Numbers
    entered: Numbers
    left: Numbers
    flags: Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class Reviews:
    """One row a review: the child's row, the day, and whether it was on time."""

    child: Numbers
    day: Numbers
    on_time: NDArray[np.bool_]


@dataclass(frozen=True)
class Council:
    """A council's records, and how its scorecard is laid out."""

    seed: int
    children: Children
    reviews: Reviews
    as_at: dt.date
    policy: Disclosure
    second_line: bool


@dataclass(frozen=True)
class _Counted:
    """What one measure counts on a day: the children's rows and what each row adds, on either side."""

    child: Numbers
    day: Numbers
    above: Numbers
    below: Numbers | None


@dataclass(frozen=True)
class Measure:
    """An indicator of the made-up catalogue, and how it is counted."""

    info: IndicatorInfo
    target: Decimal | None
    amber: Decimal | None
    count: Callable[[Council, dt.date], _Counted]

    def text_of(self, limit: Decimal | None) -> str | None:
        """A limit as it is printed."""
        return None if limit is None else _limit_text(limit, self.info.unit)


_limit_text = lru_cache(limit_text)


@dataclass(frozen=True)
class Cell:
    """The counts of one figure."""

    numerator: int
    denominator: int | None
    numerator_children: int | None
    denominator_children: int | None


def month_end(day: dt.date, months: int) -> dt.date:
    """The last day of the month so many months after."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def number_of(day: dt.date) -> int:
    """A day as a number."""
    return day.toordinal()


def year_start(day: dt.date) -> dt.date:
    """The 1 April on or before a day."""
    return dt.date(day.year - (day.month < 4), 4, 1)


def council(
    seed: int, size: int | None = None, as_at: dt.date | None = None, groups: GroupsShown | None = None
) -> Council:
    """The council of a seed: of 60 to 3,000 children in care, and with a policy, unless these are given."""
    random = np.random.default_rng(seed)
    drawn = int(np.exp(random.uniform(np.log(60), np.log(3000))))
    size = drawn if size is None else size
    day = month_end(dt.date(2023, 1, 31), int(random.integers(0, 24)))
    day = day if as_at is None else as_at
    children = _children(random, size, number_of(day))
    policy = Disclosure(
        threshold=int(random.choice((5, 6, 10))),
        method=DisclosureMethod.SUPPRESS,
        round_to=None,
        symbol="c",
        range=int(random.choice((2, 3, 4))),
        groups=random.choice(list(GroupsShown)) if groups is None else groups,
        keep=(),
        seconds=10,
    )
    return Council(seed, children, _reviews(random, children), day, policy, bool(random.random() < 0.5))


def _children(random: np.random.Generator, size: int, today: int) -> Children:
    """Twice as many children as are in care at a time: the others have left, or will come."""
    many = size * 2
    entered = today + random.integers(-900, 120, many)
    left = entered + random.gamma(1.6, 380, many).astype(np.int64) + 1
    left[random.random(many) < 0.35] = today + 4000
    age = random.beta(2.2, 1.2, many) * 17.9
    uasc = (age > 11) & (random.random(many) < random.uniform(0.01, 0.2))
    breaks = ~uasc & (random.random(many) < random.uniform(0.005, 0.08))
    other = random.random(many) < random.uniform(0.03, 0.25)
    adopted = (age < 6) & (random.random(many) < 0.5) & (left < today + 4000)
    return Children(
        sex=(random.random(many) < 0.55).astype(np.int64),
        born=(today - age * _YEAR).astype(np.int64),
        entered=entered,
        left=left,
        flags={
            "uasc": uasc,
            "short_breaks": breaks,
            "other_authority": other,
            "unrelated": other & (random.random(many) < 0.9),
            "in_education": random.random(many) < random.uniform(0.8, 0.97),
            "adopted": adopted,
            "adopted_in_time": adopted & (random.random(many) < 0.6),
        },
    )


def _reviews(random: np.random.Generator, children: Children) -> Reviews:
    """A review every half a year in care, more or less, up to three years after it began."""
    many = len(children.sex)
    rows = np.repeat(np.arange(many), 6)
    day = (
        np.repeat(children.entered, 6) + np.tile(np.arange(6) * 180, many) + random.integers(20, 60, 6 * many)
    )
    held = day < children.left[rows]
    return Reviews(rows[held], day[held], (random.random(6 * many) < random.uniform(0.8, 0.98))[held])


def corrected(one: Council) -> Council:
    """The same council after some of its children's facts were put right."""
    random = np.random.default_rng([one.seed, 1])
    many = len(one.children.sex)
    wrong = random.choice(many, max(2, many // 100), replace=False)
    flags = {name: flag.copy() for name, flag in one.children.flags.items()}
    for name in ("other_authority", "in_education"):
        flags[name][wrong] = random.random(len(wrong)) < 0.5
    flags["unrelated"] = flags["unrelated"] & flags["other_authority"]
    sex = one.children.sex.copy()
    sex[wrong[:1]] = 1 - sex[wrong[:1]]
    on_time = one.reviews.on_time.copy()
    late = random.choice(len(on_time), max(1, len(on_time) // 200), replace=False)
    on_time[late] = ~on_time[late]
    return replace(
        one,
        children=replace(one.children, flags=flags, sex=sex),
        reviews=replace(one.reviews, on_time=on_time),
    )


def next_month(one: Council) -> Council:
    """The same records, counted a month later."""
    return replace(one, as_at=month_end(one.as_at, 1))


def _in_care(flag: str | None) -> Callable[[Council, dt.date], _Counted]:
    def count(one: Council, day: dt.date) -> _Counted:
        of, today = one.children, number_of(day)
        rows = np.flatnonzero((of.entered <= today) & (of.left > today))
        ones = np.ones(len(rows), dtype=np.int64)
        if flag is None:
            return _Counted(rows, ones * today, ones, None)
        return _Counted(rows, ones * today, of.flags[flag][rows].astype(np.int64), ones)

    return count


def _reviewed(one: Council, day: dt.date) -> _Counted:
    of = one.reviews
    rows = np.flatnonzero((of.day >= number_of(year_start(day))) & (of.day <= number_of(day)))
    ones = np.ones(len(rows), dtype=np.int64)
    return _Counted(of.child[rows], of.day[rows], of.on_time[rows].astype(np.int64), ones)


def _leavers(
    who: str | None, counts: str | None, *, is_count: bool = False
) -> Callable[[Council, dt.date], _Counted]:
    def count(one: Council, day: dt.date) -> _Counted:
        of = one.children
        left = (of.left >= number_of(year_start(day))) & (of.left <= number_of(day))
        rows = np.flatnonzero(left if who is None else left & of.flags[who])
        ones = np.ones(len(rows), dtype=np.int64)
        days = of.left[rows] - of.entered[rows]
        above = ones if is_count else days if counts is None else of.flags[counts][rows].astype(np.int64)
        return _Counted(rows, of.left[rows], above, None if is_count else ones)

    return count


def _staff(one: Council, day: dt.date) -> _Counted:
    many = len(one.children.sex) // 20 + day.month
    return _Counted(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([many // 5]), np.array([many]))


def _info(
    name: str, polarity: Polarity, unit: Unit, period: PeriodType, above: Counts, **more: Any
) -> IndicatorInfo:
    grows = PeriodType.YEAR_TO_DATE if period is PeriodType.YEAR_TO_DATE else None
    return IndicatorInfo(
        id=name,
        reference=None,
        title=name.replace("_", " ").capitalize(),
        theme="staffing" if above is Counts.STAFF else "children",
        meaning=f"What {name.replace('_', ' ')} counts.",
        polarity=polarity,
        period_type=period,
        unit=unit,
        decimals=0 if unit is Unit.COUNT else 1,
        lines=("all",),
        owner=None,
        numerator_counts=above,
        grows_as=grows,
        **{"numerator_id": f"{name}/numerator", "is_share": unit is Unit.PERCENT} | more,
    )


_H, _L, _N = Polarity.HIGHER, Polarity.LOWER, Polarity.NONE
_SNAPSHOT, _YTD = PeriodType.SNAPSHOT, PeriodType.YEAR_TO_DATE
_OF_CHILDREN = {"denominator_counts": Counts.CHILDREN, "denominator_id": "children in care"}

MEASURES = (
    Measure(
        _info(
            "children_in_care", _N, Unit.COUNT, _SNAPSHOT, Counts.CHILDREN, numerator_id="children in care"
        ),
        None,
        None,
        _in_care(None),
    ),
    Measure(
        _info("placed_other_authority", _L, Unit.PERCENT, _SNAPSHOT, Counts.CHILDREN, **_OF_CHILDREN),
        Decimal(10),
        Decimal(15),
        _in_care("other_authority"),
    ),
    Measure(
        _info(
            "placed_unrelated",
            _L,
            Unit.PERCENT,
            _SNAPSHOT,
            Counts.CHILDREN,
            part_of=("placed_other_authority",),
            **_OF_CHILDREN,
        ),
        Decimal(8),
        Decimal(12),
        _in_care("unrelated"),
    ),
    Measure(
        _info("in_education", _H, Unit.PERCENT, _SNAPSHOT, Counts.CHILDREN, **_OF_CHILDREN),
        Decimal(95),
        Decimal(90),
        _in_care("in_education"),
    ),
    Measure(
        _info(
            "reviews_on_time",
            _H,
            Unit.PERCENT,
            _YTD,
            Counts.EVENTS,
            denominator_counts=Counts.EVENTS,
            denominator_id="reviews",
        ),
        Decimal(95),
        Decimal(90),
        _reviewed,
    ),
    Measure(
        _info("adoptions", _H, Unit.COUNT, _YTD, Counts.CHILDREN, numerator_id="adopted"),
        Decimal(12),
        Decimal(8),
        _leavers("adopted", None, is_count=True),
    ),
    Measure(
        _info(
            "adopted_in_time",
            _H,
            Unit.PERCENT,
            _YTD,
            Counts.CHILDREN,
            denominator_counts=Counts.CHILDREN,
            denominator_id="adopted",
        ),
        Decimal(60),
        Decimal(50),
        _leavers("adopted", "adopted_in_time"),
    ),
    Measure(
        _info(
            "days_in_care",
            _L,
            Unit.MEAN,
            _YTD,
            Counts.AMOUNTS,
            denominator_counts=Counts.CHILDREN,
            denominator_id="left care",
        ),
        Decimal(400),
        Decimal(500),
        _leavers(None, None),
    ),
    Measure(
        _info(
            "agency_staff",
            _L,
            Unit.PERCENT,
            _SNAPSHOT,
            Counts.STAFF,
            denominator_counts=Counts.STAFF,
            denominator_id="staff",
        ),
        Decimal(15),
        Decimal(20),
        _staff,
    ),
)

Place = tuple[str | None, str | None]


def _cells(one: Council, measure: Measure, day: dt.date, *, grouped: bool) -> dict[tuple[str, Place], Cell]:
    """The counts of each variant, in total and by group; groups that nobody is in are left out."""
    counted, of = measure.count(one, day), one.children
    staff = measure.info.numerator_counts is Counts.STAFF
    age = (counted.day - of.born[counted.child]) / _YEAR
    code = of.sex[counted.child] * len(AGES) + np.digitize(age, (5, 10, 16))
    found: dict[tuple[str, Place], Cell] = {}
    places: dict[Place, Numbers] = {}
    for variant, flag in VARIANTS.items():
        if staff and flag is not None:
            continue
        kept = np.ones(len(code), bool) if flag is None else ~of.flags[flag][counted.child]
        here = _Counted(
            counted.child[kept],
            counted.day[kept],
            counted.above[kept],
            None if counted.below is None else counted.below[kept],
        )
        if flag is None:
            # Groups are those of everybody's figure, in every variant.
            places = _places(code) if grouped and not staff else {(None, None): np.arange(8)}
        found |= dict(_summed(variant, here, code[kept], places, is_staff=staff))
    return found


def _places(code: Numbers) -> dict[Place, Numbers]:
    """The codes of sex and age of each place: everybody, a group, or a group of two breakdowns."""
    present = {int(each) for each in np.unique(code)}
    groups: dict[Place, list[int]] = {
        ("sex", sex): [n * 4 + k for k in range(4)] for n, sex in enumerate(SEXES)
    }
    groups |= {("age_group", age): [k, 4 + k] for k, age in enumerate(AGES)}
    groups |= {
        (CROSSED, pair(sex, age)): [n * 4 + k] for n, sex in enumerate(SEXES) for k, age in enumerate(AGES)
    }
    kept = {place: np.array(codes) for place, codes in groups.items() if present & set(codes)}
    return {(None, None): np.arange(8), **kept}


def _summed(
    variant: str, here: _Counted, code: Numbers, places: Mapping[Place, Numbers], *, is_staff: bool
) -> Iterator[tuple[tuple[str, Place], Cell]]:
    sums = np.bincount(code, weights=here.above, minlength=8)
    sides = [(sums, here.above > 0)]
    if here.below is not None:
        sides.append((np.bincount(code, weights=here.below, minlength=8), np.ones(len(code), bool)))
    met = [None if is_staff else _met(here.child[rows], code[rows]) for _, rows in sides]
    for place, codes in places.items():
        amounts = [int(amount[codes].sum()) for amount, _ in sides]
        children = [None if each is None else int(each[:, codes].any(axis=1).sum()) for each in met]
        amount, *below = amounts
        child, *behind = children
        yield (variant, place), Cell(amount, *(below or [None]), child, *(behind or [None]))


def _met(child: Numbers, code: Numbers) -> NDArray[np.bool_]:
    """Whether a child has a row in each code: a line for each child."""
    every, line = np.unique(child, return_inverse=True)
    found = np.zeros((len(every), 8), bool)
    found[line, code] = True
    return found


def _value(info: IndicatorInfo, cell: Cell) -> Fraction | None:
    if info.unit is Unit.COUNT:
        return Fraction(cell.numerator)
    if not cell.denominator:
        return None
    return Fraction(cell.numerator, cell.denominator) * (100 if info.unit is Unit.PERCENT else 1)


def _rag(measure: Measure, value: Fraction | None) -> Rag | None:
    if value is None or measure.target is None or measure.amber is None:
        return None
    higher = measure.info.polarity is Polarity.HIGHER
    if value >= measure.target if higher else value <= measure.target:
        return Rag.GREEN
    return Rag.AMBER if (value >= measure.amber if higher else value <= measure.amber) else Rag.RED


def _to_green(measure: Measure, cell: Cell, rag: Rag | None) -> int | None:
    """How many more, or fewer, in the numerator would be green."""
    info = measure.info
    if rag is None or measure.target is None:
        return None
    if rag is Rag.GREEN:
        return 0
    if info.unit is Unit.MEAN:
        return None
    limit = Fraction(measure.target)
    if info.unit is Unit.PERCENT:
        limit = limit * (cell.denominator or 0) / 100
    if info.polarity is Polarity.HIGHER:
        return -(-limit.numerator // limit.denominator) - cell.numerator
    return cell.numerator - limit.numerator // limit.denominator


def _reason(measure: Measure, value: Fraction | None, rag: Rag | None, to_green: int | None) -> str:
    info = measure.info
    if value is None:
        return "Not rated: the denominator is 0."
    if rag is None or measure.target is None or measure.amber is None:
        return "Not rated: the indicator has no polarity."
    text = value_text(value, info.unit, info.decimals)
    target, amber = measure.text_of(measure.target), measure.text_of(measure.amber)
    worse = "below" if info.polarity is Polarity.HIGHER else "above"
    match rag:
        case Rag.GREEN:
            return f"Green: {text} meets the target of {target}."
        case Rag.AMBER:
            said = (
                f"Amber: {text} is {worse} the target of {target} but not {worse} the amber limit of {amber}"
            )
        case Rag.RED:
            said = f"Red: {text} is {worse} the amber limit of {amber}"
    if to_green is None:
        return f"{said}."
    word = "more" if info.polarity is Polarity.HIGHER else "fewer"
    return f"{said}; {to_green} {word} in the numerator would be green."


def _notes(measure: Measure, cell: Cell, interval: tuple[float, float] | None) -> tuple[str, ...]:
    found = []
    if cell.denominator is not None and cell.denominator < 30:
        found.append("small_cohort: the denominator is under 30, so one more or fewer moves the figure a lot")
    if interval is not None and measure.target is not None and interval[0] <= measure.target <= interval[1]:
        low, high = (value_text(Fraction(end), Unit.PERCENT, 1) for end in interval)
        found.append(
            f"not_distinguishable_from_target: the 95% interval of the figure, {low} to {high}, "
            f"covers the target of {measure.target}%"
        )
    return tuple(found)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class _Month:
    """Every count of one month end."""

    day: dt.date
    cells: Mapping[str, Mapping[tuple[str, Place], Cell]]


def _travel(
    measure: Measure, value: Fraction | None, before: Fraction | None, then: dt.date
) -> dict[str, Any]:
    """The fields of the comparison with the month before."""
    info = measure.info
    none = dict.fromkeys(("change", "change_display", "direction", "movement"))
    if value is None or before is None:
        return none | {"direction_reason": "No direction: no earlier figure is known."}
    if info.grows_as is not None and (
        year_start(then) != year_start(month_end(then, 1)) or info.unit is Unit.COUNT
    ):
        return none | {"direction_reason": "No direction: the windows differ in length."}
    went = movement(value, before, decimals=info.decimals)
    gain = gain_of(
        printed(value, info.decimals), printed(before, info.decimals), info.polarity, measure.target
    )
    now, old = (value_text(each, info.unit, info.decimals) for each in (value, before))
    direction = None
    said = "No direction: the indicator has no polarity."
    if gain is not None:
        direction = Direction.SAME if not gain else Direction.IMPROVED if gain > 0 else Direction.WORSENED
        said = f"{direction.value.capitalize()}: {went.value} from {old} on {date_text(then)} to {now}."
    return {
        "change": float(value - before),
        "change_display": change_text(value - before, info.unit, info.decimals),
        "direction": direction,
        "movement": went,
        "direction_reason": said,
    }


#: Nothing asks for a second earlier figure, or has limits that differ by side.
_NO_SECOND_EARLIER_FIGURE: dict[str, Any] = dict.fromkeys(
    name for name in Row.model_fields if name.startswith(("earlier_", "also_compared_"))
)
_EVEN_LIMITS: dict[str, Any] = dict.fromkeys(
    ("green_low", "green_high", "amber_low", "amber_high", "exceeded")
)


_OUTTURN = dict.fromkeys(("outturn_as_at", "outturn_value", "outturn_display", "outturn_rag"))


class _Writing:
    """A scorecard as it is put together."""

    def __init__(self, one: Council, before: Scorecard | None) -> None:
        self.one = one
        series = () if before is None else before.series
        self.record = {(row.indicator, row.variant, row.as_at): row for row in series}
        self.days = [month_end(one.as_at, -n) for n in (2, 1, 0)]
        self.months = [
            _Month(
                day,
                {
                    measure.info.id: _cells(one, measure, day, grouped=day == one.as_at)
                    for measure in MEASURES
                },
            )
            for day in self.days
        ]

    def lines(self, measure: Measure) -> tuple[str, ...]:
        """The variants of the first page."""
        second = self.one.second_line and measure.info.numerator_counts is not Counts.STAFF
        return ("all", "excluding_uasc") if second else ("all",)

    def value(
        self, measure: Measure, month: int, variant: str, place: Place = (None, None)
    ) -> Fraction | None:
        """The exact figure."""
        return _value(measure.info, self.months[month].cells[measure.info.id][variant, place])

    def figure(self, measure: Measure, month: int, variant: str, place: Place) -> dict[str, Any]:
        """The fields that rows of the day and of a series both have."""
        info, day = measure.info, self.days[month]
        cell = self.months[month].cells[info.id][variant, place]
        value, is_count = _value(info, cell), info.unit is Unit.COUNT
        rag = _rag(measure, value)
        interval = None
        if value is not None and info.is_share and cell.denominator:
            low, high = wilson_interval(cell.numerator, cell.denominator)
            interval = low * 100, high * 100
        difference = None
        if variant != "all" and value is not None:
            whole = self.value(measure, month, "all", place)
            difference = None if whole is None else value - whole
        return {
            "indicator": info.id,
            "variant": variant,
            "line": place == (None, None) and variant in self.lines(measure),
            "period_start": year_start(day) if info.period_type is _YTD else day,
            "period_end": day,
            "status": Status.NO_DENOMINATOR if value is None else Status.CALCULATED,
            "status_reason": "the denominator is 0" if value is None else None,
            "numerator": Decimal(cell.numerator),
            "denominator": None if is_count else Decimal(cell.denominator or 0),
            "value": _number(value),
            "display": None if value is None else value_text(value, info.unit, info.decimals),
            "target": measure.target,
            "amber": measure.amber,
            "target_display": measure.text_of(measure.target),
            "amber_display": measure.text_of(measure.amber),
            "green_within": None,
            "amber_within": None,
            **_EVEN_LIMITS,
            "rag": rag,
            "rag_reason": _reason(measure, value, rag, _to_green(measure, cell, rag)),
            "rag_safe": None if rag is None else True,
            "difference_from_all": _number(difference),
            "difference_display": None
            if difference is None
            else change_text(difference, info.unit, info.decimals),
            "rows_unknown": 0,
            "value_low": _number(value),
            "value_high": _number(value),
            "notes": _notes(measure, cell, interval),
            "hidden": (),
            # For the rows of the day alone:
            "to_green": None if (more := _to_green(measure, cell, rag)) is None else Decimal(more),
            "one_is_worth": self._worth(info, cell, value),
            "interval_low": None if interval is None else interval[0],
            "interval_high": None if interval is None else interval[1],
            "numerator_children": cell.numerator_children,
            "denominator_children": cell.denominator_children,
        }

    @staticmethod
    def _worth(info: IndicatorInfo, cell: Cell, value: Fraction | None) -> float | None:
        if value is None or info.unit is Unit.MEAN:
            return None
        return 1.0 if info.unit is Unit.COUNT else 100 / (cell.denominator or 1)

    def published(self, measure: Measure, month: int, variant: str) -> Fraction | None:
        """What was published of a month: as the record has it, or else as it is counted now."""
        row = self.record.get((measure.info.id, variant, self.days[month]))
        if row is None:
            return self.value(measure, month, variant) if month < len(self.days) - 1 else None
        below = None if row.denominator is None else int(row.denominator)
        return _value(measure.info, Cell(int(row.numerator or 0), below, None, None))

    def row(self, measure: Measure, variant: str, place: Place) -> Row:
        """A row of the as-at date; groups are compared with nothing."""
        info, whole = measure.info, place == (None, None)
        then = self.days[-2]
        value = self.value(measure, -1, variant, place)
        before = self.published(measure, len(self.days) - 2, variant) if whole else None
        return Row.model_construct(
            **ALL_COMPUTED,
            **self.figure(measure, -1, variant, place),
            **_travel(measure, value, before, then),
            **_OUTTURN,
            breakdown=place[0],
            group=place[1],
            previous_as_at=then if before is not None else None,
            previous_value=_number(before),
            previous_display=None if before is None else value_text(before, info.unit, info.decimals),
            previous_rag=_rag(measure, before),
            compared_with=Compare.PREVIOUS_MONTH,
            months_expected=None,
            months_with_data=None,
            **_NO_SECOND_EARLIER_FIGURE,
        )

    def series(self) -> Iterator[SeriesRow]:
        """Each month of each line; the months before were published."""
        fields = SeriesRow.model_fields.keys()
        for measure in MEASURES:
            for variant, place in self.months[0].cells[measure.info.id]:
                for month, day in enumerate(self.days):
                    figure = self.figure(measure, month, variant, place)
                    info, published = measure.info, self.published(measure, month, variant)
                    display = None if published is None else value_text(published, info.unit, info.decimals)
                    yield SeriesRow.model_construct(
                        **ALL_COMPUTED,
                        **{name: content for name, content in figure.items() if name in fields},
                        as_at=day,
                        definition_from=None,
                        published_value=_number(published),
                        published_display=display,
                        restated=None not in (display, figure["display"]) and display != figure["display"],
                        special_causes=(),
                        special_cause_direction=None,
                    )

    def summaries(self) -> Iterator[SeriesSummary]:
        """The average difference from everybody's figure."""
        for measure in MEASURES:
            for variant, _ in self.months[0].cells[measure.info.id]:
                values = [
                    (self.value(measure, month, variant), self.value(measure, month, "all"))
                    for month in range(len(self.days))
                ]
                known = [one - other for one, other in values if one is not None and other is not None]
                average = sum(known, Fraction(0)) / len(known) if known and variant != "all" else None
                yield SeriesSummary(
                    indicator=measure.info.id,
                    variant=variant,
                    first_as_at=self.days[0],
                    last_as_at=self.days[-1],
                    months=len(self.days),
                    months_with_value=sum(one is not None for one, _ in values),
                    difference_average=_number(average),
                    difference_average_display=None
                    if average is None
                    else change_text(average, measure.info.unit, measure.info.decimals),
                )

    def panel(self, name: str, of: PanelOf) -> Panel:
        """A panel of everybody's figure by age and sex."""
        cells = {
            place: cell for (variant, place), cell in self.months[-1].cells[name].items() if variant == "all"
        }

        def count(breakdown: str | None, group: str | None) -> Decimal:
            cell = cells.get((breakdown, group), Cell(0, 0, 0, 0))
            missed = (cell.denominator or 0) - cell.numerator
            return Decimal(missed if of is PanelOf.NOT_COUNTED else cell.numerator)

        sexes = [sex for sex in SEXES if ("sex", sex) in cells]
        total = count(None, None)
        totals = tuple(count("sex", sex) for sex in sexes)
        return Panel(
            indicator=name,
            variant="all",
            title=f"{name.replace('_', ' ').capitalize()}, by age and sex",
            of=of,
            counted="children",
            lines_title="Age group",
            columns_title="Sex",
            status=Status.CALCULATED,
            status_reason=None,
            columns=tuple(Group(id=sex, title=sex) for sex in sexes),
            lines=tuple(
                PanelLine(
                    group=Group(id=age, title=age),
                    counts=tuple(count(CROSSED, pair(sex, age)) for sex in sexes),
                    total=count("age_group", age),
                    share_display=share_text(count("age_group", age), total),
                )
                for age in AGES
                if ("age_group", age) in cells and count("age_group", age)
            ),
            totals=totals,
            total=total,
            shares_display=tuple(share_text(each, total) for each in totals),
        )

    def comparator(self, name: str, theirs: Decimal) -> ComparatorRow:
        """England's figure beside everybody's."""
        measure = next(each for each in MEASURES if each.info.id == name)
        value = self.value(measure, -1, "all")
        difference = None if value is None else value - Fraction(theirs)
        return ComparatorRow(
            indicator=name,
            comparator=Comparator.ENGLAND,
            as_at=dt.date(2022, 3, 31),
            value=float(theirs),
            display=value_text(theirs, Unit.PERCENT, 1),
            source="A statistical release",
            difference=_number(difference),
            difference_display=None if difference is None else change_text(difference, Unit.PERCENT, 1),
        )


def _breakdowns(rows: list[Row]) -> tuple[BreakdownInfo, ...]:
    titles = {"sex": "Sex", "age_group": "Age group", CROSSED: "Sex and age group"}
    order = {
        "sex": SEXES,
        "age_group": AGES,
        CROSSED: tuple(pair(sex, age) for sex in SEXES for age in AGES),
    }
    there = {(row.breakdown, row.group) for row in rows}
    return tuple(
        BreakdownInfo(
            id=name,
            title=titles[name],
            groups=tuple(Group(id=each, title=each) for each in groups if (name, each) in there),
        )
        for name, groups in order.items()
    )


def scorecard(one: Council, before: Scorecard | None = None) -> Scorecard:
    """The council's internal scorecard; months that one ``before`` holds were published as they are there."""
    writing = _Writing(one, before)
    rows = [
        writing.row(measure, variant, place)
        for measure in MEASURES
        for variant, place in writing.months[-1].cells[measure.info.id]
    ]
    whole = [row for row in rows if row.breakdown is None]
    tallies = {"lines": RagCounts.of(row.rag for row in whole if row.line)}
    for variant in VARIANTS:
        tallies[variant] = RagCounts.of(row.rag for row in whole if row.variant == variant)
    many = len(one.children.sex)
    return Scorecard(
        title=f"Council {one.seed}",
        organisation="A council",
        as_at=one.as_at,
        generated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        cicscore="0",
        catalogue=CatalogueSource(path="indicators.yaml", sha256="c" * 64, schema_version=1),
        audience=Audience.INTERNAL,
        disclosure=one.policy,
        extracts=(ExtractSource(name="children", file="children.csv", rows=many, sha256="a" * 64),),
        themes=(
            ThemeInfo(id="children", title="Children", lead=None),
            ThemeInfo(id="staffing", title="Staffing", lead=None),
        ),
        variants=tuple(
            VariantInfo(id=name, title=name.replace("_", " ").capitalize().replace("uasc", "UASC"))
            for name in VARIANTS
        ),
        rag_counts=tallies,
        indicators=tuple(
            measure.info.model_copy(update={"lines": writing.lines(measure)}) for measure in MEASURES
        ),
        results=tuple(rows),
        comparators=(
            writing.comparator("placed_other_authority", Decimal("14.2")),
            writing.comparator("reviews_on_time", Decimal("90.4")),
        ),
        breakdowns=_breakdowns(rows),
        panels=(
            writing.panel("placed_other_authority", PanelOf.NUMERATOR),
            writing.panel("reviews_on_time", PanelOf.NOT_COUNTED),
        ),
        series=tuple(writing.series()),
        series_summaries=tuple(writing.summaries()),
    )
