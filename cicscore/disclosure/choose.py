"""Choose the least to hide so that no small count can be known closely, by integer programming.

The method is that of Fischetti and Salazar (2001) for linked tables: hide what must be hidden, attack, and
for each count that can be known too closely add the inequality that its attack breaks; until none is left.
Shared denominators come first, because hiding one costs every indicator that prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.disclosure.attack import Attacker, Extreme, solver
from cicscore.disclosure.problem import Component, Flags, Ints, Problem, components

Floats = npt.NDArray[np.float64]

#: A component with up to so many open counts gets the least that can be hidden; of a larger one, what is
#: hidden once stays so after a few rounds, which soon comes to an end.
_SMALL = 24
_ROUNDS_OF_SMALL, _ROUNDS_OF_LARGE = 20, 3
#: How often a component's choice is mended before all of it is hidden.
_MOST_ROUNDS = 60
#: For a large component: how much more than the least may be hidden, and in how many nodes it is looked for.
_GAP, _NODES = 0.05, 20
#: What a hidden count costs beside the figures lost with it, so that no more are hidden than necessary.
_COUNT_COSTS = 1.0
#: The solver's word for a solution that satisfies everything.
_FEASIBLE = 2


class Loss(Struct, frozen=True):
    """A figure that is lost if any of its counts is hidden, and what that costs."""

    counts: tuple[int, ...]
    cost: float


class Choice(Struct, frozen=True):
    """The counts that are hidden.

    ``because`` has, for each hidden for others' sake, the counts that would else be known too closely;
    ``cut_short`` are components hidden whole, because the least was not found in time; ``known`` are counts
    that could not be protected, because what gives them away is public already.
    """

    hidden: Flags
    because: Mapping[int, frozenset[int]]
    cut_short: tuple[int, ...]
    known: tuple[int, ...]


def choose(problem: Problem, losses: Sequence[Loss], is_late: Callable[[], bool]) -> Choice:
    """Choose which of the open counts to hide; after ``is_late``, all that could matter."""
    hidden = problem.must_hide.copy()
    because: dict[int, frozenset[int]] = {}
    cut_short: list[int] = []
    known: set[int] = set()
    shared = _shared(problem, losses)
    among_shared = replace(problem, sums=tuple(sum_ for sum_ in problem.sums if all(shared[n] for n in sum_)))
    for stage, mine in ((among_shared, problem.is_open & shared), (problem, problem.is_open & ~shared)):
        for one in _of_stage(stage, mine, hidden, losses, is_late):
            hidden[one.members] |= one.hidden
            because |= one.because
            known |= one.known
            cut_short += [int(one.members[0])] if one.cut_short else []
    return Choice(hidden, because, tuple(cut_short), tuple(sorted(known)))


class _Chosen(Struct, frozen=True):
    """What is hidden of one component."""

    members: Ints
    hidden: Flags
    because: Mapping[int, frozenset[int]]
    known: frozenset[int]
    cut_short: bool


def _shared(problem: Problem, losses: Sequence[Loss]) -> Flags:
    """The counts that figures of several indicators print, and what follows from them alone."""
    partners: dict[str, set[str]] = {}
    for loss in losses:
        whats = {problem.names[n].what for n in loss.counts}
        for what in whats:
            partners.setdefault(what, set()).update(whats)
    several = {what for what, others in partners.items() if len(others) > 2}
    return np.array([name.what in several for name in problem.names], dtype=bool)


def _of_stage(
    problem: Problem, mine: Flags, hidden: Flags, losses: Sequence[Loss], is_late: Callable[[], bool]
) -> list[_Chosen]:
    """Choose among the counts that are ``mine``, a component at a time, given what is hidden already."""
    is_fixed = problem.is_printed & ((~mine & ~hidden) | (problem.value == 0))
    by_count: dict[int, list[Loss]] = {}
    for loss in losses:
        for n in loss.counts:
            by_count.setdefault(n, []).append(loss)
    found = []
    for component in components(problem, is_fixed):
        ours = component.members
        if (problem.is_sensitive | problem.is_unsure | hidden)[ours].any():
            found.append(_Search(problem, component, mine, hidden, by_count).chosen(is_late))
    return found


class _Cut(Struct, frozen=True):
    """So that a count is not known too closely, at least so much has to be gained by hiding these.

    It holds only if ``only_if`` is hidden itself.
    """

    about: int
    gains: Mapping[int, float]
    need: float
    only_if: int | None = None


class _Search(Struct, dict=True):
    """The choice for one component; counts are numbered within it."""

    problem: Problem
    component: Component
    mine: Flags
    before: Flags
    by_count: Mapping[int, Sequence[Loss]]
    cuts: list[_Cut] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        members = self.component.members
        self.number = {int(n): k for k, n in enumerate(members)}
        self.sums = [[self.number[n] for n in sum_] for sum_ in self.component.sums]
        self.forced = self.before[members]
        self.open = self.mine[members] & ~self.forced
        self.sensitive = self.problem.is_sensitive[members]
        self.printed = self.problem.is_printed[members]
        self.unsure = self.problem.is_unsure[members]
        self.shown = (self.problem.shown_low[members], self.problem.shown_high[members])
        self.unseen = (self.problem.hidden_low[members], self.problem.hidden_high[members])
        self.cost = self._costs()
        self.is_small = int(self.open.sum()) <= _SMALL
        self.rounds = _ROUNDS_OF_SMALL if self.is_small else _ROUNDS_OF_LARGE

    def _costs(self) -> list[Loss]:
        """The figures that hiding an open count would lose, if nothing hidden has lost them already."""
        losses = {id(loss): loss for n in self.component.members for loss in self.by_count.get(int(n), ())}
        found: dict[tuple[int, ...], float] = {}
        for loss in losses.values():
            if any(self.before[n] for n in loss.counts):
                continue
            local = tuple(
                sorted(self.number[n] for n in loss.counts if n in self.number and self.open[self.number[n]])
            )
            if local:
                found[local] = found.get(local, 0.0) + loss.cost
        return [Loss(counts, cost) for counts, cost in found.items()]

    def chosen(self, is_late: Callable[[], bool]) -> _Chosen:
        """Hide, attack and mend, until nothing can be known too closely."""
        hidden = self.forced.copy()
        attacker = Attacker(self.sums, *self._bounds(hidden))
        for done in range(_MOST_ROUNDS):
            if is_late():
                break
            attacker.bound(*self._bounds(hidden))
            found = self._broken(attacker, hidden)
            if not found:
                return self._done(hidden, cut_short=False)
            self.cuts += found
            mended = self._least_hidden(hidden if done >= self.rounds else self.forced)
            if mended is None:
                break
            hidden = mended
        return self._done(self.forced | self.open, cut_short=True)

    def _bounds(self, hidden: Flags) -> tuple[Floats, Floats]:
        is_shown = self.printed & ~hidden
        return (
            np.where(is_shown, self.shown[0], self.unseen[0]).astype(float),
            np.where(is_shown, self.shown[1], self.unseen[1]).astype(float),
        )

    def _done(self, hidden: Flags, *, cut_short: bool) -> _Chosen:
        members = self.component.members
        because: dict[int, frozenset[int]] = {}
        for k in np.flatnonzero(hidden & ~self.forced):
            mine = [cut for cut in self.cuts if cut.gains.get(int(k))]
            because[int(members[k])] = frozenset(int(members[cut.about]) for cut in mine)
        # Of those that were hidden before nobody knows now whether they were small.
        known = frozenset(int(members[k]) for k in self.known if self.sensitive[k])
        return _Chosen(members, hidden, because, known, cut_short)

    def _broken(self, attacker: Attacker, hidden: Flags) -> list[_Cut]:
        """The inequalities that the attack breaks: one for each count that can be known too closely."""
        seen = _Seen.nothing(len(hidden))
        broken: list[_Cut] = []
        asked = [int(k) for k in np.flatnonzero(self.sensitive | hidden | self.unsure) if k not in self.known]
        for k in asked:
            cut = self._closely_known(k, attacker, hidden, seen)
            if cut is not None and not cut.gains:
                self.known.add(k)
            elif cut is not None:
                broken.append(cut)
        if broken:
            return broken
        return self._known_as_whole(asked, hidden, seen)

    def _allows(self, k: int, least: float, most: float) -> bool:
        rule = self.problem.rule
        if self.sensitive[k]:
            return rule.allows(least, most)
        # A large count that is hidden for others' sake must not look like a small one.
        return least >= rule.threshold or rule.allows(least, most)

    def _closely_known(self, k: int, attacker: Attacker, hidden: Flags, seen: _Seen) -> _Cut | None:
        if self._allows(k, seen.least[k], seen.most[k]):
            return None
        most = attacker.most(k)
        seen.add(most)
        if self._allows(k, seen.least[k], seen.most[k]):
            return None
        least = attacker.least(k)
        seen.add(least)
        if self._allows(k, least.value, most.value):
            return None
        rule, width = self.problem.rule, most.value - least.value
        if width < rule.range:
            return self._cut(k, (most, least), rule.range - width, hidden)
        return self._cut(k, (most,), rule.threshold - most.value, hidden)

    def _cut(self, k: int, extremes: tuple[Extreme, ...], lack: float, hidden: Flags) -> _Cut:
        """What hiding each open count would gain, by the duals of the attack."""
        gain = np.zeros(len(hidden))
        for extreme in extremes:
            gain += np.where(extreme.pull > 0, extreme.pull * (self.shown[0] - self.unseen[0]), 0.0)
            gain += np.where(extreme.pull < 0, -extreme.pull * (self.unseen[1] - self.shown[1]), 0.0)
        gain[~self.open] = 0.0
        need = lack + float(gain[hidden].sum())
        gains = {int(n): min(float(gain[n]), need) for n in np.flatnonzero(gain > 1e-9)}
        return _Cut(k, gains, need, None if self.sensitive[k] or not self.open[k] else k)

    def _known_as_whole(self, asked: Sequence[int], hidden: Flags, seen: _Seen) -> list[_Cut]:
        """The inequalities for counts known too closely only because counts are whole."""
        unsure = [k for k in asked if not self._allows(k, seen.whole_least[k], seen.whole_most[k])]
        unsure = [k for k in unsure if k not in self.known]
        if not unsure:
            return []
        attacker = Attacker(self.sums, *self._bounds(hidden))
        attacker.whole()
        others = {int(n): 1.0 for n in np.flatnonzero(self.open & ~hidden)}
        broken = []
        for k in unsure:
            for ask in (attacker.most, attacker.least):
                seen.add(ask(k))
            if self._allows(k, seen.whole_least[k], seen.whole_most[k]):
                continue
            if others:
                broken.append(_Cut(k, others, 1.0))
            else:
                self.known.add(k)
        return broken

    def _least_hidden(self, already: Flags) -> Flags | None:
        """The cheapest choice beyond what is hidden already that satisfies every inequality so far."""
        places = np.flatnonzero(self.open)
        column = {int(k): n for n, k in enumerate(places)}
        count = len(places)
        cost = np.concatenate([np.full(count, _COUNT_COSTS), [loss.cost for loss in self.cost]])
        rows: list[tuple[list[int], list[float], float]] = []
        for cut in self.cuts:
            # All in units of what is needed, so that numbers are of one size.
            index, value = [column[k] for k in cut.gains], [gain / cut.need for gain in cut.gains.values()]
            if cut.only_if is None:
                rows.append((index, value, 1.0))
            else:
                rows.append(_conditional(index, value, column[cut.only_if]))
        for n, loss in enumerate(self.cost):
            rows += [([count + n, column[k]], [1.0, -1.0], 0.0) for k in loss.counts]
        least = np.append(already[places].astype(float), np.zeros(len(self.cost)))
        found = solver()
        if not self.is_small:
            found.setOptionValue("mip_rel_gap", _GAP)
            found.setOptionValue("mip_max_nodes", _NODES)
        solution = _minimised(found, cost, least, rows, count)
        if solution is None:
            return None
        hidden = self.forced.copy()
        hidden[places] = solution[:count] > 0.5
        return hidden


def _conditional(
    index: list[int], value: list[float], condition: int
) -> tuple[list[int], list[float], float]:
    """An inequality that holds only where the condition's column is 1."""
    gains = dict(zip(index, value, strict=True))
    gains[condition] = gains.get(condition, 0.0) - 1.0
    return list(gains), list(gains.values()), 0.0


def _minimised(
    found: Any, cost: Floats, low: Floats, rows: Sequence[tuple[list[int], list[float], float]], whole: int
) -> Floats | None:
    """The cheapest values up to 1 that reach each row's least; the first ``whole`` are 0 or 1.

    ``None`` where there are none.
    """
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(rows)
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = low, np.ones(len(cost))
    model.row_lower_ = np.array([least for _, _, least in rows])
    model.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(index) for index, _, _ in rows])]).astype(
        np.int32
    )
    model.a_matrix_.index_ = np.array([n for index, _, _ in rows for n in index], dtype=np.int32)
    model.a_matrix_.value_ = np.array([one for _, value, _ in rows for one in value])
    model.integrality_ = [
        highspy.HighsVarType.kInteger if n < whole else highspy.HighsVarType.kContinuous
        for n in range(len(cost))
    ]
    found.passModel(model)
    found.run()
    solution = np.array(found.getSolution().col_value)
    return solution if found.getInfo().primal_solution_status == _FEASIBLE else None


class _Seen(Struct):
    """The least and the greatest of each count in any world seen, and in worlds of whole counts."""

    least: Floats
    most: Floats
    whole_least: Floats
    whole_most: Floats

    @classmethod
    def nothing(cls, count: int) -> _Seen:
        """No world seen."""
        return cls(*(np.full(count, sign * np.inf) for sign in (1, -1, 1, -1)))

    def add(self, extreme: Extreme) -> None:
        """See another world."""
        np.minimum(self.least, extreme.world, out=self.least)
        np.maximum(self.most, extreme.world, out=self.most)
        if extreme.is_whole:
            world = np.round(extreme.world)
            np.minimum(self.whole_least, world, out=self.whole_least)
            np.maximum(self.whole_most, world, out=self.whole_most)
