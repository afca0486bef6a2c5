"""A return as one XML file: the same tables as the CSV files, and nothing of a file that is an attack."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from cicscore.ssda903.xml_return import tables_in_xml
from tests.ssda903.every_code import MadeUpReturn
from tests.ssda903.returns import figure, messages, write_return

#: Child 1 is in the authority's own foster care, child 3 (UASC) in another's; child 2 left care, adopted.
XML = """<?xml version="1.0" encoding="utf-8"?>
<EXPSSDA903>
  <CHILD>
    <HEADER>
      <CHILDID>1</CHILDID><UPN/><SEX>1</SEX><DOB>04/05/2008</DOB><ETHNIC>WBRI</ETHNIC><UASC>0</UASC>
      <AMISSING><MISSING>M</MISSING><MIS_START>01/12/2015</MIS_START><MIS_END>02/12/2015</MIS_END></AMISSING>
      <AREVIEW><REVIEW>20/05/2015</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
      <AREVIEW><REVIEW>10/08/2015</REVIEW><REVIEW_CODE>PN7</REVIEW_CODE></AREVIEW>
      <OC2><SDQ_SCORE>12</SDQ_SCORE><TEETH_CHECK>1</TEETH_CHECK><HEALTH_ASSESSMENT>0</HEALTH_ASSESSMENT></OC2>
    </HEADER>
    <EPISODE>
      <DECOM>01/05/2015</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL><PL_POST>AB1 2CD</PL_POST>
      <PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC/><REC/>
    </EPISODE>
  </CHILD>
  <CHILD>
    <HEADER>
      <CHILDID>2</CHILDID><SEX>2</SEX><DOB>04/05/2014</DOB><ETHNIC>WBRI</ETHNIC><UASC/>
      <DATE_INT>01/07/2015</DATE_INT><DATE_MATCH>01/08/2015</DATE_MATCH><FOSTER_CARE>0</FOSTER_CARE>
      <PERMANENCE><PREV_PERM>Z1</PREV_PERM></PERMANENCE>
      <AD_PLACED><DATE_PLACED>01/07/2015</DATE_PLACED></AD_PLACED>
    </HEADER>
    <EPISODE>
      <DECOM>01/05/2015</DECOM><RNE>S</RNE><LS>E1</LS><CIN>N1</CIN><PL>A6</PL>
      <PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC>11/01/2016</DEC><REC>E11</REC>
    </EPISODE>
  </CHILD>
  <CHILD>
    <HEADER>
      <CHILDID>3</CHILDID><SEX>1</SEX><DOB>04/05/2000</DOB><ETHNIC>BAFR</ETHNIC><UASC>1</UASC><DUC/>
      <IN_TOUCH/><ACTIV/><ACCOM/>
    </HEADER>
    <EPISODE>
      <DECOM>01/05/2015</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N8</CIN><PL>U4</PL>
      <PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC/><REC/>
    </EPISODE>
  </CHILD>
</EXPSSDA903>
"""
NESTED = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"


def written(folder: Path, text: str) -> Path:
    """The folder with the text as its one file, return.xml."""
    (folder / "return.xml").write_text(text, encoding="utf-8")
    return folder


def test_the_elements_of_a_child_are_the_rows_of_the_tables() -> None:
    """Tags are columns by name, CHILDID as CHILD and PL as PLACE; a table of nobody is not there."""
    tables = {name: text.decode().splitlines() for name, text in tables_in_xml(XML.encode()).items()}
    assert {name: len(lines) - 1 for name, lines in tables.items()} == {
        "Header": 3,
        "Episodes": 3,
        "Missing": 1,
        "Reviews": 2,
        "OC2": 1,
        "AD1": 1,
        "PrevPerm": 1,
        "PlacedAdoption": 1,
        "UASC": 1,
    }
    assert tables["Missing"] == [
        "CHILD,DOB,MISSING,MIS_START,MIS_END",
        "1,04/05/2008,M,01/12/2015,02/12/2015",
    ]
    assert tables["UASC"] == ["CHILD,SEX,DOB,DUC", "3,1,04/05/2000,"]
    assert tables["Episodes"][1] == "1,01/05/2015,S,C2,N1,U4,PR1,,,,,AB1 2CD,"


def test_figures_of_a_return_in_xml_are_those_of_its_csv_files(tmp_path: Path) -> None:
    """Of two in care one is in the authority's own foster homes; of one who left one was adopted."""
    written(tmp_path, XML)
    assert messages(tmp_path, code="CIC725") == []
    assert figure(tmp_path, "own_foster_or_relatives") == (1, 2)
    assert figure(tmp_path, "own_foster_or_relatives", "excluding_uasc") == (1, 1)
    assert figure(tmp_path, "left_care_adopted") == (1, 1)
    assert figure(tmp_path, "review_participation") == (1, 2)


def test_every_row_of_a_return_comes_back_from_xml() -> None:
    """A return with every code of 2025-26, written as XML, has the same cells."""
    rows = MadeUpReturn("2025-26").rows
    tables = tables_in_xml(_as_xml(rows).encode())
    found = {name: _cells(text.decode()) for name, text in tables.items()}
    assert found == {_TITLES[name]: sorted(_filled(row) for row in own) for name, own in rows.items() if own}


#: The tables of 2025-26.
_TITLES = {
    "header": "Header", "episodes": "Episodes", "reviews": "Reviews", "uasc": "UASC", "oc2": "OC2",
    "oc3": "OC3", "ad1": "AD1", "placed_for_adoption": "PlacedAdoption", "missing": "Missing",
    "previous_permanence": "PrevPerm", "social_workers": "SWEpisodes",
}  # fmt: skip


def _as_xml(rows: dict[str, list[dict[str, str]]]) -> str:
    """The rows as the Department's XML: those of uasc, oc3 and ad1 lie in the HEADER element."""
    children = []
    for header in rows["header"]:
        own = {
            name: [row for row in table if row["child"] == header["child"]] for name, table in rows.items()
        }
        flat = dict(header)
        for table in ("uasc", "oc3", "ad1"):
            for row in own[table]:
                flat |= row
        parts = "".join(
            f"<A{table.upper()}>{_tags(row)}</A{table.upper()}>"
            for table, found in own.items()
            if table not in ("header", "uasc", "oc3", "ad1", "episodes")
            for row in found
        )
        uasc = f"<UASC>{len(own['uasc'])}</UASC>"
        episodes = "".join(f"<EPISODE>{_tags(row)}</EPISODE>" for row in own["episodes"])
        children.append(f"<CHILD><HEADER>{_tags(flat)}{uasc}{parts}</HEADER>{episodes}</CHILD>")
    return f"<EXPSSDA903>{''.join(children)}</EXPSSDA903>"


def _tags(row: dict[str, str]) -> str:
    names = {"child": "CHILDID", "place": "PL"}
    tags = {names.get(name, name.upper()): text for name, text in row.items()}
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in tags.items())


def _filled(row: dict[str, str]) -> str:
    cells = sorted(f"{name.upper()}={text}" for name, text in row.items() if text and name != "dob")
    return " ".join(cells)


def _cells(text: str) -> list[str]:
    heading, *lines = (line.split(",") for line in text.splitlines())
    return sorted(_filled(dict(zip([name.lower() for name in heading], line, strict=True))) for line in lines)


@pytest.mark.parametrize(
    ("text", "found", "advice"),
    [
        (
            XML.partition("<EPISODE>")[0],
            "it is not well-formed XML (line 11)",
            "It may be cut short. Export the return again, as XML or as CSV, a file for each table.",
        ),
        (
            "<list><CHILD/></list>",
            "it is XML, and holds no child of an SSDA903 return",
            "Where it is no part of the return, leave it. Export the return again, as XML or as CSV, a file"
            " for each table.",
        ),
        (
            XML.replace("<EXPSSDA903>", f"{NESTED}<EXPSSDA903>"),
            "it is XML with a document type, entities or an encoding that no return has",
            "Export the return again, as XML or as CSV, a file for each table.",
        ),
        (
            XML.replace("<EXPSSDA903>", f"{OUTSIDE}<EXPSSDA903>"),
            "it is XML with a document type, entities or an encoding that no return has",
            "Export the return again, as XML or as CSV, a file for each table.",
        ),
    ],
)
def test_xml_that_is_no_sound_return_is_not_read_at_all(
    tmp_path: Path, text: str, found: str, advice: str
) -> None:
    """One message says why; nothing of the children before the fault is counted."""
    written(tmp_path, text)
    assert messages(tmp_path, code="CIC725") == [
        f"return.xml: warning CIC725: the file is not read: {found}.\n  what to do: {advice}"
    ]


def test_csv_files_count_before_xml_beside_them(tmp_path: Path) -> None:
    """The one child of the CSV files alone is in care."""
    write_return(tmp_path, episodes="9 2015-05-01 S C2 U4 PR1 - - AB1")
    written(tmp_path, XML)
    assert figure(tmp_path, "own_foster_or_relatives") == (1, 1)
    assert messages(tmp_path, code="CIC725") == [
        "return.xml: warning CIC725: the file is not read: it holds the SSDA903 return, and so do the CSV"
        " files beside it, which count.\n"
        "  what to do: Nothing, if that is right; else keep the one that is right in the folder."
    ]


def test_a_fault_in_xml_is_placed_by_table_and_row(tmp_path: Path) -> None:
    """Child 2's is the second episode of the file, which has line 3 of the table; no child is named."""
    written(tmp_path, XML.replace("<PL>A6</PL>", "<PL>F2</PL>"))
    (message,) = messages(tmp_path, code="CIC527")
    assert message.startswith('return.xml/Episodes:3 (PLACE): error CIC527: "F2" is not in the list of codes')
