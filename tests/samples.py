"""Submissions out of a random number: balanced ones, faulty ones, and forms with a random rule.

`balanced` fills a form so that every arithmetic rule holds, last year's included; a test then
breaks what it wants to see broken.
"""

from dataclasses import replace
from decimal import Decimal
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st

from toolkit import load_form, read_submission
from toolkit.bridge import bridge_submission
from toolkit.editions import Editions
from toolkit.model.agency import Agency
from toolkit.model.figure import Kind, Place
from toolkit.model.submission import Written

# The same examples in every run: a test that fails now and then tells nobody anything.
ALWAYS = {"derandomize": True, "database": None, "deadline": None}
settings.register_profile("nianbao", max_examples=25, **ALWAYS)
settings.load_profile("nianbao")

SEEDS = st.integers(0, 2**32 - 1)


@cache
def editions():
    """One shelf for all tests: submissions are told apart by the very form they were filed on."""
    return Editions()


@cache
def edition(name):
    return load_form(name) if name.endswith(".toml") else editions().form(name)


@cache
def mixed():
    """2021, but 表三 with 其他处理 in one row."""
    form = edition("2021")
    return editions().composed(dict(form.editions) | {"requests": "2019"})


def agency(code, *flags):
    return Agency(code, f"单位{code}", "乡镇", frozenset(flags))


def balanced(rng, form, *, code="T01", last=None, year=2023, printed=False, flags=()):
    """A submission of which no arithmetic rule has anything to say."""
    before = bridge_submission(last, form).submission.values if last else {}
    given = _Filler(rng, form, before, year, flags).fill()
    known = {"agency": agency(code, *flags), "year": year, "file": f"{code}.xlsx"}
    computed = read_submission(form, placed(form, given, f"{code}.xlsx"), **known)
    if not printed:
        return computed
    everything = placed(form, computed.values, f"{code}.xlsx")
    return read_submission(form, everything, printed=True, **known)


def with_last(rng, form, last_form=None, **about):
    """A balanced submission and the balanced one of the year before: (now, last)."""
    year = about.pop("year", 2023)
    last = balanced(rng, last_form or form, year=year - 1, **about)
    return balanced(rng, form, last=last, year=year, **about), last


def placed(form, values, file=""):
    """Values as a file holds them: each in a cell of its own."""
    rows = {key: number for number, key in enumerate(form.slots, start=4)}
    sheets = {key: slot.table.name for key, slot in form.slots.items()}
    return {
        key: Written(raw, Place(file, sheets[key], f"D{rows[key]}")) for key, raw in values.items()
    }


def changed(submission, values):
    """The submission as its agency would have sent it with some figures different."""
    raws = {k: f.raw for k, f in submission.figures.items() if _typed(submission, k)}
    return reread(submission, raws | values)


def without(submission, *keys):
    """The submission without some cells."""
    raws = {k: f.raw for k, f in submission.figures.items() if _typed(submission, k)}
    return reread(submission, {k: raw for k, raw in raws.items() if k not in keys})


def reread(submission, raws, **about):
    again = read_submission(
        submission.form,
        placed(submission.form, raws, submission.file),
        agency=submission.agency,
        year=submission.year,
        printed=submission.printed,
        file=submission.file,
        **about,
    )
    return replace(again, sha256=submission.sha256)


def _typed(submission, key):
    return submission.printed or submission.form.slots[key].given


class _Filler:
    """Fills the tables one after the other; what last year fixes is taken from there."""

    def __init__(self, rng, form, before, year, flags):
        self.rng, self.form, self.before, self.year = rng, form, before, year
        self.rulemaking = "rulemaking" in flags
        self.values = {key: self._any(slot) for key, slot in form.slots.items() if slot.given}

    def fill(self):
        self._documents()
        self._decisions()
        self._chains()
        for column in self.form.tables["requests"].columns.given:
            self._requests(column.key)
        self._disputes()
        return self.values

    def _any(self, slot):
        if slot.kind is Kind.MONEY:
            return Decimal(self.rng.randrange(10**8)) / 10_000
        return self.rng.choice((0, 0, 1, 2, self.rng.randrange(60)))

    def _set(self, table, row, **columns):
        for column, value in columns.items():
            assert f"{table}.{row}.{column}" in self.values, (table, row, column)
            self.values[f"{table}.{row}.{column}"] = value

    def _documents(self):
        columns = [column.key for column in self.form.tables["documents"].columns.leaves]
        for row in ("regulation", "normative"):
            if row == "regulation" and not self.rulemaking:
                self._set("documents", row, **dict.fromkeys(columns, 0))
            elif "in_force" in columns:
                self._in_force(row)
            else:
                published = self.values[f"documents.{row}.published"]
                self._set("documents", row, public_total=published + self.rng.randrange(9))

    def _decisions(self):
        """Who decided something last year decides something again."""
        lines = ("licences.licence", "enforcement.penalty", "enforcement.coercion")
        if not any(self.values[f"{line}.decisions"] for line in lines):
            self._set("licences", "licence", decisions=self.rng.randrange(1, 60))

    def _in_force(self, row):
        stock = self.before.get(f"documents.{row}.in_force")
        held = self.rng.randrange(90) if stock is None else stock
        made, repealed = self.rng.randrange(9), self.rng.randrange(held + 1)
        self._set("documents", row, made=made, repealed=repealed, in_force=held + made - repealed)

    def _chains(self):
        """Items of last year plus the change of last year are the items of this year's start."""
        for key, slot in self.form.slots.items():
            if slot.column.key != "last_year":
                continue
            change = key.replace("last_year", "change")
            items = self.before.get(key)
            if items is not None:
                self.values[key] = items + self.before[change]
            self.values[change] = self.rng.randint(-self.values[key], 9)

    def _requests(self, column):
        rows = self.form.tables["requests"].rows
        carried = self.before.get(f"requests.carried_out.{column}", self.rng.randrange(3))
        received = self.rng.choice((0, 1, self.rng.randrange(40)))
        ends = [row.key for row in rows.find("outcomes").given] + ["carried_out"]
        found = dict.fromkeys(ends, 0) | {"new": received, "carried_in": carried}
        for _ in range(received + carried):
            found[self.rng.choice(ends)] += 1
        for row, value in found.items():
            self._set("requests", row, **{column: value})

    def _disputes(self):
        """Reviews left open have an outcome a year later; suits never stay open, and need both."""
        decided = self.before.get("disputes.review.pending", 0) + self.rng.randrange(4)
        reviews = {"upheld": decided, "pending": self.rng.randrange(3)}
        suits = {"other": decided if self._asked() else 0}
        direct = {"corrected": self.rng.randrange(3) if self._asked() and self.year < 2024 else 0}
        for row, ends in (
            ("review", reviews),
            ("suit_after_review", suits),
            ("suit_direct", direct),
        ):
            none = dict.fromkeys(("upheld", "corrected", "other", "pending"), 0)
            self._set("disputes", row, **(none | ends))

    def _asked(self):
        return any(v for k, v in self.values.items() if k.startswith("requests.new."))
