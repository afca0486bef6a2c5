"""The matrix of lines against groups, and a theme's composite on the first page."""

from __future__ import annotations

from pathlib import Path

from cicscore.disclosure.edition import publish
from cicscore.render.markdown import render_markdown
from cicscore.render.table import render_table
from cicscore.results import Scorecard
from cicscore.view import Layout, View
from cicscore.vocabulary import Audience
from tests.cli.conftest import Run, run, workplace
from tests.scorecard.scorecards import compute

__all__ = ["run", "workplace"]

MATRIX = View(layout=Layout.MATRIX)
#: Of ten boys five stays are urgent, of ten girls as many as a test asks for.
CHILDREN = "".join(f"{n},2006-04-01,no,,{'M' if n < 10 else 'F'},\n" for n in range(20))
URGENT = """
{id: urgent, title: Urgent, unit: percent, polarity: lower, targets: {2015-16: {target: 50, amber: 60}},
 denominator: {from: stays}, numerator: {where: urgent}}
"""
OF_BOYS = """
{id: of_boys, title: Of boys, unit: count, numerator: {from: stays, where: child.sex == "M"}}
"""
HALF = """
{id: half, title: Half of it, unit: percent, polarity: lower, lines: [all, girls],
 targets: {2015-16: {target: 20, amber: 30}}, value: {from_indicators: urgent / 2}}
"""


def card(folder: Path, girls: int = 8, policy: str = "", children: str = CHILDREN) -> Scorecard:
    """The scorecard by sex, in which half of the urgent stays stands for the theme."""
    urgent = {*range(5), *range(10, 10 + girls)}
    stays = "".join(f"{n},2015-05-01,,,{'yes' if n in urgent else 'no'},A,\n" for n in range(20))
    found = compute(
        folder,
        *(URGENT, OF_BOYS, HALF),
        settings=policy,
        options={"by": ("sex",)},
        children=children,
        stays=stays,
    )
    (theme,) = found.themes
    return found.model_copy(update={"themes": (theme.model_copy(update={"composite": "half"}),)})


def test_each_line_stands_against_each_group(tmp_path: Path) -> None:
    """13 of 20 urgent, 5 of 10 of boys, 8 of 10 of girls; half of each of these; and the reds of each."""
    page = render_table(card(tmp_path), MATRIX)

    assert page.partition("\nRAG:")[0].partition("shown.\n\n")[2] == (
        "Themes by sex\n"
        "Theme               All      Male    Female\n"
        "───────────────────────────────────────────\n"
        "All of it [3] 32.5% ■ R 25.0% ◆ A 40.0% ■ R\n"
        "\n"
        "All of it, by sex\n"
        "Indicator                       All      Male    Female\n"
        "───────────────────────────────────────────────────────\n"
        "Urgent [1, 2]             65.0% ■ R 50.0% ● G 80.0% ■ R\n"
        "Of boys                          10        10         0\n"
        "Half of it [3]            32.5% ■ R 25.0% ◆ A 40.0% ■ R\n"
        "Half of it (Girls) [3, 4] 40.0% ■ R         – 40.0% ■ R\n"
        "\n"
        "Ratings by sex\n"
        "Rating    All Male Female\n"
        "─────────────────────────\n"
        "Red         3    0      3\n"
        "Amber       0    1      0\n"
        "Green       0    1      0\n"
        "Not rated   1    2      0\n"
    )


def test_a_count_is_not_known_of_a_group_that_rows_not_known_may_be_of(tmp_path: Path) -> None:
    """The sex of one child is blank: the child may be a boy, so that the count of boys is bounded, too."""
    page = render_table(
        card(tmp_path, children=CHILDREN.replace("19,2006-04-01,no,,F", "19,2006-04-01,no,,")), MATRIX
    )

    (boys,) = (line for line in page.splitlines() if line.startswith("Of boys"))
    assert boys.split()[-2:] == ["–", "–"]


def test_the_matrix_in_markdown_has_the_same_cells(tmp_path: Path) -> None:
    """With ratings in words."""
    page = render_markdown(card(tmp_path), MATRIX)

    assert "## Ratings by sex\n\n| Rating | All | Male | Female |\n| --- | ---: | ---: | ---: |\n" in page
    assert "| 65.0% ■ Red | 50.0% ● Green | 80.0% ■ Red |" in page


def test_the_first_page_has_the_figure_that_stands_for_a_theme(tmp_path: Path) -> None:
    """Its title, its headline figure and its rating, beside the theme's own title."""
    page = render_table(card(tmp_path), View())

    assert "\nAll of it · Half of it: 32.5% ■ R\n" in page


def test_an_edition_has_the_symbol_in_cells_that_it_does_not_show(tmp_path: Path) -> None:
    """Of two girls nothing is told, and neither of what is made of them; nor how they are rated.

    The line of girls alone is all of two, so that one line is not shown as a whole, either.
    """
    edition = publish(card(tmp_path, 2, "disclosure: {threshold: 5}\n"), audience=Audience.PARTNER).document
    page = render_table(edition, MATRIX)

    assert "20.0%" not in page
    assert "10.0%" not in page
    (urgent,) = (line for line in page.splitlines() if line.startswith("Urgent"))
    assert urgent.split()[-1] == "c"
    (unshown,) = (line for line in page.splitlines() if line.startswith("Not shown"))
    assert unshown.split()[2:] == ["1", "0", "3"]


def test_a_matrix_needs_groups(workplace: Path, run: Run) -> None:
    """Without a breakdown there is nothing to stand against."""
    ended = run("compute", "2016-03", "--layout", "matrix")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cicscore: --layout: matrix prints lines against groups. Name a breakdown with --by.\n"
    )
