"""The form: sections, tables, lines, slots. Declared as data (toolkit/forms/), built by load.py.

There is one of each in a form: they are compared by identity, and hashed without a look inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from toolkit.model.figure import Key, Kind
from toolkit.model.finding import Severity
from toolkit.model.label import bare_name
from toolkit.model.rule import Bound, Rule


class Guide(NamedTuple):
    """What a clerk may ask about a line: what counts, who has the number, where it is written."""

    scope: str = ""
    ask: str = ""
    basis: str = ""
    also: tuple[str, ...] = ()  # spellings of the label met in the wild


NO_GUIDE = Guide()


@dataclass(frozen=True, eq=False)
class Line:
    """One row or column of a table, or a group of them (then it has lines of its own)."""

    key: str
    label: str
    lines: tuple[Line, ...] = ()
    sum: str = ""  # derived: the group whose given lines it adds up
    kind: Kind = Kind.COUNT
    short: str = ""  # words used in sentences, where the label is too long for one
    unit: str = ""
    roll: str = "sum"  # how it rolls up in the county: "sum", or "none" where adding means nothing
    last: str = ""  # the line of last year's table that holds the same number
    stock: bool = False  # what there is on the last day, not what happened in the year
    may_not_apply: bool = False
    guide: Guide = NO_GUIDE

    @cached_property
    def name(self) -> str:
        """The words for it in a sentence."""
        return self.short or bare_name(self.label)

    def walk(self) -> Iterator[Line]:
        yield self
        for line in self.lines:
            yield from line.walk()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of all lines and groups below it; not its own."""
        return tuple(line.key for line in self.walk() if line is not self)

    @cached_property
    def leaves(self) -> tuple[Line, ...]:
        return tuple(line for line in self.walk() if not line.lines)

    @cached_property
    def given(self) -> tuple[Line, ...]:
        """The given leaves it stands for; a leaf stands for itself, total or not."""
        return tuple(x for x in self.leaves if not x.sum) if self.lines else (self,)

    @cached_property
    def depth(self) -> int:
        """Levels of labels below it; a group without a label takes none."""
        return max((bool(line.label) + line.depth for line in self.lines), default=0)

    def find(self, key: str) -> Line:
        """The line or group of this key, the first that has it; KeyError if there is none."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> Mapping[str, Line]:
        return {line.key: line for line in reversed(tuple(self.walk()))}

    def instead(self, key: str, lines: tuple[Line, ...]) -> Line:
        """This group with the line `key`, at whatever depth, replaced by others."""
        kept = ((x.instead(key, lines),) if x.key != key else lines for x in self.lines)
        return replace(self, lines=tuple(line for some in kept for line in some))


@dataclass(frozen=True, eq=False)
class Slot:
    """One figure that the form asks for."""

    table: Table
    row: Line
    column: Line

    @cached_property
    def key(self) -> Key:
        return f"{self.table.key}.{self.row.key}.{self.column.key}"

    @property
    def given(self) -> bool:
        return not (self.row.sum or self.column.sum)

    @cached_property
    def kind(self) -> Kind:
        return self.column.kind if self.column.kind is not Kind.COUNT else self.row.kind

    @property
    def unit(self) -> str:
        return self.column.unit or self.row.unit

    @property
    def rolls(self) -> bool:
        """Whether adding it up over agencies means something."""
        return "none" not in (self.row.roll, self.column.roll)

    @property
    def stock(self) -> bool:
        return self.row.stock or self.column.stock

    @property
    def may_not_apply(self) -> bool:
        return self.row.may_not_apply or self.column.may_not_apply

    @property
    def name(self) -> str:
        """Its words in a sentence, the head of the column first unless the rows stand on top."""
        first, second = (self.row, self.column) if self.table.across else (self.column, self.row)
        return f"{first.name} · {second.name}"

    @cached_property
    def parts(self) -> tuple[Key, ...]:
        """Keys a derived figure adds up; a total of totals is added along its row."""
        if self.column.sum:
            return self.table.keys(self.row, self.table.columns.find(self.column.sum))
        if self.row.sum:
            return self.table.keys(self.table.rows.find(self.row.sum), self.column)
        return ()


@dataclass(frozen=True, eq=False)
class Table:
    """A declared grid. `rows` and `columns` are each one root line."""

    key: str
    rows: Line
    columns: Line
    edition: str
    name: str  # what sentences call it
    title: str = ""  # a cell over its whole width
    corner: str = ""  # the cell above the labels
    across: bool = False  # rows stand side by side over one line of figures
    missing: Severity = Severity.MUST  # what it is when a report lacks the table
    basis: str = ""  # the article that asks for it; a line may have one of its own

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        rows, columns = self.rows.leaves, self.columns.leaves
        return tuple(Slot(self, row, column) for row in rows for column in columns)

    def keys(self, row: Line, column: Line) -> tuple[Key, ...]:
        """Keys where two lines cross; a group stands for its given lines."""
        return tuple(f"{self.key}.{r.key}.{c.key}" for r in row.given for c in column.given)


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of the narrative; `key` is `overview` or `overview.disclosure`."""

    key: str
    label: str
    hint: str = ""
    longest: int = 0  # characters; 0: no limit of its own
    reference: str = ""  # a sentence of figures, written {key}, from which a writer may start
    parts: tuple[Passage, ...] = ()

    def walk(self) -> Iterator[Passage]:
        """The passages somebody writes: its parts, or itself where it has none."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, eq=False)
class Section:
    """One of the headings of the report: tables, or a passage."""

    key: str
    heading: str
    tables: tuple[Table, ...] = ()
    passage: Passage | None = None
    short: str = ""  # what the sheet with its tables is called
    question: str = ""  # asked first: whoever answers no leaves its tables blank, and that means 0


class CheckCode(NamedTuple):
    """How the six digits that tie a printed report to its file come out of the figures.

    The n-th figure weighs first + n * step: changing one figure, or swapping two, changes the code.
    """

    modulus: int = 999983
    first: int = 1009
    step: int = 97


USUAL_CODE = CheckCode()


class Bridge(NamedTuple):
    """How rows of this edition answer to rows of its base. Same key, same meaning, unless here."""

    editions: tuple[str, str]  # of here, of there
    here: tuple[str, ...]  # "requests.other", or a figure "charges.charge.change"
    there: tuple[str, ...]
    why: str
    same: bool = True  # False: they look alike and must never be taken for one another


@dataclass(frozen=True, eq=False)
class Form:
    """The whole declared report. A report that mixes editions is filed on a composed form."""

    edition: str
    title: str
    notice: str  # the notice that issued it
    years: tuple[int, int]
    sections: tuple[Section, ...]
    preface: Passage
    rules: tuple[Rule, ...]
    bound: tuple[Bound, ...]
    bridge: tuple[Bridge, ...] = ()
    lineage: tuple[str, ...] = ()  # its own edition and those it builds on without changing them
    checkcode: CheckCode = USUAL_CODE

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        return {table.key: table for section in self.sections for table in section.tables}

    @cached_property
    def filled(self) -> tuple[Section, ...]:
        """The sections with tables."""
        return tuple(section for section in self.sections if section.tables)

    @cached_property
    def slots(self) -> Mapping[Key, Slot]:
        return {slot.key: slot for table in self.tables.values() for slot in table.slots}

    @cached_property
    def given(self) -> tuple[Slot, ...]:
        """The figures that an agency fills in; all others are sums of these."""
        return tuple(slot for slot in self.slots.values() if slot.given)

    @cached_property
    def derived(self) -> tuple[Slot, ...]:
        """The sums, in an order in which the parts of each are known when it is reached."""
        return tuple(slot for slot in self.slots.values() if not slot.given)

    @cached_property
    def order(self) -> Mapping[Key, int]:
        """Where each figure stands when the report is read from top to bottom."""
        return {key: place for place, key in enumerate(self.slots)}

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """Every passage somebody writes, the preface first."""
        tops = (self.preface, *(s.passage for s in self.sections if s.passage))
        return {passage.key: passage for top in tops for passage in top.walk()}

    @cached_property
    def editions(self) -> Mapping[str, str]:
        return {key: table.edition for key, table in self.tables.items()}

    def rule(self, code: str) -> Rule:
        """The rule of this code; KeyError if the form has none."""
        return next(r for r in self.rules if r.code == code)

    @cached_property
    def digest(self) -> str:
        """Changes when keys, kinds, sums or rules change; not when a label is corrected."""
        lines = [f"{s.key} {s.kind} {','.join(s.parts)} {s.rolls}" for s in self.slots.values()]
        lines += [f"{b.rule.code} {b.at} {_spelled(b)}" for b in self.bound]
        return sha256("\n".join(lines).encode()).hexdigest()[:8]


def _spelled(bound: Bound) -> str:
    relations = (bound.relation, *bound.when)
    return ";".join(
        f"{r.sign.value}{r.constant}{sorted(r.coefficients.items())}" for r in relations
    )
