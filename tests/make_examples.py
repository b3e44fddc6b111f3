"""The returns of the example county, made again: issued, filled in, damaged.

    python tests/make_examples.py [--golden]

Run it whenever the templates or the workbook's words have changed; with --golden, what is found in
each is written to tests/golden/examples.txt as well. The same bytes come out each time, except for
the two that LibreOffice saves as .et and .ods: those are left as they are while they still say the
same, and are not made where there is no LibreOffice.
"""

import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from damage import Damaged  # noqa: E402
from example_returns import BEFORE, DOCUMENT, RETURNS, SEASON, YEAR, passages  # noqa: E402

from toolkit.editions import Editions  # noqa: E402
from toolkit.excel.fingerprints import Fingerprints  # noqa: E402
from toolkit.excel.issue import Issue, Recipient, file_name  # noqa: E402
from toolkit.excel.returned import read_return  # noqa: E402
from toolkit.excel.shipped import shipped_template  # noqa: E402
from toolkit.excel.template import take_apart  # noqa: E402
from toolkit.excel.transfer import filled, open_ours  # noqa: E402
from toolkit.files import put  # noqa: E402
from toolkit.intake import check_files, read_file  # noqa: E402
from toolkit.package.office import convert  # noqa: E402
from toolkit.package.opening import open_package  # noqa: E402
from toolkit.package.packing import packed, part, parts_of  # noqa: E402
from toolkit.season.roster import read_roster  # noqa: E402

COUNTY = ROOT / "examples" / "清禾县"
OTHER_FORMATS = {".et": "xls", ".ods": "ods"}  # .et is an .xls by another name


def main():
    """Every return, written where it is not there already."""
    editions = Editions()
    before = {sent.agency.code: sent for sent in read_file(COUNTY / "上年.json", editions)}
    recipients = [
        Recipient(each.agency, each.contact, each.phone, last=before.get(each.code))
        for each in read_roster(COUNTY / "名单.csv")
    ]
    wanted = set()
    for to in recipients:
        if to.agency.code in RETURNS:
            sent = RETURNS[to.agency.code]
            path = COUNTY / "收回" / file_name(to.agency, YEAR)
            path = path.with_suffix(sent.suffix)
            wanted.add(path)
            written = _write(path, returned(sent, to, editions), editions)
            print("written" if written else "as it was", path.name)
    if "--golden" in sys.argv:
        _write_golden()
    for strange in set((COUNTY / "收回").iterdir()) - wanted:
        print("not one of ours:", strange.name)


def _write_golden():
    """What is found in each file now, for test_examples.py."""
    from test_examples import GOLDEN, table_of

    files = sorted((COUNTY / "收回").iterdir())
    checked = {s.file: (s, found) for s, found in check_files(files, YEAR, COUNTY / "上年.json")}
    GOLDEN.write_text("".join(f"{line}\n" for line in table_of(checked)), "utf-8")


def returned(sent, to, editions):
    """What one agency sends back, as bytes."""
    if sent.document:
        return DOCUMENT
    content = damaged(fill(sent, to, editions), sent)
    return content[: len(content) * 3 // 5] if sent.truncated else content


def fill(sent, to, editions):
    """The workbook that the agency was sent, filled in by its clerk; formulas have their values."""
    form = editions.form(sent.edition)
    template = _template(form)
    year = BEFORE if sent.last_years_file else YEAR
    to = replace(to, last=None) if sent.last_years_file else to
    issued = Issue(template, year, *SEASON).workbook(to)
    state = open_ours(issued, editions).state
    spared = {section for section, had in sent.had.items() if had == "没有"}
    figures = {
        k: v for k, v in _zeros(form, spared, to.last).items() if k not in sent.blank
    } | sent.figures
    about = {f"had.{section}": had for section, had in sent.had.items()}
    about |= {f"confirmed.{section}": "是" for section in sent.confirmed}
    about |= {"reviewer": "周复核", "signer": "吴签发"} | sent.about
    state = replace(
        state,
        about={**state.about, **about},
        figures={**state.figures, **figures},
        passages=passages(form, to.agency, figures) | sent.passages,
        explained=sent.explained,
    )
    return filled(issued, form, state)


@cache
def _template(form):
    return take_apart(shipped_template(form), form)


def _zeros(form, spared, last):
    """0 in every cell of the sections to be filled in, but for what last year's report fills."""
    sections = {t.key: s.key for s in form.sections for t in s.tables}
    return {
        slot.key: 0
        for slot in form.given
        if sections[slot.table.key] not in spared and not (slot.row.last and last)
    }


def damaged(content, sent):
    """The workbook after everything else that was done to it."""
    if not sent.damage:
        return content
    book = Damaged(content)
    for damage in sent.damage:
        damage(book)
    return book.content()


def _write(path, content, editions):
    """Write it; what LibreOffice saved is new each time, and kept while it says the same."""
    if path.suffix not in OTHER_FORMATS:
        return put(path, content)
    said = _said(content, editions)
    if path.exists() and _said(path.read_bytes(), editions) == said:
        return False
    saved = convert(content, ".xlsx", OTHER_FORMATS[path.suffix])
    return saved is not None and put(path, _dated(saved))


def _dated(content):
    """An .ods as if it had been saved in the days of the example."""
    if not content.startswith(b"PK"):
        return content
    package = open_package(content)
    meta = re.sub(rb"(<dc:date>)[^<]*", rb"\g<1>2024-01-18T09:30:00Z", package.xml("meta.xml"))
    parts = (part("meta.xml", meta) if p.name == "meta.xml" else p for p in parts_of(package))
    return packed(parts)


def _said(content, editions):
    read = read_return(content, editions, Fingerprints())
    figures = {
        key: (str(f.raw), f.place.sheet, f.place.cell)
        for key, f in read.figures.items()
        if read.form.slots[key].given
    }
    return figures, read.passages, read.about, read.agency, read.year


if __name__ == "__main__":
    main()
