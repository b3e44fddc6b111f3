"""Where Chinese may live, which codes exist, and which words identifiers may use."""

import ast
import re
import tomllib
from pathlib import Path

from toolkit.lexicon import messages
from toolkit.load import load_form
from toolkit.load_rules import FINDERS
from toolkit.model.figure import Kind
from toolkit.model.finding import Severity

ROOT = Path(__file__).parent.parent
TOOLKIT = ROOT / "toolkit"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
MAY_HOLD_CHINESE = {"cli.py", "cli_collect.py", "cli_demo.py", "cli_season.py"}  # the mouth
MAY_HOLD_CHINESE |= {"cli_merge.py", "cli_workbook.py"}
MAY_HOLD_CHINESE |= {"label.py"}  # the numerals and brackets to be recognised
FORBIDDEN = {"data", "info", "item", "process", "handle", "handler", "utils", "util", "helper"}
FORBIDDEN |= {"manager", "org", "dept", "round", "merge_all"}
CODE_CALLS = {"fail": 1, "Finding": 0, "Slip": 0, "BindingError": 0, "severity": 0, "Gap": None}
CODE_CALLS |= {"noticed": 0}


def trees():
    for path in sorted(TOOLKIT.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def test_chinese_lives_where_it_may():
    elsewhere = [
        f"{path.name}:{number}"
        for path in TOOLKIT.rglob("*.py")
        if path.name not in MAY_HOLD_CHINESE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert elsewhere == []


def strings():
    """Every string constant of the code that looks like a code."""
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def codes_called():
    """Codes that are passed to whatever makes a finding or a mistake."""
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                position = CODE_CALLS.get(name)
                if position is not None and len(node.args) > position:
                    code = node.args[position]
                    if isinstance(code, ast.Constant):
                        yield code.value
                yield from (
                    k.value.value
                    for k in node.keywords
                    if k.arg == "code" and isinstance(k.value, ast.Constant)
                )


def test_every_message_has_a_code_and_every_code_a_message():
    catalogue = set(messages().findings) | set(messages().mistakes)
    written = set(strings())
    helpers = {"where", "at_line", "at_key", "wanted-text", "wanted-flag", "wanted-whole"}
    helpers |= {"wanted-array", "wanted-table", "wanted-texts", "wanted-wholes"}
    assert {code for code in catalogue - helpers if code not in written} == set()
    assert set(codes_called()) - catalogue - {""} == set()


def test_no_rule_shares_its_code_with_a_message():
    for edition in ("2019", "2021"):
        codes = {rule.code for rule in load_form(edition).rules}
        assert codes & set(messages().findings) == set()


def test_every_word_that_joins_sentences_is_used():
    """By its name in the code, or by a name made of a kind, a severity or a named comparison."""
    made = {f"kind_{kind.value}" for kind in Kind} | {f"finds_{name}" for name in FINDERS}
    names = made | {severity.value for severity in Severity} | set(strings())
    ours = messages()
    assert [w for w in (*ours.words, *ours.dictionary, *ours.command) if w not in names] == []


def identifiers():
    for path, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    yield path.name, name
                case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                    yield path.name, name


def test_identifiers_keep_to_the_vocabulary():
    used = [
        f"{file}: {name}"
        for file, name in identifiers()
        if FORBIDDEN & set(re.split(r"_|(?<=[a-z])(?=[A-Z])", name.lower()))
    ]
    assert used == []


def test_the_glossary_has_every_word_of_the_house():
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    words = (
        "form edition year table row column key slot label grid figure given derived blank place"
    )
    words += " passage rule finding must explain note agency roster season ledger state decision"
    words += " freeze desk template stamp bind issue return submission collect feedback consolidate"
    words += " render importer legacy guide bridge waiver share gap settings"
    assert [word for word in words.split() if not re.search(rf"\b{word}\b", glossary)] == []


def test_words_and_messages_are_readable_toml():
    for path in (*TOOLKIT.rglob("words/*.toml"), *TOOLKIT.rglob("forms/*.toml")):
        assert tomllib.loads(path.read_text("utf-8"))
