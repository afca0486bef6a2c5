"""Whatever was done to a file, a run keeps its promises; and the fuzzer that says so can tell when not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cicscore.app import compute as computing
from tests.fuzz.__main__ import results_of, sound_folder
from tests.fuzz.cases import (
    BYTES,
    ENCODING,
    SEVERAL,
    Case,
    Files,
    Result,
    broken_promises,
    case_of,
    read,
    try_case,
)
from tests.fuzz.folder import EARLIER, MARK
from tests.fuzz.page import PAGE, Session, tables, with_table
from tests.fuzz.program import LIMIT, Ended
from tests.fuzz.runs import RUNS, Border, Run, damage_of

SEED = 2016
DONE = Ended(0, "a scorecard\n", "", 0.1)
RUN = Run(Border.CSV, "extracts", ("a.csv",), ("compute", "."), ("o.json",))


@pytest.fixture(scope="module")
def sound() -> Iterator[tuple[Path, Files]]:
    """The folder in which cases run, as the working folder, and its files."""
    with sound_folder() as found:
        yield found


def told(results: Iterator[Result]) -> list[str]:
    """The promises that were broken, each with its case."""
    return [
        f"{' '.join(result.case.arguments)} on {result.case.file} ({result.case.kind}): {result.broken}"
        for result in results
        if result.broken
    ]


def test_every_run_keeps_its_promises_on_a_damaged_file(sound: tuple[Path, Files]) -> None:
    """Each command, on one damage of each border."""
    assert told(results_of(SEED, range(len(RUNS)), *sound)) == []


@pytest.mark.slow
@pytest.mark.parametrize("share", range(3))
def test_every_run_keeps_its_promises_on_many(sound: tuple[Path, Files], share: int) -> None:
    """Twenty damages for each command."""
    share_of_all = 2 * len(RUNS)
    assert told(results_of(SEED + 1, range(share * share_of_all, (share + 1) * share_of_all), *sound)) == []


def test_a_case_is_made_again_by_seed_and_number(sound: tuple[Path, Files]) -> None:
    """To the byte; another seed or number makes another."""
    _, files = sound
    assert case_of(3, 7, files) == case_of(3, 7, files)
    assert case_of(4, 7, files) != case_of(3, 7, files) != case_of(3, 7 + len(RUNS), files)


def test_every_border_is_damaged_in_every_way(sound: tuple[Path, Files]) -> None:
    """Each kind comes up, and nearly every case is a file other than the sound one."""
    _, files = sound
    cases = [case_of(1, number, files) for number in range(1_500)]
    for border in Border:
        kinds = {case.kind for case in cases if case.run.border is border}
        assert kinds == {*damage_of(border), BYTES, ENCODING, SEVERAL}
    same = Counter(case.data == files[case.file] for case in cases)
    assert same[True] < 0.1 * len(cases)


def test_a_program_that_goes_wrong_is_found(
    sound: tuple[Path, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the program's own is a finding, and the folder is sound again afterwards."""
    folder, files = sound

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(computing, "compute", fail)
    number = next(n for n, run in enumerate(RUNS) if run.arguments[0] == "compute")
    result = try_case(case_of(1, number, files), folder, files)
    assert result.broken == ("something went wrong inside the program",)
    assert read(folder) == files


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (replace(DONE, code=3), "it ended with 3, which is no exit code of a run"),
        (replace(DONE, code=130), "it ended with 130, which is no exit code of a run"),
        (replace(DONE, code=None), f"it took longer than {LIMIT:.0f} seconds"),
        (replace(DONE, seconds=LIMIT + 1), f"it took longer than {LIMIT:.0f} seconds"),
        (replace(DONE, err="Traceback (most recent call last):\n"), "a traceback was shown"),
        (replace(DONE, code=1, out="", err=" \n"), "it ended with 1 and said nothing"),
        (replace(DONE, code=2, err="why\n"), "it could not run, and there is something on stdout"),
        (replace(DONE, err=f"no child {MARK.upper()}0001\n"), "an identifier is told on stderr"),
        (replace(DONE, out=f"{MARK}0001\n"), "an identifier is told on stdout"),
    ],
)
def test_each_broken_promise_is_told(ended: Ended, said: str) -> None:
    """What a run does wrong, and nothing else."""
    case = Case(RUN, "cut short", "a.csv", b"damaged", None)
    assert list(broken_promises(case, DONE, {"a.csv": b"sound"}, {"a.csv": b"damaged"})) == []
    assert list(broken_promises(case, ended, {"a.csv": b"sound"}, {"a.csv": b"damaged"})) == [said]


@pytest.mark.parametrize(
    ("code", "after", "said"),
    [
        (0, {"o.json": b"{}"}, []),
        (1, {"o.json": b"{}"}, []),
        (1, {"o.json": EARLIER}, []),
        (2, {"o.json": EARLIER}, []),
        (0, {"o.json": EARLIER}, ["the output file was not written"]),
        (2, {"o.json": b"{}"}, ["the earlier output file is not as it was"]),
        (2, {}, ["the earlier output file is not as it was"]),
        (0, {"o.json": b"{"}, ["the output file is not whole"]),
        (0, {"o.json": b"[NaN]"}, ["the output file is not whole"]),
        (0, {"o.json": b"{}", "a.csv": b""}, ["the file a.csv was changed"]),
        (0, {"o.json": b"{}", ".o.json.1.part": b""}, ["the file .o.json.1.part was changed"]),
        (0, {"o.json": f'["{MARK}1"]'.encode()}, ["an identifier is told on the output file"]),
    ],
)
def test_each_file_at_fault_is_told(code: int, after: dict[str, bytes], said: list[str]) -> None:
    """The earlier output or a whole new one, and everything else as it was."""
    case = Case(RUN, "cut short", "a.csv", b"damaged", "o.json")
    ended = Ended(code, "", "why\n", 0.1)
    assert list(broken_promises(case, ended, {"a.csv": b"sound"}, {"a.csv": b"damaged"} | after)) == said


def test_the_table_counts_how_cases_ended() -> None:
    """A line for each damage of a border and for each command, in the order of the alphabet."""
    case = Case(RUN, "cut short", "a.csv", b"", None)
    other = replace(
        case, run=replace(RUN, border=Border.JSON, what="scorecard", arguments=("diff", "a", "b"))
    )
    results = (
        *(Result(case, replace(DONE, code=code), ()) for code in (0, 0, 1)),
        Result(other, replace(DONE, code=2, seconds=1.26), ("a traceback was shown",)),
    )
    lines = tables(Session(5, 0.5, results)).splitlines()
    assert lines[0].endswith("; `make fuzz MINUTES=0.5 SEED=5`:")
    assert lines[1:] == [
        "4 cases, 1 findings; the slowest case took 1.3 s of computing.",
        "",
        "| border | damage | cases | ended 0 | 1 | 2 | findings |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        "| CSV | cut short | 3 | 2 | 1 | 0 | 0 |",
        "| JSON | cut short | 1 | 0 | 0 | 1 | 1 |",
        "",
        "| what was damaged | command | cases | ended 0 | 1 | 2 | findings |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        "| extracts (CSV) | `compute` | 3 | 2 | 1 | 0 | 0 |",
        "| scorecard (JSON) | `diff` | 1 | 0 | 0 | 1 | 1 |",
    ]


def test_the_table_takes_the_place_of_the_one_before() -> None:
    """All around it stays, and writing it twice changes nothing more."""
    case = Case(RUN, "cut short", "a.csv", b"", None)
    session = Session(5, 0.5, (Result(case, DONE, ()),))
    page = PAGE.read_text(encoding="utf-8")
    once = with_table(page, session)
    assert once != page
    assert with_table(once, session) == once
    assert [once.splitlines()[0], once.splitlines()[-1]] == [page.splitlines()[0], page.splitlines()[-1]]


def test_the_page_shows_what_is_tried() -> None:
    """Every kind of damage and every command of today is in the committed table, and no finding is left."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and line.count("|") == 8
    ]
    tried = [row for row in rows if row[2] != "cases" and row[2] != "---:"]
    damages = {(border, kind) for border in Border for kind in (*damage_of(border), BYTES, ENCODING, SEVERAL)}
    commands = {(f"{run.what} ({run.border})", f"`{run.arguments[0]}`") for run in RUNS}
    assert {(row[0], row[1]) for row in tried} == {*damages, *commands}
    assert {row[6] for row in tried} == {"0"}
