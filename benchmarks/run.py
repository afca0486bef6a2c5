"""The benchmark: ``make bench`` writes ``benchmarks/RESULTS.md``.

``python -m benchmarks.run --only SECTION`` runs one section and prints it; it may be repeated, and writes
nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping

from benchmarks.data import HERE
from benchmarks.page import alone, page
from benchmarks.sections.bounds import bounds
from benchmarks.sections.checking import checking
from benchmarks.sections.growing import breakdowns, indicators, months
from benchmarks.sections.many_rows import england, region
from benchmarks.sections.one_child import one_child
from benchmarks.sections.section import Section
from benchmarks.sections.small_runs import small_runs

#: In the order of the page.
SECTIONS: Mapping[str, Callable[[], Section]] = {
    "small": small_runs,
    "check": checking,
    "region": region,
    "england": england,
    "indicators": indicators,
    "months": months,
    "breakdowns": breakdowns,
    "child": one_child,
    "bounds": bounds,
}


def measured(name: str) -> Section:
    """One section, with a word on stderr about how long it took."""
    print(f"{name}:", file=sys.stderr)
    started = time.monotonic()
    section = SECTIONS[name]()
    print(f"{name} took {time.monotonic() - started:.0f} s", file=sys.stderr)
    return section


def main() -> None:
    """Measure everything and write the results, or some of it and print them."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    options.add_argument("--only", action="append", choices=SECTIONS, help="run this section; write nothing")
    only = options.parse_args().only
    sections = [measured(name) for name in only or SECTIONS]
    if only:
        print("\n".join(map(alone, sections)))
        return
    text = page(sections)
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
