"""``cicscore schema``: the JSON Schemas of the catalogue and of the scorecard document."""

from __future__ import annotations

import click

from cicscore.app.formats import Document
from cicscore.cli.exits import Exit
from cicscore.cli.output import publish


@click.command()
@click.argument("document", type=click.Choice(("catalogue", "scorecard")))
def schema(document: str) -> Exit:
    """Print the JSON Schema of the catalogue or of the scorecard document."""
    from cicscore.catalogue.schema import catalogue_schema
    from cicscore.render.json import scorecard_schema

    wanted = scorecard_schema() if document == "scorecard" else catalogue_schema()
    publish(Document.SCHEMA, wanted)
    return Exit.DONE
