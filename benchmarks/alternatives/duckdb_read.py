"""Every file of a folder read into a table by DuckDB, dates as dates.

``python benchmarks/alternatives/duckdb_read.py FOLDER DATES``; ``DATES`` is how the files write a date, such
as ``%d/%m/%Y``. Identifiers stay text, as they do in cicscore; every other type is detected.
"""

import csv
import sys
from pathlib import Path

import duckdb

folder, dates = Path(sys.argv[1]), sys.argv[2]
database = duckdb.connect()
for file in sorted(folder.glob("*.csv")):
    with file.open(encoding="utf-8", newline="") as opened:
        heading = next(csv.reader(opened))
    text = ", ".join(
        f"'{name}': 'VARCHAR'" for name in heading if name.endswith("_id") or name == "authority"
    )
    types = f", types = {{{text}}}" if text else ""
    database.execute(
        f"""create table {file.stem} as from read_csv('{file}', header = true, dateformat = '{dates}',
                                                      timestampformat = '{dates} %H:%M'{types})"""
    )
