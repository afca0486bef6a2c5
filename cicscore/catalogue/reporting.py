"""Collects faults while a document is linked, each placed where its value stands in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cicscore.catalogue.rules import fault
from cicscore.catalogue.yaml_source import Path, YamlSource
from cicscore.expressions.compiling import compile_expression
from cicscore.expressions.names import Names
from cicscore.expressions.nodes import Node
from cicscore.expressions.types import CONDITION, Type
from cicscore.faults import Fault, nearest


@dataclass
class Reporter:
    """The faults found so far in one file."""

    source: YamlSource
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
        """Add a fault of the value (or the key) at ``path``."""
        place = self.source.place(path, at_key=at_key)
        self.faults.append(fault(code, place, found, advice, allowed=allowed, nearest=close))

    def unknown(self, path: Path, kind: str, name: str, known: Iterable[str]) -> None:
        """Add the fault of a reference to something that is not declared."""
        names = tuple(known)
        self.report(
            "CIC301",
            path,
            f"there is no {kind} `{name}`",
            f"Use {kind}s that are declared, or declare this one.",
            allowed=", ".join(names) or "none is declared",
            close=nearest(name, names),
        )

    def expression(
        self, path: Path, text: str, names: Names, expected: Type | None = CONDITION
    ) -> Node | None:
        """The meaning of the expression at ``path``; its problems become faults inside its own text."""
        compiled = compile_expression(text, names, expected)
        for problem in compiled.problems:
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
