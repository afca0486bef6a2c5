"""The public edition under attack: whoever reads it with a solver learns no small count."""

from __future__ import annotations

import copy
import dataclasses
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import pytest

from cicscore.disclosure.edition import publish
from cicscore.render.csv import render_csv
from cicscore.render.json import render_json
from cicscore.report.html import render_html
from cicscore.report.markdown import render_report_markdown
from cicscore.report.paper import Paper
from cicscore.report.workbook import render_workbook
from cicscore.results import Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import Audience, GroupsShown
from tests.disclosure.attacker import Leak, Rule, attack, leaks
from tests.disclosure.checks import findings, of_other_formats
from tests.disclosure.councils import Council, corrected, council, next_month, scorecard
from tests.disclosure.readers import (
    Documents,
    Key,
    panel_cells,
    read_csv,
    read_html,
    read_json,
    read_markdown,
    read_workbook,
    spark_points,
)

EVERYDAY = range(1_000, 1_012)
#: The seeds of the slow run, a chunk a test, so that they spread over the cores; `make attack` runs 500.
SEEDS, CHUNK = int(os.environ.get("ATTACKED_COUNCILS", "20")), 10
#: Every so manieth seed of the slow run is read as a page, a workbook and in Markdown, too.
PAGES_EVERY = 25

#: How many times the choice of what to hide asks whether it is late before it is told so: a time limit that
#: is the same on every machine, so that a seed means the same edition.
PATIENCE, LITTLE_PATIENCE = 40, 12

Document = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Case:
    """A council's scorecard for officers, and the public edition of it, as documents."""

    council: Council
    internal: Scorecard
    public: Scorecard
    inner: Document
    outer: Document

    @property
    def rule(self) -> Rule:
        """What its policy promises."""
        return Rule(self.council.policy.threshold, self.council.policy.range)


def late_after(times: int) -> Callable[[], bool]:
    """Whether it is late: once it was asked so many times."""
    asked = count(1)
    return lambda: next(asked) > times


def case_of(
    one: Council,
    earlier: Sequence[Scorecard] = (),
    audience: Audience = Audience.PUBLIC,
    patience: int = PATIENCE,
    before: Scorecard | None = None,
) -> Case:
    """The two editions of a council's scorecard; ``before`` is what officers had before, if anything."""
    internal = scorecard(one, before)
    public = publish(
        internal, earlier=tuple(earlier), audience=audience, is_late=late_after(patience)
    ).document
    return Case(one, internal, public, as_document(internal), as_document(public))


def as_document(made: Scorecard) -> Document:
    """The scorecard as others get it: through JSON."""
    return read_json(render_json(made, PLAIN))


@lru_cache(maxsize=4)
def public_case(seed: int, size: int | None = None, groups: GroupsShown | None = None) -> Case:
    """The two editions of a seed's council."""
    return case_of(council(seed, size=size, groups=groups))


def attacked(case: Case, *, pages: bool = False) -> tuple[list[str], list[Leak]]:
    """What a reader sees in every format of the public edition, and what a solver makes of it."""
    documents = Documents([case.outer])
    seen = list(read_csv(render_csv(case.public, PLAIN)))
    said = findings(case.outer)
    if pages:
        seen += list(_pages(case))
        said += _page_findings(case)
    for key, name, words in seen:
        documents.seen[key][name].add(words)
    said += of_other_formats(case.outer, seen, case.council.policy.symbol)
    return said, attack(documents, [case.inner], case.rule, explain=True)


def _pages(case: Case) -> Iterator[tuple[Key, str, str]]:
    paper = Paper(case.public)
    yield from read_html(render_html(paper, PLAIN), case.outer)
    yield from read_markdown(render_report_markdown(paper, PLAIN), case.outer)
    yield from read_workbook(render_workbook(paper, PLAIN), case.outer)


def _page_findings(case: Case) -> list[str]:
    """Small charts of hidden months, and panels that print what the document keeps back."""
    html = render_html(Paper(case.public), PLAIN)
    shown = {
        (row["indicator"], row["variant"]): sum(
            each["value"] is not None
            for each in case.outer["series"]
            if (each["indicator"], each["variant"]) == (row["indicator"], row["variant"])
        )
        for row in case.outer["results"]
    }
    said = [
        f"{line}: the small chart draws {points} months of {shown[line]}"
        for line, points in spark_points(html, case.outer)
        if points != shown[line]
    ]
    panels = {panel["title"]: panel for panel in case.outer["panels"]}
    for title, line, column, words in panel_cells(html, case.outer):
        printed = {line_["group"]["title"]: line_ for line_ in panels[title]["lines"]}
        places = {group["title"]: n for n, group in enumerate(panels[title]["columns"])}
        if line in printed and column in places:
            count = printed[line]["counts"][places[column]]
            if count is None and words != case.council.policy.symbol:
                said.append(f"panel {title}: {line}, {column} prints {words}")
    return said


def fails(case: Case, said: Sequence[str], told: Sequence[Leak]) -> str:
    """The report of a leak, with what it takes to see it again."""
    shown = [*said[:8], *(str(leak) for leak in told[:8])]
    return f"seed {case.council.seed}: {len(said)} seen, {len(told)} worked out\n" + "\n".join(shown)


@pytest.mark.parametrize("seed", EVERYDAY)
def test_nobody_works_out_a_small_count(seed: int) -> None:
    """Every format together, with everything that is known of such counts."""
    case = public_case(seed, groups=GroupsShown.HEADLINE)
    said, told = attacked(case, pages=seed % 6 == 0)
    assert (said, told) == ([], []), fails(case, said, told)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(SEEDS // CHUNK))
def test_nobody_works_out_a_small_count_of_hundreds_of_councils(chunk: int) -> None:
    """500 councils of 60 to 3,000 children."""
    wrong = []
    for seed in range(1_000 + chunk * CHUNK, 1_000 + (chunk + 1) * CHUNK):
        case = case_of(council(seed), patience=LITTLE_PATIENCE)
        said, told = attacked(case, pages=seed % PAGES_EVERY == 0)
        if said or told:
            wrong.append(fails(case, said, told))
    assert wrong == [], "\n".join(wrong)


def test_hiding_small_counts_alone_gives_most_of_them_away() -> None:
    """The partner edition hides small counts and no more: the attack would notice if the public one did."""
    found = []
    for seed in EVERYDAY:
        case = case_of(council(seed), audience=Audience.PARTNER)
        found.append(any(leaks(Documents([case.outer]), [case.inner], case.rule)))
    assert sum(found) >= 0.8 * len(found)


#: A council whose policy shows groups of every variant, small enough that much is hidden.
LET_THROUGH = {"seed": 21, "size": 300, "groups": GroupsShown.ALL}


@pytest.fixture(scope="module")
def protected() -> Case:
    """A public edition in which a good deal is hidden."""
    return public_case(**LET_THROUGH)  # type: ignore[arg-type]


def test_the_edition_that_is_tampered_with_is_safe_as_it_is(protected: Case) -> None:
    """So that what is found below is found because of the one field."""
    said, told = attacked(protected)
    assert (said, told) == ([], []), fails(protected, said, told)


def _rows(document: Document, part: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = document[part]
    return rows


def let_through(case: Case, part: str, *names: str) -> Document:
    """The public document with one field as it is inside, wherever it is hidden."""
    made = copy.deepcopy(case.outer)
    fields = ("indicator", "variant", "breakdown", "group", "as_at")
    inside = {tuple(row.get(name) for name in fields): row for row in _rows(case.inner, part)}
    for row in _rows(made, part):
        true = inside[tuple(row.get(name) for name in fields)]
        for name in names:
            if name in row["hidden"] or row[name] != true[name]:
                row[name] = true[name]
                row["hidden"] = [each for each in row["hidden"] if each != name]
    return made


def learns(case: Case, document: Document) -> bool:
    """Whether a solver makes a small count of a document."""
    return any(leaks(Documents([document]), [case.inner], case.rule))


@pytest.mark.parametrize(
    "name",
    [
        "numerator",
        "denominator",
        "value",
        "display",
        "value_low",
        "difference_from_all",
        "difference_display",
        "change",
        "to_green",
        "one_is_worth",
        "interval_low",
        "interval_high",
        "numerator_children",
        "denominator_children",
        "previous_value",
    ],
)
def test_each_figure_let_through_gives_counts_away(protected: Case, name: str) -> None:
    """Left in by mistake on the rows of the day, and nothing else changed."""
    made = let_through(protected, "results", name)
    assert made != protected.outer
    assert learns(protected, made)


@pytest.mark.parametrize(
    "name",
    ["rag", "rag_reason", "rag_safe", "direction", "direction_reason", "movement", "change_display", "notes"],
)
def test_each_word_let_through_is_seen(protected: Case, name: str) -> None:
    """Ratings, directions and sentences about what is hidden, whether or not they narrow it enough."""
    made = let_through(protected, "results", name)
    assert made != protected.outer
    assert findings(made) != []


@pytest.mark.parametrize("name", ["numerator", "value", "display", "published_value", "published_display"])
def test_each_figure_of_a_month_let_through_gives_counts_away(protected: Case, name: str) -> None:
    """The same in the series."""
    made = let_through(protected, "series", name)
    assert made != protected.outer
    assert learns(protected, made)


@pytest.mark.parametrize("name", ["difference_average", "difference_average_display"])
def test_an_average_of_hidden_months_is_seen(protected: Case, name: str) -> None:
    """The summary of a series of which a month is hidden."""
    made = copy.deepcopy(protected.outer)
    for row, true in zip(made["series_summaries"], protected.inner["series_summaries"], strict=True):
        row[name], row["hidden"] = true[name], []
    assert findings(made) != []


def _tallies(made: Document, inner: Document) -> None:
    made["rag_counts"] = inner["rag_counts"]


def _extracts(made: Document, inner: Document) -> None:
    made["extracts"] = inner["extracts"]


def _comparators(made: Document, inner: Document) -> None:
    made["comparators"] = inner["comparators"]


@pytest.mark.parametrize("tamper", [_tallies, _extracts])
def test_each_part_of_the_document_let_through_is_seen(
    protected: Case, tamper: Callable[[Document, Document], None]
) -> None:
    """Tallies of ratings that are not printed; row counts and digests of extracts."""
    made = copy.deepcopy(protected.outer)
    tamper(made, protected.inner)
    assert findings(made) != []


def test_a_comparison_with_others_let_through_gives_counts_away() -> None:
    """England's figure, and how far from it a hidden one is."""
    for seed in range(40):
        case = public_case(seed, 70)
        made = copy.deepcopy(case.outer)
        _comparators(made, case.inner)
        if made != case.outer and any(row["difference"] is None for row in case.outer["comparators"]):
            assert findings(made) != []
            return
    pytest.fail("in no council is such a figure hidden")


def test_the_counts_of_a_panel_let_through_give_counts_away(protected: Case) -> None:
    """A table of its own beside the rows."""
    made = copy.deepcopy(protected.outer)
    made["panels"] = protected.inner["panels"]
    assert made != protected.outer
    assert learns(protected, made)


def test_a_point_of_a_hidden_month_gives_counts_away_by_its_place(protected: Case) -> None:
    """A chart drawn from the internal series: its points are read by the axes, its label by the month."""
    tampered = protected.public.model_copy(update={"series": protected.internal.series})
    html = render_html(Paper(tampered), PLAIN)
    seen = list(read_html(html, protected.outer))
    symbol = protected.council.policy.symbol
    drawn = [each for each in seen if each[1] == "chart"]
    labelled = [each for each in seen if each[1] == "display"]
    for each in (drawn, labelled):
        assert list(of_other_formats(protected.outer, each, symbol)) != []
    documents = Documents([protected.outer])
    for key, name, words in drawn:
        documents.seen[key][name].add(words)
    assert any(leaks(documents, [protected.inner], protected.rule))


@pytest.mark.parametrize("seed", [30, 32, 34, 35])
@pytest.mark.parametrize("change", [next_month, corrected])
def test_what_is_published_later_reveals_nothing_of_what_was_published_first(
    seed: int, change: Callable[[Council], Council]
) -> None:
    """The next month, or the same month corrected: both documents together, all counts of both."""
    later_reveals_nothing(seed, change)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(max(SEEDS // 40, 1)))
@pytest.mark.parametrize("change", [next_month, corrected])
def test_what_is_published_later_by_many_councils_reveals_nothing(
    chunk: int, change: Callable[[Council], Council]
) -> None:
    """Five councils a chunk: their next and corrected months."""
    for seed in range(2_000 + chunk * 5, 2_005 + chunk * 5):
        later_reveals_nothing(seed, change)


def later_reveals_nothing(seed: int, change: Callable[[Council], Council]) -> None:
    """Publish twice, and attack both editions as one."""
    one = council(seed, groups=GroupsShown.HEADLINE)
    first = case_of(one)
    second = case_of(change(one), earlier=(first.public,), before=first.internal)
    said = findings(second.outer, (first.outer,))
    told = attack(
        Documents([first.outer, second.outer]), [first.inner, second.inner], first.rule, explain=True
    )
    assert (said, told) == ([], []), fails(second, said, told)


def test_a_later_edition_that_knows_nothing_of_the_first_would_give_counts_away() -> None:
    """Otherwise the tests above could not fail."""
    for seed in range(30, 50):
        one = council(seed, groups=GroupsShown.HEADLINE)
        first = case_of(one)
        second = case_of(next_month(one), before=first.internal)
        if any(leaks(Documents([first.outer, second.outer]), [first.inner, second.inner], first.rule)):
            return
    pytest.fail("nothing was given away")
