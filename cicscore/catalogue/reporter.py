"""Collect faults while a document is linked, ignoring those that may result from unread parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from cicscore.catalogue.yaml import Path, YamlSource, words_of
from cicscore.expressions.compile import Compiled, compile_expression
from cicscore.expressions.names import Names
from cicscore.expressions.nodes import Node
from cicscore.expressions.syntax import Problem
from cicscore.expressions.types import CONDITION, Type
from cicscore.faults.fault import Fault, most_like, nearest
from cicscore.faults.rules import fault

#: Replaces a name or a text that could not be read.
UNREADABLE = "unreadable"
#: Faults of names that an unread part of the file may declare.
_UNKNOWN = frozenset({"unknown-name", "code-not-listed"})


class Reporter(Struct):
    """The faults found so far in one file, and the meanings of its expressions (see ``Meanings``)."""

    source: YamlSource
    faults: list[Fault] = field(default_factory=list)
    meanings: dict[tuple[str, str], Compiled] = field(default_factory=dict)

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
        offset: int | None = None,
    ) -> None:
        """Add a fault of the value (or the key, or a character of the value) at ``path``.

        None is added that may result from an unread part.
        """
        if not all(self.source.whole(part) for part in _looks_at(code, path)):
            return
        place = self.source.place(path, at_key=at_key, offset=offset)
        self.faults.append(fault(code, place, found, advice, allowed=allowed, nearest=close))

    def unknown(
        self, path: Path, kind: str, name: str, known: Iterable[str], *, at_key: bool = False
    ) -> None:
        """Add the fault of a reference to something undeclared."""
        names = tuple(known)
        if name in self.source.words or UNREADABLE in (name, *names):
            return
        self.report(
            "undeclared-reference",
            path,
            f"there is no {kind} `{name}`",
            self._advice(kind),
            allowed=self._allowed(name, names) or "none is declared",
            close=nearest(name, names),
            at_key=at_key,
        )

    def _advice(self, kind: str) -> str:
        return f"Use {kind}s that are declared, or declare this one."

    def _allowed(self, name: str, known: Sequence[str]) -> str:
        del name
        return ", ".join(known)

    def expression(
        self, path: Path, text: str, names: Names, expected: Type | None = CONDITION
    ) -> Node | None:
        """The meaning of the expression at ``path``; each problem becomes a fault placed within its text."""
        compiled = self.compiled(text, names, expected)
        self.problems(path, text, compiled.problems)
        return compiled.node

    def compiled(self, text: str, names: Names, expected: Type | None) -> Compiled:
        """The meaning of an expression, with its problems."""
        compiled = compile_expression(text, names, expected)
        if compiled.node is not None:
            self.meanings[names.own.name, text] = compiled
        return compiled

    def problems(self, path: Path, text: str, problems: Iterable[Problem]) -> None:
        """Add a fault for each problem of the text at ``path``, placed within it."""
        for problem in problems:
            if problem.code in _UNKNOWN and self._may_be_known(problem, text):
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

    def _may_be_known(self, problem: Problem, text: str) -> bool:
        """Whether an unread part of the file may declare an unknown name or code."""
        written = words_of(text[slice(*problem.span)])
        return bool(written & self.source.words) or UNREADABLE in words_of(problem.allowed or "")


#: The most names that are all listed; of more only those most like the one written.
_LISTED, _MOST_LIKE = 8, 5


class ReporterBeside(Reporter):
    """The faults of a file beside a catalogue, which uses the catalogue's names and declares none."""

    def _advice(self, kind: str) -> str:
        return f"Use {kind}s that the catalogue has."

    def _allowed(self, name: str, known: Sequence[str]) -> str:
        if len(known) <= _LISTED:
            return ", ".join(known)
        likest = most_like(name, known, _MOST_LIKE)
        return f"{', '.join(likest)}, and {len(known) - len(likest)} more"


#: The keys of an indicator that each contradiction involves.
_CONTRADICTIONS: Mapping[str, tuple[str, ...]] = {
    "nothing-to-compute": ("numerator", "denominator", "value", "not_reported"),
    "unit-against-count": ("unit", "numerator", "denominator"),
    "window-without-date": ("period", "numerator", "denominator"),
    "thresholds-against-polarity": ("polarity",),
    "target-without-amber": ("polarity",),
    "target-without-polarity": ("polarity",),
    "denominator-under-variants": ("numerator", "denominator"),
    "parts-of-unlike-units": ("unit", "value"),
    "period-of-no-part": ("period", "value"),
}


def _looks_at(code: str, path: Path) -> tuple[Path, ...]:
    """The parts of the file that a fault at ``path`` depends on."""
    match path:
        case ("indicators", index, *_) if code in _CONTRADICTIONS:
            parts = tuple(("indicators", index, key) for key in _CONTRADICTIONS[code])
            return (path, *parts) if len(path) > 3 else parts
        case _:
            return (path,)
