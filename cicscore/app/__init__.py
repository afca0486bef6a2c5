"""What the program does, without a command line: the Python API, and the work of each command."""
