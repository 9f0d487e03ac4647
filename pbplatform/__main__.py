"""`python -m pbplatform`."""

from pbplatform.cli.main import main

main(prog_name="pbplatform")
