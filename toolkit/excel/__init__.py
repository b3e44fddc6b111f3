"""Workbooks: made from a template, read back by keys. openpyxl only creates templates from nothing."""
