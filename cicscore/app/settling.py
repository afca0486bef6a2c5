"""How the figures of a register settled, up to what the extracts give now."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from msgspec import Struct

from cicscore.app.compute import TrendRequest, trend
from cicscore.app.register import is_register, told_by
from cicscore.faults.fault import CannotRunError, Fault
from cicscore.results import Settling
from cicscore.scorecard.settling import Told, curves, settling_rows


class Settled(Struct, frozen=True):
    """How figures settled, with any warnings."""

    settling: Settling
    warnings: tuple[Fault, ...]


def settling(request: TrendRequest, progress: Callable[[str], None] | None = None) -> Settled:
    """Compare what a register tells of each month with what it told first, and with what is computed now.

    What is computed counts as published by the last month end. Raises ``CannotRunError`` where there is no
    register, and as ``trend`` does.
    """
    if not any(is_register(path) for path in request.published):
        message = (
            "--settling: no register says what was published. Name one with --history; "
            "`cicscore publish` files documents there."
        )
        raise CannotRunError(message)
    trended = trend(request, progress)
    now = trended.trend
    before = (told for told in told_by(request.published, request.known) if told.by <= now.last_as_at)
    found = curves(chain(before, [Told(now, now.last_as_at)]))
    table = Settling(
        title=now.title,
        organisation=now.organisation,
        until=now.last_as_at,
        generated_at=now.generated_at,
        cicscore=now.cicscore,
        themes=now.themes,
        variants=now.variants,
        indicators=now.indicators,
        settling=tuple(settling_rows(found, now.indicators)),
    )
    return Settled(table, trended.warnings)
