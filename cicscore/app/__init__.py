"""What the program does, without a command line: the doors, and what each command runs."""
