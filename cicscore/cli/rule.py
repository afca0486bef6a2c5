"""``cicscore rule``: what a code means, why it matters, and how it looks when wrong and right."""

from __future__ import annotations

import click

from cicscore.app.formats import Document
from cicscore.cli.exits import Exit
from cicscore.cli.output import publish


@click.command()
@click.argument("code")
def rule(code: str) -> Exit:
    """Explain the fault CODE, such as CIC306 or its name: why it matters, what fails and what passes."""
    from cicscore.faults.rules import rule_called

    publish(Document.RULE, rule_called(code))
    return Exit.DONE
