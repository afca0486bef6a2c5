"""What is derived for a catalogue that declares it: each extract by hand, from a small return."""

import datetime as dt
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from cicscore.app.api import load_extracts
from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column
from cicscore.vocabulary import ColumnType
from tests.ssda903.returns import shipped

AS_AT = dt.date(2027, 3, 31)
HEADER = "CHILD,SEX,DOB,ETHNIC"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,PL_POST,URN"
OC2 = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED"
)

CHILD, DATE, CODE, FLAG, NUMBER = (
    ColumnType.ID,
    ColumnType.DATE,
    ColumnType.TEXT,
    ColumnType.FLAG,
    ColumnType.NUMBER,
)


def derived(folder: Path, name: str, **columns: ColumnType) -> list[dict[str, object]]:
    """The rows of an extract as a catalogue with these columns has it; ``None`` for a blank cell."""
    with_child = {"child_id": CHILD, **columns}
    table = Extract(
        name=name,
        file=f"{name}.csv",
        key=(),
        about="children",
        columns={column: Column(type=kind, required=False) for column, kind in with_child.items()},
        must=(),
    )
    extracts = {"children": shipped().extracts["children"], name: table}
    catalogue: Catalogue = replace(shipped(), extracts=extracts, indicators=())
    frame = load_extracts(folder, catalogue, as_at=AS_AT).tables[name].frame
    rows = frame.sort_values(list(with_child)).to_dict("records")
    return [{str(column): _plain(value) for column, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    if pd.isna(value):  # type: ignore[call-overload]  # a cell
        return None
    return str(value.date()) if isinstance(value, pd.Timestamp) else value


def written(folder: Path, **tables: str) -> Path:
    """A return of 2026-27 whose files hold these lines."""
    folder = folder.parent / "2026-27"
    folder.mkdir()
    for name, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


OPEN = f"""{EPISODES}
    1,01/05/2026,S,C2,N1,U4,PR1,,,,,
    2,01/05/2026,S,C2,N1,U4,PR1,,,,,"""
TWO = f"{HEADER}\n1,M,04/05/2015,WBRI\n2,F,04/05/2022,WBRI"


def test_a_stay_says_why_it_ended_with_a_move(tmp_path: Path) -> None:
    """Child 1 moves once; the change of legal status is no move, and what an open episode says is none."""
    episodes = f"""{EPISODES}
        1,01/05/2026,S,C1,N1,U4,PR1,01/07/2026,X1,,,
        1,01/07/2026,L,C2,N1,U4,PR1,01/09/2026,X1,CREQB,,
        1,01/09/2026,P,C2,N1,K2,PR4,,,OTHER,,
        2,01/05/2026,S,C2,N5,U4,PR1,01/06/2026,E4A,CARPL,,"""
    folder = written(tmp_path, header=TWO, episodes=episodes)
    assert derived(folder, "placements", started_on=DATE, placement_type=CODE, change_reason=CODE) == [
        {"child_id": "1", "started_on": "2026-05-01", "placement_type": "U4", "change_reason": "CREQB"},
        {"child_id": "1", "started_on": "2026-09-01", "placement_type": "K2", "change_reason": None},
        {"child_id": "2", "started_on": "2026-05-01", "placement_type": "U4", "change_reason": None},
    ]
    assert derived(folder, "care_periods", started_on=DATE, category_of_need=CODE) == [
        {"child_id": "1", "started_on": "2026-05-01", "category_of_need": "N1"},
        {"child_id": "2", "started_on": "2026-05-01", "category_of_need": "N5"},
    ]


def test_a_column_that_the_files_lack_is_lacking_and_not_blank(tmp_path: Path) -> None:
    """Episodes without CIN tell nothing of needs: the extract says so in place of blank cells."""
    episodes = "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,URN\n1,01/05/2026,S,C2,U4,PR1,,,"
    folder = written(tmp_path, header=TWO, episodes=episodes)
    column = Column(type=CODE, required=False)
    periods = shipped().extracts["care_periods"]
    periods = replace(periods, columns={**periods.columns, "category_of_need": column})
    catalogue = replace(shipped(), extracts={**shipped().extracts, "care_periods": periods})
    table = load_extracts(folder, catalogue, as_at=AS_AT).tables["care_periods"]
    assert table.lacking == {
        "category_of_need": "the SSDA903 return does not hold the column `category_of_need` of care_periods"
    }


#: One for each birthday from the 16th to the 26th in 2026-27: on its first day, on its last, and between.
LEAVERS = """CHILD,DOB,IN_TOUCH,ACTIV,ACCOM
    a,01/04/2009,YES,F2,U1
    b,31/03/2009,YES,F2,U1
    c,01/06/2007,NO,0,0
    d,01/06/2004,YES,F4,U1
    e,01/06/2001,YES,G5,S2
    f,31/03/2001,YES,G5,S2
    g,01/06/2009,,,
    h,01/06/2010,YES,F2,U1"""


def test_care_leavers_of_17_to_25_are_there_where_the_catalogue_declares_their_age(tmp_path: Path) -> None:
    """The 16th birthday and the 26th are too early and too late; without `age` there are 19 to 21 alone."""
    header = [line.strip().split(",") for line in LEAVERS.splitlines()[1:]]
    people = "\n".join([HEADER, *(f"{child},M,{born},WBRI" for child, born, *_ in header)])
    folder = written(tmp_path, header=people, oc3=LEAVERS)
    assert derived(folder, "care_leavers", birthday_on=DATE, age=NUMBER, in_touch=CODE) == [
        {"child_id": "a", "birthday_on": "2026-04-01", "age": 17.0, "in_touch": "YES"},
        {"child_id": "b", "birthday_on": "2027-03-31", "age": 18.0, "in_touch": "YES"},
        {"child_id": "c", "birthday_on": "2026-06-01", "age": 19.0, "in_touch": "NO"},
        {"child_id": "d", "birthday_on": "2026-06-01", "age": 22.0, "in_touch": "YES"},
        {"child_id": "e", "birthday_on": "2026-06-01", "age": 25.0, "in_touch": "YES"},
    ]
    assert derived(folder, "care_leavers", birthday_on=DATE) == [
        {"child_id": "c", "birthday_on": "2026-06-01"}
    ]


def test_what_oc2_tells_of_a_child_is_a_row_on_31_march(tmp_path: Path) -> None:
    """Blank where it does not apply: child 1 is too old for a development check, child 2 too young."""
    oc2 = f"""{OC2}
        1,04/05/2015,12,,0,,1,1,1,1,0,1
        2,04/05/2022,,SDQ1,,1,0,0,1,0,,"""
    folder = written(tmp_path, header=TWO, episodes=OPEN, oc2=oc2)
    found = derived(
        folder, "yearly_outcomes", recorded_on=DATE, convicted=FLAG, development_check=FLAG, immunised=FLAG,
        substance_misuse=FLAG, intervention_received=FLAG, intervention_offered=FLAG, dental_check=FLAG,
        health_assessment=FLAG, sdq_score=NUMBER, sdq_reason=CODE,
    )  # fmt: skip
    assert [list(row.values()) for row in found] == [
        ["1", "2027-03-31", False, None, True, True, False, True, True, True, 12.0, None],
        ["2", "2027-03-31", None, True, False, False, None, None, False, True, None, "SDQ1"],
    ]


def test_workers_say_why_they_began_and_orders_when_they_held(tmp_path: Path) -> None:
    """The tables of 2023-24 and of 2026-27."""
    workers = """CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON
        1,04/05/2015,SW1,01/05/2026,01/10/2026,MANAGE
        1,04/05/2015,SW2,01/10/2026,,LEFTRL"""
    orders = "CHILD,DOB,DOLO_START,DOLO_END\n1,04/05/2015,01/06/2026,01/12/2026\n1,04/05/2015,05/01/2027,"
    folder = written(tmp_path, header=TWO, episodes=OPEN, sw_episodes=workers, dolo=orders)
    assert derived(folder, "allocations", worker_id=CHILD, started_on=DATE, start_reason=CODE) == [
        {"child_id": "1", "worker_id": "SW1", "started_on": "2026-05-01", "start_reason": "MANAGE"},
        {"child_id": "1", "worker_id": "SW2", "started_on": "2026-10-01", "start_reason": "LEFTRL"},
    ]
    assert derived(folder, "deprivations_of_liberty", started_on=DATE, ended_on=DATE) == [
        {"child_id": "1", "started_on": "2026-06-01", "ended_on": "2026-12-01"},
        {"child_id": "1", "started_on": "2027-01-05", "ended_on": None},
    ]
