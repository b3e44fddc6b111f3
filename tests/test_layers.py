"""Imports go one way, outside libraries stay behind their fence, functions stay short.

The table is the architecture: read it from top to bottom, a file may import what stands above it.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLKIT = ROOT / "toolkit"

MODEL = "model.*"
PACKAGE = "package.escape package.opening package.packing package.segments package.splice"
PLANS = "excel.plan excel.plan_checks excel.plan_pages excel.plan_tables"
LIVES = "excel.live excel.live_checks excel.live_figures"
ALLOWED = {  # file: what of ours it may import
    "errors": "",
    "files": "errors",
    "outputs": "errors files",
    "home": "",
    "model.figure": "",
    "model.finding": "errors model.figure",
    "model.agency": "",
    "model.label": "",
    "model.settings": "",
    "model.comparison": "model.figure",
    "model.rule": "model.comparison model.figure model.finding",
    "model.form": "model.figure model.finding model.label model.rule",
    "model.binding": "model.comparison model.finding model.form model.rule",
    "model.grid": "model.form",
    "model.formula": "model.figure model.rule",
    "model.checkcode": "model.figure model.form",
    "model.submission": "model.agency model.checkcode model.figure model.finding model.form",
    "lexicon": "home model.finding",
    "help": "lexicon",
    "source": "errors home",
    "spec": "source",
    "load_tables": f"source spec {MODEL}",
    "load_rules": f"lexicon load_tables source spec {MODEL}",
    "load_more": f"source spec {MODEL}",
    "load": f"errors load_more load_rules load_tables source spec {MODEL}",
    "compose": MODEL,
    "editions": f"compose load source {MODEL}",
    "typed": f"errors lexicon {MODEL}",
    "reading": f"lexicon typed {MODEL}",
    "bridge": f"reading {MODEL}",
    "judge": f"bridge reading {MODEL}",
    "compare": f"bridge judge lexicon {MODEL}",
    "matrix": f"judge {MODEL}",
    "check": f"compare judge lexicon matrix {MODEL}",
    "counting": f"lexicon {MODEL}",
    "consolidate": f"bridge counting lexicon reading {MODEL}",
    "parent": f"consolidate judge lexicon {MODEL}",
    "equation": f"lexicon {MODEL}",
    "whereabouts": f"lexicon {MODEL}",
    "say": f"equation errors lexicon whereabouts {MODEL}",
    "dictionary": f"equation lexicon {MODEL}",
    "export": f"lexicon reading {MODEL}",
    "faults": f"editions lexicon {MODEL}",
    "jsontext": f"faults {MODEL}",
    "last_year": f"faults {MODEL}",
    "records": f"editions faults lexicon reading say {MODEL}",
    "intake": (
        "check editions errors faults jsontext last_year lexicon records say excel.fingerprints "
        f"excel.returned package.unreadable {MODEL}"
    ),
    "package.unreadable": "",
    "package.plain_xml": "package.unreadable",
    "package.opening": "package.plain_xml package.unreadable",
    "package.escape": "",
    "package.splice": "package.escape package.unreadable",
    "package.packing": "package.opening",
    "package.segments": "package.packing",
    "package.child": "",
    "package.limited": "",
    "package.office": "package.child",
    "excel.names": "",
    "excel.cell": "",
    "excel.atlas": "excel.cell",
    "excel.plan": MODEL,
    "excel.plan_tables": f"excel.plan {MODEL}",
    "excel.plan_beside": f"lexicon excel.plan excel.plan_tables {MODEL}",
    "excel.plan_fill": f"lexicon excel.plan excel.plan_beside excel.plan_tables {MODEL}",
    "excel.plan_paper": f"lexicon excel.plan excel.plan_pages excel.plan_tables {MODEL}",
    "excel.plan_asking": f"lexicon excel.measure excel.plan {MODEL}",
    "excel.plan_pages": f"lexicon excel.names excel.plan {MODEL}",
    "excel.plan_checks": f"equation lexicon excel.plan excel.plan_pages {MODEL}",
    "excel.sheets": f"{PLANS} excel.plan_asking excel.plan_fill excel.plan_paper {MODEL}",
    "excel.looks": "",
    "excel.measure": "excel.looks excel.plan",
    "excel.create": (
        "lexicon excel.cell excel.live excel.looks excel.measure excel.plan package.opening "
        "package.packing"
    ),
    "excel.state": f"lexicon {MODEL}",
    "excel.live": "excel.atlas excel.state",
    "excel.live_figures": f"lexicon excel.atlas excel.live {PLANS} excel.state {MODEL}",
    "excel.live_checks": f"lexicon excel.atlas excel.live {PLANS} excel.state {MODEL}",
    "excel.steps": f"lexicon excel.atlas {LIVES} {PLANS} excel.state {MODEL}",
    "excel.live_start": f"lexicon excel.atlas excel.live {PLANS} excel.state excel.steps {MODEL}",
    "excel.live_pages": f"lexicon excel.atlas {LIVES} {PLANS} excel.state {MODEL}",
    "excel.meaning": (
        f"excel.names {LIVES} excel.live_pages excel.live_start {PLANS} excel.steps {MODEL}"
    ),
    "excel.written": "package.escape",
    "excel.cells": "excel.cell package.escape package.unreadable",
    "excel.parts": "excel.cells package.opening package.unreadable",
    "excel.bind": "excel.atlas excel.cell excel.cells excel.parts package.unreadable",
    "excel.guards": (
        f"lexicon excel.atlas excel.cell {LIVES} excel.meaning excel.state package.escape {MODEL}"
    ),
    "excel.styles": "package.splice",
    "excel.stamp": (
        "excel.bind excel.cell excel.guards excel.meaning excel.parts excel.state excel.styles "
        f"excel.written {PACKAGE} {MODEL}"
    ),
    "excel.template": (
        "excel.atlas excel.bind excel.cell excel.live excel.meaning excel.parts excel.state "
        f"lexicon excel.written {PACKAGE} {MODEL}"
    ),
    "excel.typed_cells": "excel.cells excel.parts",
    "excel.fingerprints": (
        f"home lexicon excel.bind excel.meaning excel.parts package.escape package.opening {MODEL}"
    ),
    "excel.tamper_sheets": f"faults excel.bind excel.cell excel.parts {MODEL}",
    "excel.tamper": (
        "faults lexicon excel.bind excel.cell excel.fingerprints excel.meaning excel.parts "
        f"excel.tamper_sheets {MODEL}"
    ),
    "excel.read": (
        "editions faults lexicon reading excel.bind excel.cells excel.fingerprints excel.parts "
        "excel.names excel.tamper "
        f"excel.typed_cells package.opening package.unreadable {MODEL}"
    ),
    "excel.calamine_child": "",
    "excel.foreign": "package.child package.office package.opening package.unreadable",
    "excel.listing": (
        f"excel.cell excel.foreign excel.parts excel.typed_cells package.opening "
        f"package.unreadable {MODEL}"
    ),
    "excel.list_looks": "lexicon excel.looks package.escape",
    "excel.list_sheets": (
        "lexicon excel.cell excel.list_looks excel.looks excel.measure excel.written package.escape"
    ),
    "excel.list_entries": "lexicon excel.cell excel.list_sheets package.escape",
    "excel.list_book": (
        "lexicon excel.cell excel.list_entries excel.list_looks excel.list_sheets excel.written "
        "package.escape package.packing"
    ),
    "excel.patch": (
        "excel.cell excel.cells excel.parts excel.written package.escape package.opening "
        "package.packing package.splice package.unreadable"
    ),
    "excel.row_heights": (
        "excel.cell excel.list_looks excel.list_sheets excel.parts package.opening "
        "package.packing package.splice"
    ),
    "excel.shipped": f"home lexicon excel.create excel.sheets excel.stamp {MODEL}",
    "excel.returned": (
        "editions excel.bind excel.cell excel.cells excel.fingerprints excel.foreign excel.parts "
        "excel.read "
        "package.escape package.opening model.submission"
    ),
    "excel.held": f"excel.bind excel.state excel.typed_cells {MODEL}",
    "excel.issue": f"bridge errors files lexicon excel.state excel.template {MODEL}",
    "excel.transfer": (
        "bridge editions lexicon excel.bind excel.held excel.live "
        "excel.meaning excel.parts excel.read excel.returned "
        f"excel.state excel.template excel.typed_cells package.opening {MODEL}"
    ),
    "excel.complaints": (
        f"lexicon say excel.live_checks excel.plan_checks excel.state excel.steps excel.transfer "
        f"{MODEL}"
    ),
    "excel.copied": f"faults excel.bind excel.transfer {MODEL}",
    "excel.feedback": (
        f"editions lexicon excel.atlas excel.complaints excel.copied {LIVES} excel.names "
        "excel.parts excel.state excel.steps excel.template excel.transfer excel.written "
        f"{PACKAGE} {MODEL}"
    ),
    "excel.brought": (
        f"lexicon excel.complaints excel.meaning excel.state excel.template excel.transfer {MODEL}"
    ),
    "excel.partly_open": (
        "lexicon excel.bind excel.cell excel.parts excel.patch excel.plan_pages excel.styles "
        f"excel.template {PACKAGE} {MODEL}"
    ),
    "excel.template_guards": (
        "faults excel.atlas excel.bind excel.cell excel.fingerprints excel.guards excel.meaning "
        f"excel.parts excel.stamp {PACKAGE} {MODEL}"
    ),
    "excel.template_check": (
        f"faults excel.bind excel.cell excel.cells excel.meaning excel.parts {PLANS} "
        "excel.sheets excel.styles excel.template_guards "
        f"excel.fingerprints excel.tamper {PACKAGE} {MODEL}"
    ),
    "excel.template_diff": (
        "faults excel.atlas excel.bind excel.cell excel.fingerprints excel.guards excel.parts "
        f"package.opening {MODEL}"
    ),
    "season.folder": "lexicon",
    "season.members": MODEL,
    "season.standing": f"season.members {MODEL}",
    "season.chain": "",
    "season.locking": "",
    "season.ledger": "errors season.chain season.folder season.locking",
    "season.kept": f"editions {MODEL}",
    "season.origin": "package.opening package.unreadable",
    "season.signs": "lexicon package.opening",
    "season.arrivals": "intake lexicon package.opening package.unreadable season.signs",
    "season.originals": (
        "errors files package.unreadable season.arrivals season.folder season.signs"
    ),
    "season.received": "season.ledger season.signs",
    "season.register": (
        "editions faults intake records package.unreadable season.arrivals season.kept "
        "season.ledger season.origin season.originals season.received season.signs "
        f"{MODEL}"
    ),
    "season.meeting": (
        "season.arrivals season.decided season.decision_line season.folder season.ledger "
        "season.originals season.received season.register season.season"
    ),
    "season.claims": f"lexicon season.members {MODEL}",
    "season.take_in": "files excel.issue season.folder",
    "season.dates": "lexicon",
    "season.decision_line": f"errors season.members {MODEL}",
    "season.decision_words": f"equation lexicon season.decision_line {MODEL}",
    "season.figure_words": f"lexicon {MODEL}",
    "season.decision_fields": (
        "lexicon typed season.dates season.decision_line season.decision_words "
        f"season.figure_words season.members {MODEL}"
    ),
    "season.decision_sheets": (
        f"excel.listing season.dates season.decision_line season.decision_words {MODEL}"
    ),
    "season.decision_explained": (
        "season.decision_fields season.decision_line season.decision_words"
    ),
    "season.decision_verdicts": (
        "equation typed season.decision_explained season.decision_fields season.decision_line "
        f"season.decision_words season.figure_words {MODEL}"
    ),
    "season.decision_clash": "season.decision_line season.decision_words",
    "season.decisions": (
        "season.decision_clash season.decision_explained season.decision_fields "
        "season.decision_line season.decision_sheets season.decision_verdicts "
        "season.decision_words"
    ),
    "season.decided": f"season.decision_line {MODEL}",
    "season.decision_book": (
        "lexicon excel.cell excel.list_book excel.patch excel.row_heights season.decision_line "
        f"season.decision_sheets season.decision_words season.members {MODEL}"
    ),
    "season.decision_choices": (
        "excel.cell excel.listing excel.parts excel.patch package.opening package.packing "
        f"season.decision_book season.members {MODEL}"
    ),
    "word.letter": "lexicon package.escape package.packing",
    "web.board": "lexicon package.escape",
    "season.progress": f"excel.complaints lexicon season.standing {MODEL}",
    "season.texts": f"lexicon season.progress season.standing {MODEL}",
    "season.overview": (
        f"lexicon excel.list_book excel.list_sheets season.progress season.standing {MODEL}"
    ),
    "season.board": f"lexicon season.progress season.standing web.board {MODEL}",
    "demo": (
        "consolidate excel.patch files season.counted season.decision_line "
        "season.decision_sheets season.folder season.ledger season.new season.roster "
        f"season.season season.settings season.standing {MODEL}"
    ),
    "season.settings": "errors lexicon source spec season.dates",
    "season.roster": (
        "errors faults files lexicon load say source excel.list_book excel.list_sheets "
        "excel.listing "
        f"package.unreadable season.dates season.members {MODEL}"
    ),
    "season.roster_sources": (
        "editions errors intake lexicon say season.dates season.folder season.members "
        f"season.roster {MODEL}"
    ),
    "season.new": (
        "editions errors files outputs season.decision_book season.folder season.members "
        f"season.roster season.settings {MODEL}"
    ),
    "season.season": (
        f"editions errors season.folder season.members season.roster season.settings {MODEL}"
    ),
    "season.earlier": f"consolidate faults lexicon season.decided season.members {MODEL}",
    "season.judging": (
        "check errors faults lexicon reading records say season.decided season.earlier "
        "season.kept season.ledger "
        f"season.members season.register season.season season.standing {MODEL}"
    ),
    "season.changes": (
        "records season.judging season.ledger season.register season.season season.standing "
        f"{MODEL}"
    ),
    "season.whose": (
        "lexicon say season.arrivals season.claims season.decided season.decision_line "
        "season.judging season.ledger season.members season.originals season.progress "
        f"season.received season.register season.season season.standing {MODEL}"
    ),
    "season.spared": "lexicon season.decided season.members season.progress",
    "season.states": (
        "season.changes season.decided season.decision_line season.earlier season.judging "
        "season.ledger season.members season.progress season.season season.spared season.standing "
        f"season.whose {MODEL}"
    ),
    "season.counted": (
        "season.decided season.decision_line season.earlier season.judging season.ledger "
        f"season.meeting season.season season.standing season.states {MODEL}"
    ),
    "season.last_year": (
        "errors season.counted season.decided season.earlier season.folder season.kept "
        f"season.ledger season.meeting season.register season.season {MODEL}"
    ),
    "season.status": (
        "lexicon records season.begin season.counted season.ledger season.meeting "
        "season.season season.standing"
    ),
    "season.making": (
        "errors faults files lexicon excel.issue excel.shipped excel.template "
        "package.unreadable season.decided "
        f"season.earlier season.members season.progress season.season {MODEL}"
    ),
    "season.issuing": (
        "errors excel.issue excel.transfer files lexicon package.unreadable "
        "season.arrivals season.begin season.counted season.ledger season.making "
        f"season.meeting season.members season.season season.spared season.take_in {MODEL}"
    ),
    "season.new_form": (
        "editions errors files source excel.bind excel.parts package.opening package.unreadable "
        f"season.ledger season.season {MODEL}"
    ),
    "season.reissue": (
        "lexicon excel.brought excel.complaints excel.copied excel.issue "
        "excel.partly_open excel.template excel.transfer package.packing "
        "package.unreadable season.counted season.decided season.earlier season.issuing "
        "season.judging season.last_year season.ledger season.making season.meeting "
        "season.members season.originals season.season season.spared season.standing "
        f"season.states season.take_in {MODEL}"
    ),
    "season.remind": (
        "files lexicon excel.issue season.folder season.standing season.texts word.letter"
    ),
    "season.sending": (
        "files lexicon excel.complaints excel.feedback excel.issue season.decided "
        "season.earlier season.issuing season.judging season.ledger season.making "
        "season.originals season.progress season.remind season.season season.standing "
        f"season.texts {MODEL}"
    ),
    "season.settle": (
        "errors files lexicon package.unreadable season.decided season.decision_book "
        "season.decision_choices season.decision_line season.decisions season.judging "
        f"season.ledger season.progress season.season season.standing {MODEL}"
    ),
    "season.begin": (
        "season.counted season.decided season.earlier season.last_year season.ledger "
        "season.season season.settle season.standing season.states"
    ),
    "season.collect": (
        "season.begin season.counted season.ledger season.meeting season.progress "
        "season.received season.register season.season season.sending season.show "
        "season.signs season.standing season.states season.take_in"
    ),
    "season.merge_files": (
        "errors files excel.issue season.arrivals season.claims season.folder season.members"
    ),
    "season.merge_decided": "season.decision_line",
    "season.merge_lines": (
        "lexicon season.decision_book season.decision_line season.decision_words "
        f"season.figure_words season.members season.merge_decided {MODEL}"
    ),
    "season.merge": (
        "errors files lexicon package.unreadable season.begin season.chain season.collect "
        "season.decision_book season.decision_line season.decision_sheets "
        "season.decisions season.folder season.ledger season.meeting season.members "
        "season.merge_decided season.merge_files season.merge_lines season.originals "
        "season.season"
    ),
    "cli_merge": "*",
    "cli_collect": "*",
    "cli_season": "*",
    "season.show": (
        "errors files season.board season.folder season.ledger season.overview "
        f"season.register season.standing {MODEL}"
    ),
    "cli_workbook": "*",
    "cli_demo": "*",
    "cli": "*",
    "__main__": "cli",
    "__init__": "*",
}
FENCED = {  # outside library: the files that may know it
    "click": {"cli", "cli_collect", "cli_demo", "cli_merge", "cli_season", "cli_workbook", "help"},
    "jinja2": {"web.board"},
    "numpy": {"matrix"},
    "pandas": {"export"},
    "openpyxl": {"excel.create"},
    "python_calamine": {"excel.calamine_child"},
    "tomllib": {"source", "lexicon"},
    "sqlite3": {"season.ledger"},
    "subprocess": {"package.child"},
}
MOUTH = {
    "cli",
    "cli_collect",
    "cli_demo",
    "cli_merge",
    "cli_season",
    "cli_workbook",
    "__main__",
    "__init__",
}
LONGEST_FUNCTION, LONGEST_FILE = 40, 300


def modules():
    for path in sorted(TOOLKIT.rglob("*.py")):
        name = ".".join(path.relative_to(TOOLKIT).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


FOLDERS = ("model", "excel", "package", "season", "web", "word")
MODULES = {name: tree for name, tree in modules() if name not in FOLDERS}


def imports(tree):
    """Every module a file imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "toolkit":
            yield from (f"toolkit.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def ours(tree):
    names = (name.removeprefix("toolkit.") for name in imports(tree) if name.startswith("toolkit."))
    return {name for name in names if name in MODULES}


def permitted(name):
    allowed = set()
    for word in ALLOWED[name].split():
        head = word.removesuffix("*")
        allowed |= {m for m in MODULES if word == m or (word.endswith("*") and m.startswith(head))}
    return allowed


def test_every_file_has_its_place_in_the_table():
    assert set(MODULES) == set(ALLOWED)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_one_way(name):
    assert ours(MODULES[name]) <= permitted(name)


def test_the_table_has_no_cycle():
    placed = set()
    while len(placed) < len(ALLOWED):
        ready = {n for n in set(ALLOWED) - placed if permitted(n) - {n} <= placed}
        ready -= MOUTH if len(placed) < len(ALLOWED) - len(MOUTH) else set()
        if not ready:
            break
        placed |= ready
    assert set(ALLOWED) - placed <= MOUTH


@pytest.mark.slow
def test_outside_libraries_stay_behind_their_fence():
    known = {
        library: {
            n for n, tree in MODULES.items() if library in {i.split(".")[0] for i in imports(tree)}
        }
        for library in FENCED
    }
    assert known == FENCED


def functions():
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}.{node.name}", node.end_lineno - node.lineno + 1


def test_functions_and_files_stay_short():
    assert {n: size for n, size in functions() if size > LONGEST_FUNCTION} == {}
    sizes = {p: len(p.read_text("utf-8").splitlines()) for p in TOOLKIT.rglob("*.py")}
    assert {p.name: size for p, size in sizes.items() if size > LONGEST_FILE} == {}


def test_nothing_catches_everything():
    caught = [
        (name, ast.unparse(node.type) if node.type else "bare")
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
    ]
    assert not [each for each in caught if each[1] in ("bare", "Exception", "BaseException")]


def test_every_module_says_what_it_is_for():
    assert [name for name, tree in MODULES.items() if not ast.get_docstring(tree)] == []
