"""The file of overrides beside the extracts, and ``check --overrides`` without its command line."""

from __future__ import annotations

import re
from pathlib import Path

from cicscore.app.beside import Beside, Checked, bytes_beside, report_on
from cicscore.catalogue.definitions import Catalogue
from cicscore.faults.fault import FaultsFoundError, errors, first_of_each
from cicscore.faults.report import Report
from cicscore.faults.rules import OF_OVERRIDES
from cicscore.overrides.model import OVERRIDES_NAME
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.overrides.read import draft_of

_OVERRIDES = Beside(
    name=OVERRIDES_NAME,
    holds="overrides",
    rule="overrides-not-read",
    without="other figures would be printed",
    spellings=re.compile(r"overrides? ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE),
)


def read_overrides(folder: Path, catalogue: Catalogue) -> Overrides:
    """The overrides of a folder of extracts; none if it has no such file.

    Raises ``FaultsFoundError`` with every fault of the file, and if it is there but cannot be read.
    """
    data = bytes_beside(folder, _OVERRIDES)
    if data is None:
        return NO_OVERRIDES
    draft = draft_of(data, str(folder / OVERRIDES_NAME), catalogue)
    if errors(draft.faults):
        raise FaultsFoundError(first_of_each(draft.faults))
    return draft.overrides


def check_overrides(data: bytes, name: str, catalogue: Catalogue, *, strict: bool) -> Report:
    """Everything wrong with the overrides in ``data``, the bytes of a file called ``name``."""
    draft = draft_of(data, name, catalogue)
    checked = Checked(draft.source, draft.faults, draft.total, "override", OF_OVERRIDES)
    return report_on(checked, name, strict=strict)
