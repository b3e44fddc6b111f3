"""Read from LibreOffice's HTML how each cell looks: one table a sheet, beginning at A1."""

from html.parser import HTMLParser

from office.cells import address


def read_looks(page):
    """For each table in turn {address: {"bgcolor": …, "color": …}}, upper-case `#RRGGBB`."""
    parser = _Tables()
    parser.feed(page)
    parser.close()
    return parser.tables


def changed(now, before):
    """The looks that are not what they were: address by address, only what differs."""
    looks = {
        each: {
            name: value for name, value in look.items() if before.get(each, {}).get(name) != value
        }
        for each, look in now.items()
    }
    return {each: look for each, look in looks.items() if look}


class _Tables(HTMLParser):
    """A cell that spans leaves its places in the rows below taken."""

    def __init__(self):
        super().__init__()
        self.tables = []
        self._taken, self._row, self._column, self._look = set(), -1, 0, {}

    def handle_starttag(self, tag, attrs):
        begin = getattr(self, f"_begin_{tag}", None)
        if begin:
            begin(dict(attrs))

    def _begin_table(self, _):
        self.tables.append({})
        self._taken, self._row = set(), -1

    def _begin_tr(self, _):
        self._row, self._column = self._row + 1, 0

    def _begin_td(self, attributes):
        while (self._column, self._row) in self._taken:
            self._column += 1
        self._look = self.tables[-1].setdefault(address(self._column, self._row), {})
        self._keep("bgcolor", attributes)
        columns, rows = (int(attributes.get(name, 1)) for name in ("colspan", "rowspan"))
        self._taken |= {
            (self._column + right, self._row + down)
            for right in range(columns)
            for down in range(rows)
        }

    def _begin_font(self, attributes):
        self._keep("color", attributes)

    def _keep(self, name, attributes):
        if name in attributes:
            self._look.setdefault(name, attributes[name].upper())
