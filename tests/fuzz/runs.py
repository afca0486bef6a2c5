"""What is run on a damaged file: every border, and every command that reads across it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from tests.cli.workplace import FOLDER
from tests.fuzz.damage import CSV_DAMAGE, JSON_DAMAGE, YAML_DAMAGE, Damage
from tests.fuzz.folder import FEW


class Border(StrEnum):
    """The forms in which files come from outside."""

    YAML = "YAML"
    CSV = "CSV"
    JSON = "JSON"


def damage_of(border: Border) -> Mapping[str, Damage]:
    """The kinds of damage to its text."""
    match border:
        case Border.YAML:
            return YAML_DAMAGE
        case Border.CSV:
            return CSV_DAMAGE
        case Border.JSON:
            return JSON_DAMAGE
        case _:
            assert_never(border)


@dataclass(frozen=True)
class Run:
    """A command, the files of which one is damaged, and the files to which it may write instead of stdout."""

    border: Border
    what: str
    files: tuple[str, ...]
    arguments: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    needs_output: bool = False


def _run(border: Border, what: str, files: str, arguments: str, outputs: str) -> Run:
    needs_output = arguments.startswith("report")
    return Run(
        border, what, tuple(files.split("|")), tuple(arguments.split()), tuple(outputs.split()), needs_output
    )


_EXTRACTS = "|".join(f"{FOLDER}/{name}.csv" for name in ("children", "reviews", "stays"))
_MAPPED = f"mapped/{FOLDER}"
_MARKED = f"marked/{FOLDER}"
_RETURN = "|".join(f"2015-16/{name}.csv" for name in ("header", "episodes", "reviews", "oc2", "uasc"))
_BOTH = f"--extracts-a {FOLDER} --extracts-b {FOLDER}"
_REGISTER = "register/register.csv"
_FILED = "register/2016-02-29.internal.json"

_YAML = (
    ("catalogue", FEW, f"check {FEW} --no-examples", "o.json o.sarif o.xml"),
    ("catalogue", FEW, f"check {FEW} --strict --format github", ""),
    ("catalogue", "indicators.yaml", "check --strict", "o.json"),
    ("catalogue", "indicators.yaml", f"compute {FOLDER} --by sex", "o.json o.csv o.md"),
    ("catalogue", "indicators.yaml", f"explain R1 {FOLDER}", "o.json"),
    ("catalogue", "indicators.yaml", "diff old.yaml indicators.yaml", "o.json o.md"),
    ("catalogue", "indicators.yaml", f"verify bare.json {FOLDER}", "o.json"),
    ("overrides", f"{_MARKED}/overrides.yaml", f"check --overrides {_MARKED}/overrides.yaml", "o.json"),
    ("overrides", f"{_MARKED}/overrides.yaml", f"compute {_MARKED}", "o.json o.csv o.md"),
    ("mapping", f"{_MAPPED}/mapping.yaml", f"compute {_MAPPED}", "o.json"),
    ("mapping", f"{_MAPPED}/mapping.yaml", f"extracts {_MAPPED}", "o.json"),
    ("benchmarks", "benchmarks.yaml", f"compute {FOLDER} --benchmarks benchmarks.yaml", "o.json o.md"),
)
_CSV = (
    ("extracts", _EXTRACTS, f"extracts {FOLDER}", "o.json o.csv"),
    ("extracts", _EXTRACTS, f"compute {FOLDER} --by sex --trend 3", "o.json o.csv o.md"),
    ("extracts", _EXTRACTS, f"compute {FOLDER} --skip-faulty-rows", "o.json o.csv o.md"),
    ("extracts", _EXTRACTS, f"trend {FOLDER} --months 4 --skip-faulty-rows", "o.json o.csv"),
    ("extracts", _EXTRACTS, f"explain R1 {FOLDER} --skip-faulty-rows --by sex", "o.json"),
    ("extracts", _EXTRACTS, f"variants {FOLDER} --skip-faulty-rows", "o.json"),
    ("extracts", _EXTRACTS, f"due {FOLDER} --skip-faulty-rows", "o.json o.csv o.md"),
    ("extracts", _EXTRACTS, f"verify bare.json {FOLDER}", "o.json"),
    ("extracts", _EXTRACTS, f"report {FOLDER} --skip-faulty-rows --by sex", "o.md o.html"),
    ("extracts", _EXTRACTS, f"diff bare.json march.json {_BOTH} --previous printed.csv", "o.json"),
    ("return", _RETURN, f"extracts 2015-16 --catalogue {FEW}", "o.json"),
    ("return", _RETURN, f"compute 2015-16 --catalogue {FEW} --skip-faulty-rows", "o.json"),
    ("published figures", "printed.csv", f"compute {FOLDER} --previous printed.csv", "o.json o.md"),
    ("published figures", "printed.csv", "audit printed.csv", "o.json o.csv o.sarif"),
    ("published figures", "printed.csv", "audit printed.csv --earlier printed.csv", "o.json"),
    ("published figures", "others.csv", f"compute {FOLDER} --comparators others.csv", "o.json"),
    ("benchmarks", "open.csv", f"compute {FOLDER} --benchmarks open.csv", "o.json o.md"),
    ("register", _REGISTER, "publish march.json register", ""),
    ("register", f"{_REGISTER}|{_FILED}", f"compute {FOLDER} --history register", "o.json"),
)
_JSON = (
    ("scorecard", "march.json", "report march.json", "o.md o.html o.xlsx o.docx"),
    ("scorecard", "march.json", "report march.json --audience public", "o.md"),
    ("scorecard", "march.json|february.json", "diff february.json march.json", "o.json o.md"),
    ("scorecard", "bare.json", f"verify bare.json {FOLDER}", "o.json"),
    ("scorecard", "march.json", f"verify march.json {FOLDER} --previous printed.csv", "o.json"),
    ("scorecard", "february.json", f"compute {FOLDER} --previous february.json", "o.json"),
    ("scorecard", "march.json", "audit printed.csv --earlier march.json", "o.json"),
    ("scorecard", "march.json", "publish march.json register", ""),
    ("edition", "public.json", "publish-check public.json", "o.json"),
    ("edition", "public.json", "report public.json", "o.md o.html"),
    ("trend", "trend.json", f"verify trend.json {FOLDER}", "o.json"),
    ("scorecard", "february.json", f"trend {FOLDER} --months 4 --history february.json", "o.json"),
    ("trend", "trend.json", "publish-check public.json trend.json", "o.json"),
)

RUNS: tuple[Run, ...] = (
    *(_run(Border.YAML, *each) for each in _YAML),
    *(_run(Border.CSV, *each) for each in _CSV),
    *(_run(Border.JSON, *each) for each in _JSON),
)
