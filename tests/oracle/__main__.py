"""Print what the oracle makes of a folder: ``python -m tests.oracle CATALOGUE EXTRACTS AS_AT [ID ...]``."""

import sys

from tests.oracle.oracle import main

main(sys.argv[1:])
