"""``python -m cicscore``."""

from cicscore.cli import main

main()
