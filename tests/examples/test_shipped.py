"""The worked examples of the catalogue that ships."""

from __future__ import annotations

import pytest

from cicscore.catalogue.load import draft_of
from cicscore.examples.run import run_examples
from tests.examples.catalogues import ROOT, texts


@pytest.mark.slow
def test_every_indicator_is_proved_by_its_examples():
    """All come to what was worked out by hand, and no indicator lacks a case that it should have."""
    draft = draft_of((ROOT / "indicators.yaml").read_bytes(), "indicators.yaml")
    assert draft.catalogue is not None
    assert draft.document is not None
    assert texts(run_examples(draft.catalogue, draft.document, draft.source)) == ""
