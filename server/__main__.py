"""`python -m server` is the command `cairn`. Does nothing else."""

from server.cli import main

main()
