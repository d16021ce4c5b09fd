"""``python -m submit``: the same as ``amana-submit``."""

from submit.cli import main

main(prog_name="amana-submit")
