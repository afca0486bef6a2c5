"""Collects faults while a document is linked, silent about parts that could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.expressions.compile import compile_expression
from cicscore.expressions.names import Names
from cicscore.expressions.nodes import Node
from cicscore.expressions.syntax import Problem
from cicscore.expressions.types import CONDITION, Type
from cicscore.faults.fault import Fault, nearest
from cicscore.faults.rules import fault

#: Stands where a name or a text is needed and none could be read.
UNREADABLE = "unreadable"


def words_of(text: str) -> frozenset[str]:
    """The words of a piece of the file."""
    return frozenset(re.findall(r"\w+", text))


@dataclass(frozen=True)
class Gaps:
    """What could not be read.

    ``around``: mappings and lists of which a part was left out. ``lost``: values of which nothing is known.
    ``words``: the words of what was left out, so that names declared there are not called unknown, and
    names used there not unused; nor is a name that stands in.
    ``borrowed``: whether a part was to be taken from elsewhere, so that nobody knows what it uses.
    A name that stands in for what could not be read is ``UNREADABLE``.
    """

    around: frozenset[Path] = frozenset()
    lost: frozenset[Path] = frozenset()
    words: frozenset[str] = frozenset((UNREADABLE,))
    borrowed: bool = False

    def __bool__(self) -> bool:
        """Whether anything could not be read."""
        return bool(self.around or self.lost or self.words != {UNREADABLE})

    def __or__(self, other: Gaps) -> Gaps:
        """Both together."""
        return Gaps(
            self.around | other.around,
            self.lost | other.lost,
            self.words | other.words,
            borrowed=self.borrowed or other.borrowed,
        )

    def leave_whole(self, path: Path) -> bool:
        """Whether all is known of the value at ``path``: it was read whole, or is not there."""
        return not (
            any(gap[: len(path)] == path or gap == path[:-1] for gap in self.around)
            or any(gap[: len(path)] == path or path[: len(gap)] == gap for gap in self.lost)
        )


@dataclass
class Reporter:
    """The faults found so far in one file."""

    source: YamlSource
    gaps: Gaps = field(default_factory=Gaps)
    faults: list[Fault] = field(default_factory=list)

    def report(
        self,
        code: str,
        path: Path,
        found: str,
        advice: str,
        *,
        allowed: str | None = None,
        close: str | None = None,
        at_key: bool = False,
    ) -> None:
        """Add a fault of the value (or the key) at ``path``.

        Nothing is said where the fault may only come from a part of the file that could not be read.
        """
        if self.gaps and not all(self.gaps.leave_whole(part) for part in _looks_at(code, path)):
            return
        place = self.source.place(path, at_key=at_key)
        self.faults.append(fault(code, place, found, advice, allowed=allowed, nearest=close))

    def unknown(
        self, path: Path, kind: str, name: str, known: Iterable[str], *, at_key: bool = False
    ) -> None:
        """Add the fault of a reference to something that is not declared."""
        names = tuple(known)
        if name in self.gaps.words or UNREADABLE in (name, *names):
            return
        self.report(
            "undeclared-reference",
            path,
            f"there is no {kind} `{name}`",
            f"Use {kind}s that are declared, or declare this one.",
            allowed=", ".join(names) or "none is declared",
            close=nearest(name, names),
            at_key=at_key,
        )

    def expression(
        self, path: Path, text: str, names: Names, expected: Type | None = CONDITION
    ) -> Node | None:
        """The meaning of the expression at ``path``; its problems become faults inside its own text."""
        compiled = compile_expression(text, names, expected)
        for problem in compiled.problems:
            if problem.code == "unknown-name" and self._may_be_known(problem, text):
                continue
            place = self.source.place(path, offset=problem.span[0])
            self.faults.append(
                fault(
                    problem.code,
                    place,
                    problem.found,
                    problem.advice,
                    allowed=problem.allowed,
                    nearest=problem.nearest,
                )
            )
        return compiled.node

    def _may_be_known(self, problem: Problem, text: str) -> bool:
        """Whether an unknown name may be declared in a part of the file that could not be read."""
        written = words_of(text[slice(*problem.span)])
        return bool(written & self.gaps.words) or UNREADABLE in words_of(problem.allowed or "")


#: The keys of an indicator that a contradiction between them is about.
_CONTRADICTIONS: Mapping[str, tuple[str, ...]] = {
    "nothing-to-compute": ("numerator", "denominator", "value", "not_reported"),
    "unit-against-count": ("unit", "numerator", "denominator"),
    "window-without-date": ("period", "numerator", "denominator"),
    "thresholds-against-polarity": ("polarity",),
    "target-without-amber": ("polarity",),
    "target-without-polarity": ("polarity",),
    "denominator-under-variants": ("numerator", "denominator"),
}


def _looks_at(code: str, path: Path) -> tuple[Path, ...]:
    """The parts of the file that a fault at ``path`` depends on."""
    match path:
        case ("indicators", index, *_) if code in _CONTRADICTIONS:
            parts = tuple(("indicators", index, key) for key in _CONTRADICTIONS[code])
            return (path, *parts) if len(path) > 3 else parts
        case _:
            return (path,)
