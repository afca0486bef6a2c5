"""``cicscore rule``: what a code means, why it matters, and how it looks when wrong and right."""

from __future__ import annotations

import click

from cicscore.cli.exits import Exit
from cicscore.cli.output import publish


@click.command()
@click.argument("code")
def rule(code: str) -> Exit:
    """Explain the fault CODE, such as CIC306: what it is, why it matters, a failing and a passing example."""
    from cicscore.app.rulebook import rule_of
    from cicscore.faults.formats import rule_text

    publish(rule_text(rule_of(code)), None)
    return Exit.DONE
