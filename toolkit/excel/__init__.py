"""Workbooks: made from a template, read back by keys."""
