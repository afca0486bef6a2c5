"""The folder in which cases run: a small catalogue, extracts, a return, published figures, saved documents.

Every identifier bears ``MARK``, so that one search finds any that comes out.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.checks.damage import with_indicators
from tests.cli.workplace import CATALOGUE, EXTRACTS, FOLDER
from tests.fuzz.damage import bytes_of
from tests.fuzz.program import run
from tests.ssda903.returns import write_return

#: What no message, no heading and no name of a file holds.
MARK = "zqx"
#: A catalogue of three indicators of the shipped one, others each time.
FEW = "few.yaml"
#: What a file holds before a run writes it.
EARLIER = b"what was there before\n"

_OVERRIDES = """\
overrides:
  - indicator: reviews_on_time
    variant: all
    as_at: 2016-03-31
    field: value
    value: 71.5
    who: Head of Performance
    when: 2016-04-05
    why: A review was entered late.
  - {indicator: stays_begun, variant: all, as_at: 2016-03-31, field: note, value: A note., who: Head of
    Performance, when: 2016-04-05, why: Asked for by the panel.}
"""
_MAPPING = """\
extracts:
  reviews:
    file: list 8.csv
    headings: {held_on: Date held}
    dates: dd-mm-yyyy
  children:
    values: {sex: {Female: F, Male: M}}
"""
_PRINTED = """\
indicator,variant,as_at,polarity,value,rag,numerator,denominator,target,previous,variance
reviews_on_time,all,2015-12-31,H,66.7%,R,2,3,95%,60.0%,-33.3%
reviews_on_time,excluding_uasc,2015-12-31,H,100.0%,G,2,2,95%,,+33.3%
stays_begun,all,2015-12-31,,2,,,,,1,
"""
_COMPARATORS = """\
indicator,comparator,as_at,value,source
reviews_on_time,england,2015-03-31,90.1,National tables
reviews_on_time,statistical_neighbours,2015-03-31,89,National tables
"""
_BENCHMARKS = """\
benchmarks:
  - file: open.csv
    source: National tables
    year_ends: 31 March
    indicators:
      reviews_on_time: {value: percentage, where: {category: On time}}
"""
_OPEN = """\
time_period,time_identifier,geographic_level,region_name,old_la_code,la_name,category,percentage
2015,Reporting year,National,,,,On time,75
2015,Reporting year,Regional,Norland,,,On time,72
2015,Reporting year,Local authority,Norland,901,Anyshire,On time,70
2015,Reporting year,Local authority,Norland,902,Bordshire,On time,c
2015,Reporting year,Local authority,Norland,903,Coldshire,On time,60.5
"""
_RETURN = {
    "episodes": f"{MARK}001 2015-04-01 S C2 U4 PR1 - - AB1\n{MARK}002 2015-05-02 S C2 U4 PR1 - - AB1",
    "reviews": f"{MARK}001 - 2015-06-01 PN1\n{MARK}002 - 2015-06-20 PN2",
    "oc2": f"{MARK}001 - 12 - 1 1",
}
#: The files beside the extracts.
_BESIDE = {
    "printed.csv": _PRINTED,
    "others.csv": _COMPARATORS,
    "benchmarks.yaml": _BENCHMARKS,
    "open.csv": _OPEN,
}
_DOCUMENTS = (
    ["compute", FOLDER, "--previous", "printed.csv", "--by", "sex", "--for-report", "--output", "march.json"],
    ["compute", FOLDER, "--output", "bare.json"],
    ["compute", FOLDER, "--as-at", "2016-02-29", "--output", "february.json"],
    ["compute", FOLDER, "--by", "sex", "--audience", "public", "--output", "public.json"],
    ["trend", FOLDER, "--months", "4", "--output", "trend.json"],
    ["publish", "february.json", "register"],
)


def set_out(folder: Path) -> None:
    """Write everything that is sound. Afterwards ``folder`` is as every case begins."""
    due = "    due: {from: stays, date: started_on + months(6), done: ended_on}\n"
    catalogue = f"{CATALOGUE}{due}disclosure: {{threshold: 5}}\n"
    _write(folder, "indicators.yaml", catalogue)
    _write(folder, "old.yaml", catalogue.replace("target: 70", "target: 71"))
    _write(folder, FEW, with_indicators("reviews_on_time", "review_participation", "sdq_average"))
    for name, text in EXTRACTS.items():
        _write(folder / FOLDER, f"{name}.csv", _marked(text))
    for name, text in _BESIDE.items():
        _write(folder, name, text)
    write_return(folder / "2015-16", **_RETURN)
    shutil.copytree(folder / FOLDER, folder / "marked" / FOLDER)
    _write(folder / "marked" / FOLDER, "overrides.yaml", _OVERRIDES)
    _set_out_mapped(folder / "mapped" / FOLDER)
    for arguments in _DOCUMENTS:
        ended = run([*arguments, "--quiet"] if arguments[0] != "publish" else arguments)
        assert ended.code == 0, ended.err


def _set_out_mapped(folder: Path) -> None:
    texts = {name: _marked(text) for name, text in EXTRACTS.items()}
    _write(folder, "children.csv", texts["children"].replace(",F,", ",Female,").replace(",M,", ",Male,"))
    _write(folder, "list 8.csv", texts["reviews"].replace("held_on", "Date held"))
    _write(folder, "stays.csv", texts["stays"])
    _write(folder, "mapping.yaml", _MAPPING)


def _marked(text: str) -> str:
    return text.replace("\n000", f"\n{MARK}000")


def _write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(bytes_of(text))
