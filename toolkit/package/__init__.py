"""Zip packages, read within bounds and written by splicing: what excel, word, web and legacy share."""
