"""Real programs judge our workbooks here: LibreOffice, and Microsoft's schema of the format.

Nothing in this package knows our forms; every fixture takes any .xlsx. See conftest.py.
"""
