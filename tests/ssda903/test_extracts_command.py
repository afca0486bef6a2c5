"""``cicscore extracts``: what each file was taken for, and what is wrong with it."""

import csv
import errno
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cicscore.cli.commands import commands
from cicscore.faults.fault import CannotRunError
from tests.ssda903.returns import figure, messages, write_return

TWO_OPEN = "LJ77 2015-05-01 S C2 U4 PR1 - - AB1\nLJ77 2015-08-01 P C2 U4 PR1 - - CD2"


def extracts(*arguments: str | Path) -> Result:
    """The command run on these arguments."""
    command = ["extracts", *map(str, arguments), "--as-at", "2016-03-31"]
    return CliRunner().invoke(commands, command, standalone_mode=False)


def document(*arguments: str | Path) -> dict[str, object]:
    """What the command prints as JSON."""
    found: dict[str, object] = json.loads(extracts(*arguments, "--format", "json").stdout)
    return found


def test_each_file_is_named_with_rows_and_dates(tmp_path: Path) -> None:
    """Tables of the return go by their titles, local extracts by their names, other files are not read."""
    write_return(tmp_path, episodes="1 2015-05-01 S C2 U4 PR1 2015-12-24 E4A AB1")
    (tmp_path / "peps.csv").write_bytes(b"\xef\xbb\xbfChild ID,held_on\r\n1,2016-03-01\r\n")
    (tmp_path / "notes.csv").write_text("a,b\n", encoding="utf-8")
    lines = extracts(tmp_path).stdout.splitlines()
    assert lines[1] == (
        "episodes.csv             Episodes of the SSDA903 return of 2015-16: 1 row, 2015-05-01 to 2015-12-24"
    )
    assert "notes.csv                not read" in lines
    assert (
        "peps.csv                 peps: 1 row, 2016-03-01 to 2016-03-01"
        " (UTF-8 with a byte-order mark, lines end in CRLF)"
    ) in lines


def test_faults_exit_1_and_name_no_child(tmp_path: Path) -> None:
    """Place, code and advice are given; the identifier only where it is asked for."""
    write_return(tmp_path, episodes=TWO_OPEN)
    ended = extracts(tmp_path)
    assert ended.return_value == 1
    assert "episodes.csv:3 (DECOM): error CIC710" in ended.stdout
    assert "LJ77" not in ended.stdout
    assert "  child: LJ77\n" in extracts(tmp_path, "--show-ids").stdout


def test_json_holds_the_same(tmp_path: Path) -> None:
    """Files and faults as flat objects; children only where they are asked for."""
    write_return(tmp_path, episodes=TWO_OPEN)
    faults = document(tmp_path)["faults"]
    assert isinstance(faults, list)
    found = next(one for one in faults if one["code"] == "CIC710")
    assert (found["file"], found["line"], found["path"]) == ("episodes.csv", 3, "DECOM")
    assert found["column"] is None
    assert "child" not in found
    assert '"child": "LJ77"' in extracts(tmp_path, "--format", "json", "--show-ids").stdout


@pytest.mark.parametrize(
    ("episodes", "told"),
    [
        (
            "1 2016-03-01 S C2 U4 PR1 2016-04-02 E4A AB1",
            "episodes.csv:2 (DEC): warning CIC541: 1 date lies after 31 March 2016, the first of them here.",
        ),
        (
            "1 2016-01-05 S C2 U4 PR1 - - AB1",
            "episodes.csv: warning CIC542: the newest date of all files up to 31 March 2016 is 5 January"
            " 2016, of an earlier month.",
        ),
    ],
    ids=["after the day", "another month"],
)
def test_dates_that_do_not_fit_the_day_are_warnings(tmp_path: Path, episodes: str, told: str) -> None:
    """Dates after the as-at date, and files whose newest date is of a month before, are told."""
    write_return(tmp_path, episodes=episodes)
    ended = extracts(tmp_path)
    assert ended.return_value == 0
    assert told in ended.stdout.splitlines()


def test_dates_that_are_planned_may_lie_after_the_day(tmp_path: Path) -> None:
    """The catalogue says of which columns; of the others a date to come is told."""
    write_return(tmp_path, episodes="1 2016-03-01 S C2 U4 PR1 - - AB1")
    text = "child_id,due_on,held_on,participation\n1,2016-04-20,2016-04-21,PN1\n"
    (tmp_path / "reviews.csv").write_text(text, encoding="utf-8")
    told = [line for line in extracts(tmp_path).stdout.splitlines() if "CIC541" in line]
    assert told == [
        "reviews.csv:2 (held_on): warning CIC541: 1 date lies after 31 March 2016, the first of them here."
    ]


def test_headings_that_changed_since_an_earlier_folder_are_told(tmp_path: Path) -> None:
    """What is gone and what is new, file by file."""
    now = write_return(tmp_path / "now", episodes="1 2016-03-05 S C2 U4 PR1 - - AB1")
    then = write_return(tmp_path / "then", episodes="1 2016-03-05 S C2 U4 PR1 - - AB1")
    file = now / "episodes.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("PL_POST", "Postcode"), encoding="utf-8")
    assert (
        "episodes.csv:1: warning CIC543: the headings differ from those of the earlier folder; gone: PL_POST;"
        " new: Postcode."
    ) in extracts(now, "--earlier", then).stdout.splitlines()


def test_a_first_row_is_no_heading_that_may_be_told(tmp_path: Path) -> None:
    """A file that lost its heading line begins with a child: neither month's is quoted."""
    now = write_return(tmp_path / "now", episodes="LJ77 2016-03-05 S C2 U4 PR1 - - AB1")
    then = write_return(tmp_path / "then", episodes="LJ77 2016-03-05 S C2 U4 PR1 - - AB1")
    file = now / "episodes.csv"
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
    for one, other in ((now, then), (then, now)):
        said = extracts(one, "--earlier", other).stdout
        assert "LJ77" not in said
        assert "CIC543" not in said


def test_the_audit_is_only_ever_a_file(tmp_path: Path) -> None:
    """It holds identifiers, so it cannot go to the terminal."""
    write_return(tmp_path, episodes="1 2016-03-05 S C2 U4 PR1 - - AB1")
    ended = extracts(tmp_path, "--audit", "-")
    assert str(ended.exception).startswith("--audit: ")
    assert str(ended.exception).endswith(
        "he rows hold children's identifiers, so they are only ever written to a file: give its name."
    )


def test_a_file_that_cannot_be_opened_hides_no_other_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a fault among the others, and the command ends as for any fault."""
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "reviews.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return read_bytes(path)

    write_return(tmp_path, episodes=TWO_OPEN)
    (tmp_path / "reviews.csv").write_text("child_id,due_on,held_on,participation\n", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    ended = extracts(tmp_path)
    assert ended.return_value == 1
    assert "reviews.csv: error CIC502: the file cannot be opened" in ended.stdout
    assert "episodes.csv:3 (DECOM): error CIC710" in ended.stdout


def test_csv_lists_every_fault(tmp_path: Path) -> None:
    """As text, many are counted by rule with a few examples; CSV has a row for each."""
    write_return(tmp_path, episodes="\n".join(f"{child} 2015-05-01 S C2 XX PR1" for child in range(40)))
    text = extracts(tmp_path).stdout
    assert "         40  error CIC527: episodes.csv\n" in text
    assert len([line for line in text.splitlines() if ": error CIC527: " in line]) == 3
    rows = list(csv.DictReader(io.StringIO(extracts(tmp_path, "--format", "csv").stdout)))
    found = [(row["file"], row["line"], row["path"]) for row in rows if row["code"] == "CIC527"]
    assert found == [("episodes.csv", str(line), "PLACE") for line in range(2, 42)]


def test_no_row_behind_a_heading_is_told(tmp_path: Path) -> None:
    """Nor where the line ends in what only some programs take for the end of a line."""
    heading, row = "child_id,held_on,wrote", "LJ77,2016-03-01,Ann"
    for name, text in (("then", f"{heading}\n{row}\n"), ("now", f"{heading}\x0b{row}\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "peps.csv").write_text(text, encoding="utf-8")
    said = extracts(tmp_path / "now", "--earlier", tmp_path / "then").stdout
    assert "LJ77" not in said
    assert "Ann" not in said


def test_a_folder_of_xml_that_is_no_return_is_said_to_be_that(tmp_path: Path) -> None:
    """Neither command asks for a list of files where there is a file that may have been meant."""
    (tmp_path / "return.xml").write_text("<EXPSSDA903/>\n", encoding="utf-8")
    found = json.loads(extracts(tmp_path, "--format", "json").stdout)
    assert "CIC725" in json.dumps(found)
    assert "CIC501" not in json.dumps(found)
    command = ["compute", str(tmp_path), "--as-at", "2016-03-31"]
    with pytest.raises(
        CannotRunError, match=r"no return can be read in an XML file \(return.xml\). Where"
    ) as error:
        CliRunner().invoke(commands, command, standalone_mode=False, catch_exceptions=False)
    assert "children.csv" not in str(error.value)


def test_a_folder_above_the_right_one_is_said_to_be_that(tmp_path: Path) -> None:
    """One message names the folder within and counts its files, in both commands."""
    write_return(tmp_path / "2016-03", episodes="1 2015-05-01 S C2 U4 PR1 - - AB1")
    (found,) = json.loads(extracts(tmp_path, "--format", "json").stdout)["faults"]
    assert (found["code"], found["file"]) == ("CIC733", "2016-03")
    assert found["found"].startswith("9 of the files that are looked for lie in this folder")
    command = ["compute", str(tmp_path), "--as-at", "2016-03-31"]
    with pytest.raises(
        CannotRunError, match=r"lie in a folder within it \(2016-03\). Give the folder"
    ) as error:
        CliRunner().invoke(commands, command, standalone_mode=False, catch_exceptions=False)
    assert "children.csv" not in str(error.value)
    write_return(tmp_path / "2016-06", episodes="1 2015-05-01 S C2 U4 PR1 - - AB1")
    (found,) = json.loads(extracts(tmp_path, "--format", "json").stdout)["faults"]
    assert found["advice"] == "Give one of the folders that hold the files: 2016-03 or 2016-06."


def test_a_regional_file_is_told_as_one_cause(tmp_path: Path) -> None:
    """Children 1 to 40 of two authorities in two years: one message for each file whose keys repeat."""
    header = ["YEAR,LA,CHILD,SEX,DOB,ETHNIC"]
    episodes = ["YEAR,LA,CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,URN"]
    for authority in ("886", "887"):
        for child in range(1, 41):
            episodes.append(f"2016,{authority},{child},01/05/2015,S,C2,U4,PR1,,,")
            header += [f"{year},{authority},{child},1,04/05/2008,WBRI" for year in (2015, 2016)]
    (tmp_path / "header.csv").write_text("\n".join(header) + "\n", encoding="utf-8")
    (tmp_path / "episodes.csv").write_text("\n".join(episodes) + "\n", encoding="utf-8")
    found = messages(tmp_path)
    assert [one.partition(" authorities or years ")[2].partition(".")[0] for one in found] == [
        "(2 values in LA): 80 of its 80 rows have a key that others have",
        "(2 values in YEAR and 2 values in LA): 160 of its 160 rows have a key that others have",
    ]
    assert [one.partition(": the file")[0] for one in found] == [
        "episodes.csv: error CIC553",
        "header.csv: error CIC553",
    ]


def test_a_column_year_in_a_sound_file_is_passed_over(tmp_path: Path) -> None:
    """Where no key repeats, it is a column like any other that is not read."""
    write_return(tmp_path, episodes="1 2015-05-01 S C2 U4 PR1 - - AB1\n2 2015-05-01 S C2 U4 PR1 - - AB1")
    header = "YEAR,CHILD,SEX,DOB,ETHNIC\n2015,1,1,04/05/2008,WBRI\n2016,2,1,04/05/2008,WBRI\n"
    (tmp_path / "header.csv").write_text(header, encoding="utf-8")
    assert messages(tmp_path, code="CIC553") == []
    assert figure(tmp_path, "own_foster_or_relatives") == (2, 2)
