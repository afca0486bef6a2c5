"""A scorecard calculator for children in care.

Three functions: ``load_catalogue(path)``, ``load_extracts(folder, catalogue)`` and
``score(catalogue, extracts, as_at)``, which returns a ``Scorecard``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cicscore.app.api import load_catalogue, load_extracts, score
    from cicscore.faults.fault import CannotRunError, CicscoreError, FaultsFoundError
    from cicscore.results import Scorecard

#: Written here, and read by the build: looking up the installed version takes longer than starting.
__version__ = "0.1.0"

__all__ = [
    "CannotRunError",
    "CicscoreError",
    "FaultsFoundError",
    "Scorecard",
    "__version__",
    "load_catalogue",
    "load_extracts",
    "score",
]

_HOMES = {
    "load_catalogue": "cicscore.app.api",
    "load_extracts": "cicscore.app.api",
    "score": "cicscore.app.api",
    "Scorecard": "cicscore.results",
    "CannotRunError": "cicscore.faults.fault",
    "CicscoreError": "cicscore.faults.fault",
    "FaultsFoundError": "cicscore.faults.fault",
}


def __getattr__(name: str) -> object:
    """Import a public function on first use, so that ``import cicscore`` alone loads nothing."""
    from importlib import import_module

    if name not in _HOMES:
        message = f"module 'cicscore' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
