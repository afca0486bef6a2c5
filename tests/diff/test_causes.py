"""Why a figure changed: one cause is named, two are both named, and computing tells them apart."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cicscore.app.causes import Origin, recompute
from cicscore.app.compute import ComputeRequest, compute
from cicscore.diff.causes import Recomputed
from cicscore.diff.document import Cause, FileInfo, Reasons, ScorecardDifference
from cicscore.diff.scorecards import compare_scorecards
from cicscore.results import Scorecard
from tests.cli.workplace import CATALOGUE

FOLDER = "2016-03"
SOURCES = (FileInfo(file="old.json", sha256="0" * 64), FileInfo(file="new.json", sha256="1" * 64))


def _earlier(on_time: int, begun: int) -> str:
    """Earlier figures of both indicators, for everybody and without UASC: of a quarter and of a year ago."""
    lines = ["indicator,variant,as_at,value"]
    for indicator, value in (("reviews_on_time", on_time), ("stays_begun", begun)):
        for variant in ("all", "excluding_uasc"):
            lines += [f"{indicator},{variant},2015-12-31,{value}", f"{indicator},{variant},2015-03-31,99"]
    return "\n".join(lines) + "\n"


OVERRIDES = """\
overrides:
  - indicator: stays_begun
    variant: all
    as_at: 2016-03-31
    field: value
    value: 400
    who: Head of Performance
    when: 2016-04-12
    why: "Stays that the extract lacks."
"""
EARLIER, OTHER_EARLIER = _earlier(50, 3), _earlier(99, 50)


@dataclass(frozen=True)
class Inputs:
    """What a scorecard is computed from: texts of the files, and options."""

    catalogue: str
    extracts: dict[str, str]
    earlier: str = EARLIER
    overrides: str = ""
    by: tuple[str, ...] = ()
    version: str = "0.1.0"
    skip: bool = False


def inputs(dice: random.Random) -> Inputs:
    """Extracts of some thirty children, with reviews and stays of the year."""
    children = [f"{number:04}" for number in range(30)]
    reviews = [
        (child, dt.date(2015, 4, 1) + dt.timedelta(days=dice.randrange(360)), dice.randrange(-9, 5))
        for child in children
        for _ in range(2)
    ]
    rows = {(child, due + dt.timedelta(days=late)): due for child, due, late in reviews}
    stays = [(child, dt.date(2014, 6, 1) + dt.timedelta(days=dice.randrange(600))) for child in children]
    return Inputs(
        CATALOGUE,
        {
            "children": "child_id,sex,uasc\n"
            + "".join(f"{child},{dice.choice('FM')},{dice.choice(('no', 'yes'))}\n" for child in children),
            "reviews": "child_id,due_on,held_on,hours\n"
            + "".join(f"{child},{due},{held},1\n" for (child, held), due in rows.items()),
            "stays": "child_id,started_on,ended_on\n" + "".join(f"{child},{day},\n" for child, day in stays),
        },
    )


def _row_gone(was: Inputs, dice: random.Random) -> Inputs:
    name = dice.choice(("reviews", "stays"))
    head, *rows = was.extracts[name].splitlines(keepends=True)
    rows.pop(dice.randrange(len(rows)))
    return replace(was, extracts={**was.extracts, name: head + "".join(rows)})


def _date_moved(was: Inputs, dice: random.Random) -> Inputs:
    head, *rows = was.extracts["reviews"].splitlines(keepends=True)
    at = dice.randrange(len(rows))
    child, due, held, hours = rows[at].split(",")
    other = dt.date.fromisoformat(due) - dt.timedelta(days=20)
    rows[at] = ",".join((child, other.isoformat(), held, hours))
    return replace(was, extracts={**was.extracts, "reviews": head + "".join(rows)})


def _written(old: str, *new: str) -> Callable[[Inputs, random.Random], Inputs]:
    def change(was: Inputs, dice: random.Random) -> Inputs:
        assert was.catalogue.count(old) == 1
        return replace(was, catalogue=was.catalogue.replace(old, dice.choice(new)))

    return change


#: For each cause, changes of the inputs of which each is nothing but that.
CHANGES: dict[Cause, tuple[Callable[[Inputs, random.Random], Inputs], ...]] = {
    Cause.DATA: (_row_gone, _date_moved),
    Cause.DEFINITION: (
        _written("{where: held_on <= due_on,", "{where: held_on < due_on,", "{where: hours > 2,"),
        _written("dated_by: started_on, label", "dated_by: ended_on, label"),
        _written("remove: child.uasc", "remove: not child.uasc"),
    ),
    Cause.TARGET: (
        _written(
            "target: 70, amber: 60", "target: 99, amber: 98", "target: 2, amber: 1", "target: 97, amber: 3"
        ),
        _written("    unit: percent\n", "    unit: percent\n    tolerance: 90\n"),
    ),
    Cause.SETTING: (_written("breakdowns:\n", "settings: {compare: outturn}\nbreakdowns:\n"),),
    Cause.OPTION: (lambda was, _: replace(was, by=("sex",)),),
    Cause.EARLIER: (lambda was, _: replace(was, earlier=OTHER_EARLIER),),
    Cause.OVERRIDE: (lambda was, _: replace(was, overrides=OVERRIDES),),
}


def computed(made_of: Inputs, folder: Path, as_at: dt.date | None = None) -> Scorecard:
    """The scorecard, whose files stay in the folder."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / "indicators.yaml").write_text(made_of.catalogue, encoding="utf-8")
    (folder / "earlier.csv").write_text(made_of.earlier, encoding="utf-8")
    (folder / FOLDER / "overrides.yaml").unlink(missing_ok=True)
    if made_of.overrides:
        (folder / FOLDER / "overrides.yaml").write_text(made_of.overrides, encoding="utf-8")
    for name, text in made_of.extracts.items():
        (folder / FOLDER / f"{name}.csv").write_text(text, encoding="utf-8")
    request = ComputeRequest(
        folder=folder / FOLDER,
        catalogue=folder / "indicators.yaml",
        as_at=as_at,
        published=(folder / "earlier.csv",),
        by=made_of.by,
        skip_faulty_rows=made_of.skip,
    )
    return compute(request).scorecard


def reasons(difference: ScorecardDifference) -> Iterator[Reasons]:
    """Why each figure that changed did."""
    for indicator in difference.indicators:
        yield from (row.reasons for row in indicator.rows if row.reasons is not None)


def told_apart(old: Scorecard, new: Scorecard, folders: tuple[Path, Path]) -> Recomputed:
    """Both scorecards computed again from what they were made from."""
    published = tuple(folder / "earlier.csv" for folder in folders)
    before, after = (
        Origin(scorecard, folder / FOLDER, folder / "indicators.yaml", published, option)
        for scorecard, folder, option in zip(
            (old, new), folders, ("--extracts-a", "--extracts-b"), strict=True
        )
    )
    return recompute(before, after)


def moved(folder: Path, dice: random.Random, was: Inputs, causes: tuple[Cause, ...]) -> Scorecard:
    """The scorecard after a change of each of these causes, of which each moves a figure alone."""
    old = computed(was, folder / "a")
    now = was
    for cause in causes:
        while True:
            change, seed = dice.choice(CHANGES[cause]), dice.random()
            alone, more = (change(each, random.Random(seed)) for each in (was, now))  # noqa: S311 - the same
            if any(reasons(compare_scorecards(old, computed(alone, folder / "alone"), SOURCES))):
                now = more
                break
    return computed(now, folder / "b")


def one_cause(seed: int, folder: Path) -> tuple[Cause, Scorecard, Scorecard]:
    """Two scorecards between which one thing changed, which their digests name in every figure."""
    dice = random.Random(seed)  # noqa: S311 - the same each time
    cause = dice.choice(tuple(CHANGES))
    was = inputs(dice)
    old = computed(was, folder / "a")
    new = moved(folder, dice, was, (cause,))
    found = list(reasons(compare_scorecards(old, new, SOURCES)))
    assert found, (seed, cause)
    assert {(each.causes, each.is_told_apart) for each in found} == {((cause,), True)}, (seed, cause)
    return cause, old, new


def both_attributed(seed: int, folder: Path) -> None:
    """Two changes of two causes are both named: each figure's may not be told apart by digests."""
    dice = random.Random(seed)  # noqa: S311 - the same each time
    pair = tuple(sorted(dice.sample(tuple(CHANGES), 2), key=list(Cause).index))
    was = inputs(dice)
    old = computed(was, folder / "a")
    new = moved(folder, dice, was, pair)
    difference = compare_scorecards(old, new, SOURCES)
    by_digests = {cause for each in reasons(difference) for cause in each.causes}
    recomputed = told_apart(old, new, (folder / "a", folder / "b"))
    found = list(reasons(compare_scorecards(old, new, SOURCES, recomputed)))
    alone = {part.cause for each in found for part in each.alone}
    assert (by_digests, alone) == (set(pair), set(pair)), (seed, pair)


@pytest.mark.parametrize("seed", range(8))
def test_one_cause_is_named(seed: int, tmp_path: Path) -> None:
    """A row of data, a definition, a target, a setting, an option, or other earlier figures."""
    cause, old, new = one_cause(seed, tmp_path)
    recomputed = told_apart(old, new, (tmp_path / "a", tmp_path / "b"))
    found = list(reasons(compare_scorecards(old, new, SOURCES, recomputed)))
    assert {tuple(part.cause for part in each.alone) for each in found} == {(cause,)}, cause
    assert {each.together_display for each in found} == {None}, cause


@pytest.mark.parametrize("seed", range(3))
def test_two_causes_are_both_named(seed: int, tmp_path: Path) -> None:
    """Any two of them at once."""
    both_attributed(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(first, first + 24) for first in range(8, 200, 24)], ids=str)
def test_one_cause_is_named_every_time(seeds: range, tmp_path: Path) -> None:
    """With two hundred changes in all."""
    for seed in seeds:
        one_cause(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 50))
def test_two_causes_are_both_named_every_time(seed: int, tmp_path: Path) -> None:
    """With fifty pairs in all."""
    both_attributed(seed, tmp_path)


def test_another_program(tmp_path: Path) -> None:
    """Where nothing but the version differs, and a figure does, it was the program."""
    was = inputs(random.Random(1))  # noqa: S311 - the same each time
    old = computed(was, tmp_path / "a")
    other = computed(replace(was, catalogue=CATALOGUE.replace("target: 70", "target: 99")), tmp_path / "b")
    new = other.model_copy(update={"cicscore": "0.0.9", "manifest": old.manifest})
    found = list(reasons(compare_scorecards(old, new, SOURCES)))
    assert {(each.causes, each.is_told_apart) for each in found} == {((Cause.PROGRAM,), True)}
    recomputed = told_apart(old, new, (tmp_path / "a", tmp_path / "a"))
    found = list(reasons(compare_scorecards(old, new, SOURCES, recomputed)))
    assert {tuple(part.cause for part in each.alone) for each in found} == {(Cause.PROGRAM,)}


def test_rows_left_out_with_a_row_at_fault(tmp_path: Path) -> None:
    """The data changed and rows are left out: both are named, and the data alone cannot be computed."""
    was = inputs(random.Random(2))  # noqa: S311 - the same each time
    old = computed(was, tmp_path / "a")
    head, first, rest = was.extracts["reviews"].split("\n", 2)
    faulty = first.replace(",20", ",soon-20", 1)
    extracts = {**was.extracts, "reviews": "\n".join((head, faulty, rest))}
    new = computed(replace(was, extracts=extracts, skip=True), tmp_path / "b")
    (found,) = {each.causes for each in reasons(compare_scorecards(old, new, SOURCES))}
    assert found == (Cause.DATA, Cause.OPTION)
    recomputed = told_apart(old, new, (tmp_path / "a", tmp_path / "b"))
    (alone,) = {
        tuple((part.cause, part.is_computed) for part in each.alone)
        for each in reasons(compare_scorecards(old, new, SOURCES, recomputed))
    }
    assert alone == ((Cause.DATA, False),)


def test_another_day_of_the_same_extracts(tmp_path: Path) -> None:
    """Nothing but the day changed: no extract did."""
    was = inputs(random.Random(5))  # noqa: S311 - the same each time
    new = computed(was, tmp_path / "a")
    old = computed(was, tmp_path / "a", as_at=dt.date(2016, 2, 29))
    found = list(reasons(compare_scorecards(old, new, SOURCES)))
    assert {(each.causes, each.is_told_apart) for each in found} == {((Cause.DAY,), True)}
    recomputed = told_apart(old, new, (tmp_path / "a", tmp_path / "a"))
    found = list(reasons(compare_scorecards(old, new, SOURCES, recomputed)))
    assert {tuple(part.cause for part in each.alone) for each in found} == {(Cause.DAY,)}
    # With other extracts the day is a part of their being others.
    later = computed(_row_gone(was, random.Random(4)), tmp_path / "b")  # noqa: S311 - the same each time
    found = list(reasons(compare_scorecards(old, later, SOURCES)))
    assert {each.causes for each in found} == {(Cause.DATA,)}


def test_documents_without_manifests_give_no_reason(tmp_path: Path) -> None:
    """What a document does not hold is not guessed."""
    was = inputs(random.Random(3))  # noqa: S311 - the same each time
    old = computed(was, tmp_path / "a")
    new = computed(_row_gone(was, random.Random(4)), tmp_path / "b")  # noqa: S311 - the same each time
    bare = old.model_copy(update={"manifest": None})
    difference = compare_scorecards(bare, new, SOURCES)
    assert difference.indicators
    assert list(reasons(difference)) == []
