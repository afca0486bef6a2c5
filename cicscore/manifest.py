"""The manifest: what made a document, so that the same figures can be computed again and changes explained.

The program's version, the catalogue's digest and each extract's stand beside it in the document.
"""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    # Built when the first document is made: most runs that import these make few of them, or none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FileDigest(_Part):
    """A file that was read."""

    file: str = Field(description="The file's name, without its folder.")
    sha256: str = Field(description="Digest of the file's bytes.")


class DefinitionDigest(_Part):
    """What one definition means: comments, layout and what is only printed do not count."""

    indicator: str
    valid_from: dt.date | None = Field(description="Tells definitions of one id apart.")
    figure: str = Field(
        description=(
            "Digest of all that decides its figures: what is counted, over which period, which rows variants"
            " leave out, and what the columns read may hold."
        )
    )
    ratings: dict[str, str] = Field(
        description="For each financial year of the document, digest of how figures are rated and compared."
    )
    extracts: tuple[str, ...] = Field(description="The extracts that its figures depend on.")


class RunOptions(_Part):
    """What was asked for on the command line, other than files."""

    only: tuple[str, ...] | None = Field(default=None, description="The indicators asked for; null for all.")
    by: tuple[str, ...] = Field(default=(), description="The breakdowns asked for.")
    months: int = Field(default=0, description="The month ends asked for.")
    pages: bool = Field(default=False, description="Whether all that a report prints was asked for.")
    skip_faulty_rows: bool = Field(default=False, description="Whether rows at fault were left out.")
    tendency: bool = Field(default=False, description="Whether the whole time's direction was asked for.")
    signals: bool = Field(default=False, description="Whether special causes were asked for.")


class Manifest(_Part):
    """What made a document, beside the program, the catalogue and the extracts that the document names."""

    definitions: tuple[DefinitionDigest, ...]
    breakdowns: dict[str, str] = Field(description="For each breakdown, digest of how it divides rows.")
    settings: dict[str, str] = Field(description="The catalogue's settings as JSON texts, by name.")
    options: RunOptions = RunOptions()
    published: tuple[FileDigest, ...] = Field(
        default=(),
        description="The earlier figures compared with; left out of editions that leave the organisation.",
    )
    comparators: tuple[FileDigest, ...] = Field(
        default=(), description="The comparators' figures that were given."
    )
    benchmarks: tuple[FileDigest, ...] = Field(
        default=(), description="The mappings and the open-data files of benchmarks that were given."
    )
    overrides: FileDigest | None = Field(
        default=None,
        description=(
            "The file of what was set by hand (digest of its text as UTF-8 with one kind of line end); null"
            " where there is none, and in editions that leave the organisation."
        ),
    )
    targets: FileDigest | None = Field(
        default=None,
        description=(
            "The file of the council's own targets; null where there is none, and in editions that leave the"
            " organisation."
        ),
    )
    columns: FileDigest | None = Field(
        default=None,
        description=(
            "The file that says what the folder's columns are called; null where there is none, and in"
            " editions that leave the organisation."
        ),
    )

    def for_others(self) -> Manifest:
        """The manifest for an edition that leaves the organisation: a digest could be tried with guesses."""
        return self.model_copy(update={"published": (), "overrides": None, "targets": None, "columns": None})
