"""Faults of figures from elsewhere are explained by files with them and files without; both are true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from cicscore.app.compute import ComputeRequest, compute, emptied_by_variants, scorecard_warnings
from cicscore.app.editions import published_before
from cicscore.app.published import read_comparators, read_record
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import Fault, FaultsFoundError
from cicscore.faults.rules import Family, rules_in
from cicscore.periods import day_named
from cicscore.record import Record
from cicscore.render.json import render_json
from cicscore.results import RagCounts
from cicscore.view import View
from tests.checks.fragments import completed
from tests.extracts.listings import lay_out, newest
from tests.render.scorecards import SCORECARD

RULES = rules_in(Family.DOCUMENTS, Family.FIGURES)
SHIPPED = load_catalogue(Path(__file__).parents[2] / "indicators.yaml")

#: A scorecard of one figure, of an indicator that ships.
SOUND = SCORECARD.model_copy(
    update={"results": SCORECARD.results[:1], "rag_counts": {"lines": RagCounts(red=1)}}
)

#: Documents that have to be read as they stand: completed, they would have what they lack.
UNCOMPLETED = {RULES["CIC401"].failing, RULES["CIC402"].failing}

#: A document whose title has a sign that no two encodings write alike.
TITLED = render_json(SOUND.model_copy(update={"title": "Children – in care"}), View())

#: What a register's list begins with.
HEADINGS = "file,document,as_at,audience,issue,filed_at,sha256,why"

#: What the files hold of which a fragment says what is special about their bytes, or the name alone.
DESCRIBED = {
    "figures.json: Windows-1252, with a dash in the title": TITLED.encode("cp1252"),
    "figures.json: UTF-16, with a dash in the title": TITLED.encode("utf-16"),
    "children.csv": "child_id\n",
}


def of_printed_figures(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a CSV file of printed figures."""
    (folder / "figures.csv").write_text(fragment, encoding="utf-8")
    return read_record([folder / "figures.csv"], SHIPPED).warnings


def of_a_described_document(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a document whose bytes are described."""
    lay_out(fragment, folder, DESCRIBED)
    return read_record([folder / "figures.json"], SHIPPED).warnings


def of_comparators(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a CSV file of figures of others."""
    (folder / "comparators.csv").write_text(fragment, encoding="utf-8")
    return read_comparators([folder / "comparators.csv"], SHIPPED).warnings


def of_a_document(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a saved scorecard that has what the fragment leaves out."""
    if fragment in UNCOMPLETED:
        text = fragment
    else:
        text = json.dumps(laid_over(json.loads(fragment), json.loads(render_json(SOUND, View()))))
    (folder / "scorecard.json").write_text(text, encoding="utf-8")
    return read_record([folder / "scorecard.json"], SHIPPED).warnings


def of_an_edition(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a document among what was published; one for the public names no extracts."""
    document = laid_over(json.loads(fragment), json.loads(render_json(SOUND, View())))
    if document["audience"] != "internal":
        document["extracts"] = []
    (folder / "scorecard.json").write_text(json.dumps(document), encoding="utf-8")
    return published_before([folder / "scorecard.json"], SOUND.indicators).warnings


def of_a_register(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a register; its documents are sound, and of those it lists the first one is there."""
    text = render_json(SOUND, View())
    named = fragment.replace("SHA256", hashlib.sha256(text.encode()).hexdigest())
    lay_out(named, folder, {})
    listed = folder / "published" / "register.csv"
    listed.write_text(f"{HEADINGS}\n{listed.read_text('utf-8')}", encoding="utf-8", newline="")
    (folder / "published" / "2016-03-31.internal.json").write_bytes(text.encode())
    return read_record([folder / "published"], SHIPPED).warnings


def of_a_day(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a scorecard of the folder's day, with the figures and the catalogue beside it."""
    lay_out(fragment, folder, DESCRIBED)
    as_at = day_named(newest(folder).name)
    assert as_at is not None
    catalogue, record = SHIPPED, Record()
    if (folder / "figures.csv").exists():
        record = read_record([folder / "figures.csv"], SHIPPED).record
    if (folder / "indicators.yaml").exists():
        whole = completed((folder / "indicators.yaml").read_text("utf-8"))
        (folder / "indicators.yaml").write_text(whole, encoding="utf-8")
        catalogue = load_catalogue(folder / "indicators.yaml")
    return scorecard_warnings(catalogue, None, record, as_at)


def of_a_computation(folder: Path, fragment: str) -> tuple[Fault, ...]:
    """What is said of a scorecard of the folder's day by the catalogue beside it."""
    lay_out(fragment, folder, DESCRIBED)
    path = folder / "indicators.yaml"
    path.write_text(completed(path.read_text("utf-8")), encoding="utf-8")
    return tuple(emptied_by_variants(compute(ComputeRequest(newest(folder), path)).scorecard))


def laid_over(part: Any, whole: Any) -> Any:
    """The whole with what the part says in place of its own; lists by their places."""
    match part, whole:
        case dict(), dict():
            return whole | {key: laid_over(value, whole.get(key)) for key, value in part.items()}
        case list(), list():
            shown = [laid_over(one, other) for one, other in zip(part, whole, strict=False)]
            return shown + whole[len(part) :]
        case _:
            return part


#: Which reader finds a fault, where it is not that of printed figures.
READERS = {
    **dict.fromkeys(["CIC401", "CIC402", "CIC403", "CIC404", "CIC405", "CIC406"], of_a_document),
    "CIC411": of_a_described_document,
    **dict.fromkeys(["CIC418", "CIC419", "CIC433"], of_comparators),
    **dict.fromkeys(["CIC420", "CIC421"], of_a_day),
    "CIC427": of_an_edition,
    "CIC436": of_a_computation,
    **dict.fromkeys(["CIC431", "CIC432"], of_a_register),
}


def codes_of(folder: Path, code: str, fragment: str) -> set[str]:
    """The codes of everything that is said of what a fragment shows."""
    try:
        return {fault.code for fault in READERS.get(code, of_printed_figures)(folder, fragment)}
    except FaultsFoundError as error:
        return {fault.code for fault in error.faults}


@pytest.mark.parametrize("code", RULES)
def test_the_failing_fragment_has_the_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    assert codes_of(tmp_path, code, RULES[code].failing) == {code}


@pytest.mark.parametrize("code", RULES)
def test_the_passing_fragment_has_no_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(tmp_path, code, RULES[code].passing) == set()
