"""`python -m borrower_desk`."""

from borrower_desk.cli.main import run

run()
