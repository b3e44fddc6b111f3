"""From what a file holds at each key to a submission: the one door for every medium.

Excel, Word, the web, a DataFrame and the tests all hand over `Written` values; here they become
figures, blank stays blank, derived figures are recomputed, and everything odd is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from toolkit.lexicon import messages
from toolkit.model.agency import Agency
from toolkit.model.figure import NOWHERE, Figure, Key, Number
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Slot, Table
from toolkit.model.submission import Submission, Written
from toolkit.typed import LARGEST, read_typed

Given = Mapping[Key, "Written | object"]
NOT_THERE = Written(None)
WORKBOOK = "workbook"  # the kind of file in which totals are formulas
LONGEST = 40  # characters of what stood in a cell that a sentence repeats


def read_submission(
    form: Form,
    written: Given,
    *,
    agency: Agency | None = None,
    year: int | None = None,
    passages: Mapping[str, str] | None = None,
    confirmed: Iterable[str] = (),
    printed: bool = False,
    file: str = "",
    sha256: str = "",
    kind: str = "",
) -> Submission:
    """Return the submission that these values make.

    `confirmed` names the tables whose blanks the agency declared to be 0. A key that is not in
    `written` is a cell that the file does not have; that is told, and never taken for a blank.
    """
    _refuse_unknown(form, written)
    sent = {k: w if isinstance(w, Written) else Written(w) for k, w in written.items()}
    figures, findings = _given(form, sent, frozenset(confirmed), printed)
    if not printed:
        derived, told = _derived(form, sent, figures, live=kind == WORKBOOK)
        figures |= derived
        findings += told
    findings += _absent(form, sent, printed)
    findings.sort(key=reading_order(form))
    return Submission(
        agency or Agency(),
        year,
        form,
        figures,
        dict(passages or {}),
        tuple(findings),
        file=file,
        sha256=sha256,
        kind=kind,
        printed=printed,
    )


def _refuse_unknown(form: Form, written: Given) -> None:
    """A key that the form does not have is the caller's mistake; nothing is dropped in silence."""
    unknown = next((key for key in written if key not in form.slots), None)
    if unknown is not None:
        raise ValueError(unknown)


def reading_order(form: Form) -> Callable[[Finding], tuple[int, str]]:
    """Sort key: findings in the order in which the report is read; those of no figure first."""
    order, beyond = form.order, len(form.order)

    def where(finding: Finding) -> tuple[int, str]:
        places = (order.get(key, beyond) for key in finding.keys)
        return min(places, default=-1), finding.code

    return where


def read_figure(
    slot: Slot, written: Written, *, confirmed: bool = False
) -> tuple[Figure, Finding | None]:
    """One figure, and what there is to say about the way it was written."""
    raw = written.raw
    if type(raw) is int and 0 <= raw < LARGEST:  # what most cells hold is right as it stands
        return Figure(slot.key, raw, raw, written.place), None
    typed = read_typed(written.raw, slot.kind, slot.unit)
    if typed.code == "blank" and not slot.given:
        return Figure(slot.key, None, written.raw, written.place), _finding(
            "blank-total", slot, written
        )
    if typed.code == "blank" and confirmed:
        figure = Figure(slot.key, 0, written.raw, written.place)
        return figure, _finding("blank-as-zero", slot, written)
    figure = Figure(slot.key, typed.number, written.raw, written.place, typed.applies)
    if not typed.applies:
        code = "not-applicable" if slot.may_not_apply else "must-apply"
        return figure._replace(applies=not slot.may_not_apply), _finding(code, slot, written)
    if not typed.code:
        return figure, None
    found = () if typed.code == "blank" else (("found", _shown(written.raw)),)
    facts = typed.facts if "found" in dict(typed.facts) else (*found, *typed.facts)
    return figure, _finding(typed.code, slot, written, *facts)


def _shown(raw: object) -> object:
    """What stood there, as it may go into one line of a sentence; the figure keeps it whole."""
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**LONGEST:
        return raw
    text = str(raw).upper() if isinstance(raw, bool) else str(raw).replace("\n", " ")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _finding(code: str, slot: Slot, written: Written, *facts: tuple[str, object]) -> Finding:
    places = () if written.place is NOWHERE else (written.place,)
    return Finding(code, messages().severity(code), (slot.key,), places, facts)


def _given(
    form: Form, sent: Mapping[Key, Written], confirmed: frozenset[str], printed: bool
) -> tuple[dict[Key, Figure], list[Finding]]:
    """The figures that somebody typed; in a printed report the totals too."""
    figures: dict[Key, Figure] = {}
    findings: list[Finding] = []
    for key, slot in form.slots.items():
        if key not in sent or not (slot.given or printed):
            continue
        figure, finding = read_figure(slot, sent[key], confirmed=slot.table.key in confirmed)
        figures[key] = figure
        if finding:
            findings.append(finding)
    return figures, findings


def _derived(
    form: Form, sent: Mapping[Key, Written], given: Mapping[Key, Figure], *, live: bool
) -> tuple[dict[Key, Figure], list[Finding]]:
    """Totals recomputed from what was typed; a total that the file shows differently is told."""
    figures: dict[Key, Figure] = {}
    findings: list[Finding] = []
    unshown: dict[str, list[Slot]] = {}
    for key, total in totals(form.slots.values(), given).items():
        slot, written = form.slots[key], sent.get(key, NOT_THERE)
        figures[key] = total._replace(raw=written.raw, place=written.place)
        if key in sent and read_typed(written.raw, slot.kind).code == "blank":
            unshown.setdefault(slot.table.key, []).append(slot)
        elif key in sent and not (live and _rests_on_texts(slot, given, form.slots)):
            findings += _stale(slot, written, total.value)
    findings += [_not_recalculated(slots, sent) for slots in unshown.values()]
    return figures, findings


def _rests_on_texts(slot: Slot, given: Mapping[Key, Figure], slots: Mapping[Key, Slot]) -> bool:
    """Whether a part is a text that we read as a number: no formula could have added it up."""
    for part in slot.parts:
        figure = given.get(part)
        if figure is not None:
            if isinstance(figure.raw, str):
                return True
        elif not slots[part].given and _rests_on_texts(slots[part], given, slots):
            return True
    return False


def totals(slots: Iterable[Slot], figures: Mapping[Key, Figure]) -> dict[Key, Figure]:
    """The derived figures of slots in reading order; those none of whose parts is there are not.

    A total of totals stands below and right of its parts, so they are known when it is reached.
    """
    known = dict(figures)
    derived: dict[Key, Figure] = {}
    for slot in slots:
        parts = [known.get(part) for part in slot.parts]
        if not slot.given and any(parts):
            known[slot.key] = derived[slot.key] = Figure(slot.key, _sum(parts))
    return derived


def _sum(parts: Iterable[Figure | None]) -> Number | None:
    """A derived figure; None where a part is missing or doubtful."""
    total: Number = 0
    for figure in parts:
        if figure is None or (figure.value is None and figure.applies):
            return None
        total += figure.value or 0
    return total


def _stale(slot: Slot, written: Written, value: Number | None) -> Iterator[Finding]:
    shown = read_typed(written.raw, slot.kind)
    if value is not None and shown.number != value:
        facts = (("found", _shown(written.raw)), ("expected", value))
        yield _finding("stale-total", slot, written, *facts)


def _not_recalculated(slots: list[Slot], sent: Mapping[Key, Written]) -> Finding:
    """A file written by a program has no cached totals until a spreadsheet opens it: no fault."""
    places = tuple(w.place for s in slots if (w := sent[s.key]).place is not NOWHERE)
    keys = tuple(slot.key for slot in slots)
    return Finding("not-recalculated", messages().severity("not-recalculated"), keys, places)


def _absent(form: Form, sent: Mapping[Key, Written], printed: bool) -> list[Finding]:
    """Tables, lines and figures that the file does not have."""
    return [
        finding for table in form.tables.values() for finding in _absent_of(table, sent, printed)
    ]


def _absent_of(table: Table, sent: Mapping[Key, Written], printed: bool) -> Iterator[Finding]:
    wanted = [slot for slot in table.slots if slot.given or printed]
    gone = [slot for slot in wanted if slot.key not in sent]
    if len(gone) == len(wanted):
        keys = tuple(slot.key for slot in gone)
        yield Finding("missing-table", table.missing, keys, facts=(("table", table.key),))
        return
    for row in table.rows.leaves:
        absent = tuple(slot.key for slot in gone if slot.row is row)
        whole = len(absent) == sum(slot.row is row for slot in wanted)
        code = "missing-row" if whole else "missing-figure"
        if absent:
            yield Finding(code, messages().severity(code), absent, facts=(("row", row.key),))
