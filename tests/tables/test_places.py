"""Texts looked up among many that are known."""

import random
import string

import numpy as np
import pyarrow as pa
import pytest

from cicscore.tables.arrow import strings
from cicscore.tables.places import Known


def _made_up(number: int, widths: range, letters: str) -> list[str]:
    seeded = random.Random(2016)  # noqa: S311 - seeded data, no secret
    return list({"".join(seeded.choices(letters, k=seeded.choice(widths))): None for _ in range(number)})


@pytest.mark.parametrize(
    ("widths", "letters"),
    [
        pytest.param(range(10, 11), string.digits, id="all as wide"),
        pytest.param(range(1, 24), string.digits + "é", id="of every width"),
        pytest.param(range(7, 8), "01", id="nearly alike"),
    ],
)
def test_each_text_has_the_place_of_the_one_that_is_the_same(widths: range, letters: str) -> None:
    """Whatever the widths of texts, one has the place of its like, and one without its like has none."""
    texts = _made_up(20_000, widths, letters)
    known, others = texts[::2], texts[1::2]
    asked = [*others, *reversed(known), "", known[0] + "0", known[0][:-1], *known]
    place = {text: at for at, text in enumerate(known)}
    found = Known.of(strings(known)).places(strings(asked))
    assert found.tolist() == [place.get(text, -1) for text in asked]


def test_places_are_found_in_a_part_of_an_array() -> None:
    """Texts of an array that is a part of another are read where they lie."""
    known = Known.of(strings(["no", "other", "a", "bc", "a"]).slice(2, 2))
    assert known.places(strings(["no", "bc", "a", "", "other"]).slice(1)).tolist() == [1, 0, -1, -1]


def test_nothing_is_found_among_nothing() -> None:
    """Where no text is known, or none is asked for, there is no place."""
    nothing = pa.array([], pa.string())
    assert Known.of(nothing).places(strings(["a", ""])).tolist() == [-1, -1]
    assert np.array_equal(Known.of(strings(["a"])).places(nothing), [])
