"""The JSON Schema of the scorecard document, for those who read it with other tools."""

from __future__ import annotations

from typing import Any

from cicscore.results import SCHEMA_VERSION, Scorecard


def scorecard_schema() -> dict[str, Any]:
    """The schema, in draft 2020-12: what every document of this version holds, with its descriptions."""
    schema = Scorecard.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cicscore:scorecard:{SCHEMA_VERSION}",
        **schema,
        "title": "cicscore scorecard",
    }
