"""Work out small counts from published documents, by linear and integer programming.

The attacker knows the published formats and how such counts hang together (``knowledge``), and nothing of how
the program hides them. For each quantity that is truly small, the least and the greatest value are sought
that fit with everything known; where these are one value, close together, or both small, it has leaked.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from tests.disclosure.knowledge import Count, Fact, Knowledge, Reader, Sensitive, settle
from tests.disclosure.readers import Documents

_WHOLE = 1e-6


@dataclass(frozen=True)
class Leak:
    """A small count that can be told: what it is, its true value, and the values that it lies between."""

    what: str
    truth: int
    low: float
    high: float
    proof: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For people."""
        because = "".join(f"\n      {each}" for each in self.proof)
        return f"{self.what} is {self.truth}: from {self.low:g} to {self.high:g}{because}"


@dataclass(frozen=True)
class Rule:
    """What counts as learning: the threshold, and how far apart the ends have to be."""

    threshold: int
    range: int

    def is_safe(self, low: float, high: float) -> bool:
        """Whether somebody who knows only these ends has learnt nothing."""
        return high - low >= self.range and (low <= 0 or high >= self.threshold)


class WrongAssumptionError(AssertionError):
    """The truth does not fit with what the attacker takes for certain."""


@dataclass
class _Asked:
    """A small quantity, and the least and greatest values that are known to fit."""

    sensitive: Sensitive
    truth: int
    low: float
    high: float


def attack(
    public: Documents, internal: Sequence[Mapping[str, object]], rule: Rule, *, explain: bool = False
) -> list[Leak]:
    """Every small count that can be told from documents; ``internal`` are the same ones with nothing hidden.

    The truth serves to know which quantities are small, and as one assignment that is known to fit.
    """
    return list(leaks(public, internal, rule, explain=explain))


def leaks(
    public: Documents, internal: Sequence[Mapping[str, object]], rule: Rule, *, explain: bool = False
) -> Iterator[Leak]:
    """The same, one after the other, as they are found."""
    truths, epochs = _truth(internal)
    known = Reader(public, epochs).known
    settle(known)
    truth = np.array([_true(known, name, truths) for name in known.names])
    _check(known, truth)
    asked = []
    for sensitive in known.sensitive:
        value = sum(factor * truth[variable] for variable, factor in sensitive.terms)
        if 1 <= round(value) < rule.threshold:
            asked.append(_Asked(sensitive, round(value), value, value))
    for part in _components(known, asked):
        yield from _Solving(known, truth, rule, part).leaks(explain)


def _truth(
    internal: Sequence[Mapping[str, object]],
) -> tuple[dict[Count, float], dict[tuple[int, Count], int]]:
    """The value of every count, and for each document which of a corrected count's values it has.

    What is counted on a day is the same in two documents where no cell of it was corrected, and the reader is
    told so. Where one was, the reader is not told which others were, too.
    """
    truths: dict[Count, float] = {}
    epochs: dict[tuple[int, Count], int] = {}
    versions: dict[Count, list[dict[Count, float]]] = defaultdict(list)
    for place, document in enumerate(internal):
        known = Reader(Documents([dict(document)]), counts_only=True).known
        tables: dict[Count, dict[Count, float]] = defaultdict(dict)
        for name, low, high in zip(known.names, known.low, known.high, strict=True):
            if name[0] != "times" and low == high:
                kind, counted, _, _, _, start, day, _ = name
                tables[kind, counted, start, day][name[:-1]] = low
        for table, cells in tables.items():
            epoch = epochs[place, table] = _version(cells, versions[table])
            truths |= {(*name, str(epoch)): value for name, value in cells.items()}
    return truths, epochs


def _version(cells: Mapping[Count, float], versions: list[dict[Count, float]]) -> int:
    """Which of the versions of a table this is: one with the same in every cell that both have."""
    for epoch, there in enumerate(versions):
        if all(there.get(name, value) == value for name, value in cells.items()):
            there.update(cells)
            return epoch
    versions.append(dict(cells))
    return len(versions) - 1


def _true(known: Knowledge, name: Count, truths: Mapping[Count, float]) -> float:
    if name[0] == "times":
        return truths[known.names[int(name[1])]] / max(int(name[2]), 1)
    # A group that has no row even inside has nobody in it.
    return truths.get(name, 0.0 if name[4] else math.nan)


def _check(known: Knowledge, truth: NDArray[np.float64]) -> None:
    """Raise ``WrongAssumptionError`` with each thing taken for certain that is not true."""
    wrong = [
        f"{known.names[variable]} is {value:g}, and should be "
        f"from {known.low[variable]:g} to {known.high[variable]:g}: "
        + "; ".join(why for low, high, why in known.why[variable] if not low - 1e-6 <= value <= high + 1e-6)
        for variable, value in enumerate(truth)
        if not known.low[variable] - 1e-6 <= value <= known.high[variable] + 1e-6
    ]
    for fact in known.facts:
        value = sum(factor * truth[variable] for variable, factor in fact.terms)
        if not fact.low - 1e-5 <= value <= fact.high + 1e-5:
            wrong.append(f"{fact.why}: {value:g} is not from {fact.low:g} to {fact.high:g}")
    if wrong:
        raise WrongAssumptionError("\n".join(each[:400] for each in wrong[:5]))


@dataclass
class _Component:
    """Unknown counts that hang together, with the facts about them and what is asked of them."""

    variables: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    asked: list[_Asked] = field(default_factory=list)


def _components(known: Knowledge, asked: Iterable[_Asked]) -> list[_Component]:
    """Split everything into parts that do not touch; a part about which nothing is asked is left out."""
    parent = list(range(len(known.names)))

    def root(variable: int) -> int:
        while parent[variable] != variable:
            parent[variable] = parent[parent[variable]]
            variable = parent[variable]
        return variable

    asked = list(asked)
    free = [not known.is_known(variable) for variable in range(len(known.names))]
    groups = [[v for v, _ in fact.terms if free[v]] for fact in known.facts]
    questions = [[v for v, _ in one.sensitive.terms if free[v]] for one in asked]
    for group in (*groups, *questions):
        for variable in group[1:]:
            parent[root(variable)] = root(group[0])
    found: dict[int, _Component] = defaultdict(_Component)
    for variable, is_free in enumerate(free):
        if is_free:
            found[root(variable)].variables.append(variable)
    for fact, group in zip(known.facts, groups, strict=True):
        if group:
            found[root(group[0])].facts.append(fact)
    for one, group in zip(asked, questions, strict=True):
        found[root(group[0]) if group else -1].asked.append(one)
    return [part for part in found.values() if part.asked]


class _Solving:
    """One component: a linear and an integer programme of the same facts, asked again and again."""

    def __init__(self, known: Knowledge, truth: NDArray[np.float64], rule: Rule, part: _Component) -> None:
        self.known, self.truth, self.rule, self.part = known, truth, rule, part
        self.place = {variable: column for column, variable in enumerate(part.variables)}
        self.whole = [known.whole[variable] for variable in part.variables]
        self.linear: highspy.Highs | None = None
        self.integer: highspy.Highs | None = None
        self.questions = np.zeros((len(part.asked), len(part.variables)))
        self.offsets = np.zeros(len(part.asked))
        for line, one in enumerate(part.asked):
            for variable, factor in one.sensitive.terms:
                if variable in self.place:
                    self.questions[line, self.place[variable]] = factor
                else:
                    self.offsets[line] += factor * known.low[variable]

    def _programme(self, *, integer: bool) -> highspy.Highs:
        known, columns = self.known, self.part.variables
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(columns), len(self.part.facts)
        programme.col_cost_ = np.zeros(len(columns))
        programme.col_lower_ = np.array([known.low[v] for v in columns])
        programme.col_upper_ = np.array([known.high[v] if known.high[v] < math.inf else 1e7 for v in columns])
        starts, index, value, lower, upper = [0], [], [], [], []
        for fact in self.part.facts:
            fixed = sum(f * known.low[v] for v, f in fact.terms if v not in self.place)
            own = [(self.place[v], f) for v, f in fact.terms if v in self.place]
            size = max(abs(f) for _, f in own)
            index += [column for column, _ in own]
            value += [f / size for _, f in own]
            starts.append(len(index))
            lower.append((fact.low - fixed) / size)
            upper.append((fact.high - fixed) / size)
        programme.row_lower_, programme.row_upper_ = np.array(lower), np.array(upper)
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = np.array(starts), np.array(index), np.array(value)
        if integer:
            kinds = highspy.HighsVarType
            programme.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("log_to_console", False)
        solver.setOptionValue("threads", 1)
        if integer:
            solver.setOptionValue("mip_rel_gap", 0.0)
            solver.setOptionValue("mip_abs_gap", 0.5)
        solver.passModel(programme)
        return solver

    def _solve(self, cost: NDArray[np.float64], *, integer: bool) -> NDArray[np.float64] | None:
        """The counts with the greatest sum of this cost; ``None`` where it has no end."""
        if integer:
            self.integer = self.integer or self._programme(integer=True)
            solver = self.integer
        else:
            self.linear = self.linear or self._programme(integer=False)
            solver = self.linear
        many = len(cost)
        solver.changeColsCost(many, np.arange(many, dtype=np.int32), -cost)
        solver.run()
        status = solver.getModelStatus()
        assert status == highspy.HighsModelStatus.kOptimal, solver.modelStatusToString(status)
        return np.array(solver.getSolution().col_value)

    def _learn(self, counts: NDArray[np.float64]) -> None:
        """Note what each quantity may be, by counts that fit."""
        for one, value in zip(self.part.asked, np.rint(self.questions @ counts + self.offsets), strict=True):
            if value < one.low:
                one.low = float(value)
            if value > one.high:
                one.high = float(value)

    def _try(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """The best counts of whole children; the linear programme's, where these are whole."""
        counts = self._solve(cost, integer=False)
        assert counts is not None
        rounded = np.where(self.whole, np.round(counts), counts)
        if np.abs(rounded - counts).max(initial=0) > _WHOLE:
            counts = self._solve(cost, integer=True)
            assert counts is not None
        self._learn(counts)
        return counts

    def _pending(self) -> list[int]:
        return [line for line, one in enumerate(self.part.asked) if not self.rule.is_safe(one.low, one.high)]

    def leaks(self, explain: bool) -> Iterator[Leak]:
        """The quantities of the component that can be told."""
        if not self.part.variables:
            yield from (self._leak(one, one.truth, one.truth, explain) for one in self.part.asked)
            return
        self._try_many_at_once()
        for line in self._pending():
            one = self.part.asked[line]
            for sign in (1.0, -1.0):
                if not self.rule.is_safe(one.low, one.high):  # which it may be by what was found for another
                    self._try(sign * self.questions[line])
            if not self.rule.is_safe(one.low, one.high):
                yield self._leak(one, one.low, one.high, explain)

    def _try_many_at_once(self) -> None:
        """Look for counts at which many quantities are far from the truth: a few make most of them safe."""
        random = np.random.default_rng(0)
        for attempt in range(8):
            pending = self._pending()
            if not pending:
                return
            signs = [1.0] * len(pending) if attempt == 0 else random.choice((-1.0, 1.0), len(pending))
            weights = random.uniform(0.5, 1.5, len(pending)) * signs
            self._try(weights @ self.questions[pending])
            if attempt > 2 and len(self._pending()) > 0.7 * len(pending):
                return

    def _leak(self, one: _Asked, low: float, high: float, explain: bool) -> Leak:
        proof = self._proof(one) if explain else ()
        return Leak(one.sensitive.what, one.truth, low, high, proof)

    def _proof(self, one: _Asked) -> tuple[str, ...]:
        """The facts that hold the quantity to its ends, by the linear programme's dual values."""
        lines = []
        for variable, _ in one.sensitive.terms:
            known = self.known
            lines.append(f"{known.names[variable]} from {known.low[variable]:g} to {known.high[variable]:g}")
            lines += [f"  {why}" for _, _, why in known.why[variable]]
        if not self.part.variables or not self.questions[self.part.asked.index(one)].any():
            return tuple(lines)
        for sign in (1.0, -1.0):
            self._solve(sign * self.questions[self.part.asked.index(one)], integer=False)
            assert self.linear is not None
            duals = self.linear.getSolution().row_dual
            lines.append(f"{'greatest' if sign > 0 else 'least'}:")
            for fact, dual in zip(self.part.facts, duals, strict=True):
                if abs(dual) > 1e-7:
                    lines.append(f"  {fact.why} [{fact.low:g}, {fact.high:g}]")
        return tuple(lines)
