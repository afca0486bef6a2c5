"""A council's own targets beside the extracts, and ``check --targets`` without its command line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from cicscore.app.beside import Beside, Checked, bytes_beside, report_on
from cicscore.app.files import Given
from cicscore.catalogue.checks.context import CouncilContext
from cicscore.catalogue.checks.table import run_target_checks
from cicscore.catalogue.council_targets import TARGETS_NAME, with_targets
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import Draft as CatalogueDraft
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import FaultsFoundError, errors, first_of_each
from cicscore.faults.report import Report
from cicscore.faults.rules import OF_TARGETS

_TARGETS = Beside(
    name=TARGETS_NAME,
    holds="targets",
    rule="targets-not-read",
    without="nothing would be rated by it",
    spellings=re.compile(r"targets? ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE),
)


def catalogue_for(path: Path, folder: Path) -> Catalogue:
    """The catalogue at ``path`` with the targets of the file beside the extracts, if there is one.

    Raises ``CannotRunError`` if the catalogue cannot be read, and ``FaultsFoundError`` with every fault of
    either file.
    """
    catalogue = load_catalogue(path)
    data = bytes_beside(folder, _TARGETS)
    if data is None:
        return catalogue
    draft = with_targets(catalogue, data, str(folder / TARGETS_NAME))
    if errors(draft.faults):
        raise FaultsFoundError(first_of_each(draft.faults))
    return draft.catalogue


def check_targets(given: Given, catalogue: CatalogueDraft, *, on: dt.date, strict: bool) -> Report:
    """Everything wrong with a file of targets, and what a check of the catalogue would say of such targets.

    ``on`` is the date of the check. Raises ``FaultsFoundError`` with the catalogue's own faults.
    """
    if catalogue.catalogue is None or catalogue.document is None or errors(catalogue.faults):
        raise FaultsFoundError(first_of_each(catalogue.faults))
    draft = with_targets(catalogue.catalogue, given.data, given.name)
    warned = run_target_checks(CouncilContext(catalogue.document, draft.catalogue, draft.source, on))
    faults = tuple(dict.fromkeys((*draft.faults, *warned)))
    checked = Checked(draft.source, faults, draft.total, "indicator", OF_TARGETS)
    return report_on(checked, given.name, strict=strict)
