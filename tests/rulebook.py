"""A small form, random rules about it, and what a rule means, worked out from its text alone."""

import re
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from toolkit import read_submission
from toolkit.model.binding import bind_rule
from toolkit.model.comparison import parse_comparison
from toolkit.model.figure import Kind
from toolkit.model.finding import Severity
from toolkit.model.form import Form, Line, Passage, Section, Table
from toolkit.model.rule import Rule

ROWS = ("new", "granted", "refused", "total")
COLUMNS = ("person", "firm", "school", "all")
MEMBERS = {  # of groups, totals left out; a line stands for itself
    "rows": ("new", "granted", "refused"),
    "ended": ("granted", "refused"),
    "columns": ("person", "firm", "school"),
    "bodies": ("firm", "school"),
}
FEE = "fees.fee.amount"
KEYS = (*(f"desk.{row}.{column}" for row in ROWS for column in COLUMNS), FEE)
NAME = re.compile(r"(sum\()?(last\.)?([a-z][a-z.]*)(?(1)\))")


def desk():
    ended = Line("ended", "办结", (Line("granted", "公开"), Line("refused", "不公开")))
    rows = (Line("new", "新收"), ended, Line("total", "合计", sum="ended"))
    bodies = Line("bodies", "单位", (Line("firm", "企业"), Line("school", "学校")))
    columns = (Line("person", "个人"), bodies, Line("all", "总计", sum="columns"))
    return Table("desk", Line("rows", "", rows), Line("columns", "", columns), "2021", "甲表")


def fees():
    rows = Line("lines", "", (Line("fee", "收费"),))
    columns = Line("money", "", (Line("amount", "金额", kind=Kind.MONEY),))
    return Table("fees", rows, columns, "2021", "乙表")


@dataclass(frozen=True)
class Written:
    """A rule as an office would write it."""

    holds: str
    when: tuple[str, ...]
    each: str
    without_last: bool

    def form(self):
        """The small form with this rule and no other."""
        rule = Rule(
            "tried",
            "试",
            Severity.MUST,
            remedy="请核对。",
            holds=parse_comparison(self.holds),
            each=(self.each,) if self.each else (),
            when=tuple(map(parse_comparison, self.when)),
            without_last=self.without_last,
        )
        tables = {"desk": desk(), "fees": fees()}
        section = Section("all", "一、全部", tuple(tables.values()))
        bound = bind_rule(rule, tables)
        front = Passage("preface", "前言")
        return Form("2021", "报告", "", (2021, 9999), (section,), front, (rule,), bound)

    def spots(self):
        """Every line at which it stands."""
        lines = {"desk.row": ROWS, "desk.column": COLUMNS}.get(self.each, ("",))
        return [(self.each, line) for line in lines]

    def verdict(self, spot, now, last):
        """True, False, or None where a figure is missing."""
        texts = (self.holds, *self.when)
        needed = [found for text in texts for found in figures_of(text, spot)]
        if any(
            (last if of_last else now).get(key) is None
            for of_last, key in needed
            if not (of_last and self.without_last)
        ):
            return None
        met = all(holds(text, spot, now, last) for text in self.when)
        return not met or holds(self.holds, spot, now, last)


def figures_of(text, spot):
    return [(of_last, key) for _, of_last, keys in names(text, spot) for key in keys]


def names(text, spot):
    """Each name of a text as it is written, whether it is last year's, and the figures it means."""
    for match in NAME.finditer(text):
        yield match[0], bool(match[2]), _keys(match[3], spot)


def _keys(name, spot):
    each, line = spot
    path = name.split(".")
    if len(path) == 1:
        path = ["desk", line, name] if each == "desk.row" else ["desk", name, line]
    table, row, column = path
    many = [MEMBERS.get(row, (row,)), MEMBERS.get(column, (column,))]
    return [f"{table}.{r}.{c}" for r in many[0] for c in many[1]]


def sides(text, spot, now, last):
    """What left and right come to: names replaced by numbers, the rest left to Python."""

    def number(match):
        figures = last if match[2] else now
        return f"D('{sum(figures.get(key) or 0 for key in _keys(match[3], spot))}')"

    return [eval(NAME.sub(number, side), {"D": Decimal}) for side in re.split("==|<=|>=", text)]


def holds(text, spot, now, last):
    left, right = sides(text, spot, now, last)
    if "==" in text:
        return left == right
    return left <= right if "<=" in text else left >= right


def near_names(each):
    lines, groups = (
        (COLUMNS, ("columns", "bodies")) if each == "desk.row" else (ROWS, ("rows", "ended"))
    )
    return (*lines, *(f"sum({group})" for group in groups))


SIGNS = ("==", "<=", ">=")
NUMBERS = st.one_of(st.integers(0, 3), st.integers(0, 10**10))
FAR = (*KEYS, "sum(desk.ended.person)", "sum(desk.new.columns)", "sum(desk.rows.bodies)")


@st.composite
def sums(draw, each, depth=1):
    """Some names and numbers added and taken away, sometimes in brackets."""
    known = st.sampled_from((*near_names(each), *FAR) if each else FAR)
    term = st.one_of(known, known, known.map(_of_last), NUMBERS.map(str))
    if depth:
        term = st.one_of(term, term, sums(each, depth - 1).map("({})".format))
    first, *others = draw(st.lists(term, min_size=1, max_size=4))
    return first + "".join(draw(st.sampled_from((" + ", " - "))) + other for other in others)


def _of_last(name):
    return name.replace("sum(", "sum(last.") if "(" in name else f"last.{name}"


@st.composite
def rules(draw):
    """A rule as somebody might write it."""
    each = draw(st.sampled_from(("", "desk.row", "desk.column")))
    comparison = st.builds("{} {} {}".format, sums(each), st.sampled_from(SIGNS), sums(each))
    when = tuple(draw(st.lists(comparison, max_size=2)))
    return Written(draw(comparison), when, each, draw(st.booleans()))


def figures_at_random(rng):
    """A value for every figure of the small form; small ones, so that sides are often equal."""
    values = {key: rng.choice((0, 0, 0, 1, 2, rng.randrange(3 * 10**9))) for key in KEYS}
    values[FEE] = rng.choice((0, Decimal("0.5"), Decimal(rng.randrange(10**9)) / 10_000))
    for key in rng.sample(KEYS, rng.choice((0, 0, 0, 1, 3))):
        values[key] = None
    return values


def filed(form, values, year):
    return read_submission(form, values, year=year, printed=True)
