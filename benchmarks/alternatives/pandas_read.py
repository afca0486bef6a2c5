"""Every CSV file of a folder read by pandas, as it comes: ``python .../pandas_read.py FOLDER``."""

import sys
from pathlib import Path

import pandas as pd

for file in sorted(Path(sys.argv[1]).glob("*.csv")):
    pd.read_csv(file)
