# Everything is done by dev.py, which works the same on Windows; here are only the short names.
# Another Python: make demo PYTHON=python3.13. More words for the command: make lock ARGS=--upgrade

PYTHON ?= python3
VERBS := setup demo test test-fast lint lock bench clean

.PHONY: help $(VERBS)

help:
	@$(PYTHON) dev.py help

$(VERBS):
	@$(PYTHON) dev.py $@ $(ARGS)
