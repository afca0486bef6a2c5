"""Small catalogues and folders of CSV files to load in tests."""

from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import examine_bytes
from cicscore.extracts.load import load_extracts
from cicscore.faults.fault import FaultsFoundError, fault_text
from cicscore.tables.table import Table
from tests.base_catalogue import counted, dictionary

CHILDREN = "{file: children.csv, key: [child_id], columns: {child_id: {type: id, from: [Child ID, CHILD]}}}"


def catalogue(**extracts: str) -> Catalogue:
    """A catalogue of these extracts, each written as in YAML; there is always one of children."""
    text = dictionary({"children": CHILDREN} | extracts, rest=counted("children"))
    found, faults = examine_bytes(text.encode(), "indicators.yaml")
    assert found is not None, [fault_text(fault) for fault in faults]
    return found


def one_column(column: str) -> Catalogue:
    """A catalogue whose extract ``rows`` has a name in text, and the column ``x`` as described."""
    return catalogue(
        rows=f"{{file: rows.csv, columns: {{name: {{type: text, required: false}}, x: {column}}}}}"
    )


def write(folder: Path, **files: str | bytes) -> Path:
    """Write ``name.csv`` for each of ``files``; text is written as UTF-8, with its line ends as they are."""
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def messages(folder: Path, of: Catalogue, only: str | None = None) -> list[str]:
    """The text of every fault that loading the folder stops for."""
    try:
        load_extracts(folder, of, only=None if only is None else [only])
    except FaultsFoundError as error:
        return [fault_text(fault) for fault in error.faults]
    return []


def load_one(folder: Path, of: Catalogue, name: str = "rows") -> Table:
    """One table that has no faults."""
    return load_extracts(folder, of, only=[name]).tables[name]


def cell_messages(folder: Path, column: str, *cells: str) -> list[str]:
    """The messages for these cells of a column so described, on lines 2, 3, ..."""
    write(folder, rows="x,name\n" + "".join(f'"{cell}",n\n' for cell in cells))
    return messages(folder, one_column(column), only="rows")
