"""Addresses and places: A1 is (0, 0). Used on both sides of the bridge, so it imports no library.

A place is (column, row), counted from 0; a block is (first column, first row, last column,
last row), both ends within it.
"""

import re

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)")


def place(address):
    """Where an address is; anything but one cell's address is an error."""
    found = ADDRESS.fullmatch(address)
    if not found:
        raise ValueError(f"not the address of a cell: {address!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(found[2]) - 1


def address(column, row):
    """What a place is called."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def blocks(addresses):
    """The fewest obvious rectangles that cover these cells and no other."""
    rectangles = []
    for first, last, row in _runs({place(each) for each in addresses}):
        above = (first, row - 1, last)
        for number, (left, top, right, bottom) in enumerate(rectangles):
            if (left, bottom, right) == above:
                rectangles[number] = (left, top, right, row)
                break
        else:
            rectangles.append((first, row, last, row))
    return rectangles


def _runs(places):
    """Neighbours in one row, as (first column, last column, row), from the top down."""
    for column, row in sorted(places, key=lambda each: each[::-1]):
        if (column - 1, row) in places:
            continue
        last = column
        while (last + 1, row) in places:
            last += 1
        yield column, last, row


def within(block):
    """Every address in a block, row by row."""
    left, top, right, bottom = block
    return [
        [address(column, row) for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]
