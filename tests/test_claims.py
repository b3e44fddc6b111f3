"""Whose a file is: by what is written in it and where it lies, never by its name.

Each test puts files where clerks put them and asks whose they are.
"""

from dataclasses import replace

import pytest
from seasons import EAST, MEMBERS, RIVER, STONE, County, returned, zipped

from toolkit.model.agency import Agency
from toolkit.season.claims import claim, evidence
from toolkit.season.members import Member, Members

UNKNOWN = "文件里没有写是哪家单位，也没有放在单位的文件夹里。请在办理单“认领”表里选归属单位。"
HERS = "本年河湾乡人民政府按要求公开政府信息，河湾乡没有发生行政复议。"


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


def whose(county, content, file="最终版(3).xlsx"):
    county.put(file, content)
    return county.owner(file)


def nobody(**written):
    """A return on which neither code nor name stands, but for what is told."""
    return returned("T01", **{"name": "", "number": "", **written})


def test_by_the_code_that_is_written_in_it(county):
    assert whose(county, nobody(number="T02")) == "T02"


@pytest.mark.parametrize("name", ["清禾县河湾乡人民政府", "河湾乡", " 河湾乡 ", "T02"])
def test_by_the_name_that_is_written_in_it(county, name):
    assert whose(county, nobody(name=name)) == "T02"


@pytest.mark.parametrize(
    "folder",
    [
        "T02",
        "T02_河湾乡",
        "T02 _清禾县河湾乡人民政府_2025",
        "河湾乡",
        "清禾县河湾乡人民政府",
        "河湾乡/第二次",
        "乡镇/河湾乡/1月18日",
    ],
)
def test_by_the_folder_it_lies_in(county, folder):
    assert whose(county, nobody(), f"{folder}/a.xlsx") == "T02"


def test_by_the_folder_in_a_zip(county):
    county.put("全部.zip", zipped({"河湾乡/a.xlsx": nobody()}))
    assert county.owner("全部.zip!/河湾乡/a.xlsx") == "T02"


@pytest.mark.parametrize(
    "file",
    ["T02.xlsx", "河湾乡.xlsx", "T02_清禾县河湾乡人民政府_2025年度填报表.xlsx", "年报/T02.xlsx"],
)
def test_never_by_the_name_of_the_file(county, file):
    assert whose(county, nobody(), file) == UNKNOWN
    assert whose(county, returned("T01"), file) == "T01"


def test_nor_by_the_name_of_a_zip(county):
    county.put("河湾乡.zip", zipped({"a.xlsx": nobody()}))
    assert county.owner("河湾乡.zip!/a.xlsx") == UNKNOWN


@pytest.mark.parametrize(
    "name", ["最终版(3).xlsx", "新建 Microsoft Excel 工作表.xlsx", "副本.et.xlsx"]
)
def test_whatever_a_clerk_calls_it(county, name):
    assert whose(county, returned("T03"), name) == "T03"


def test_where_code_and_name_disagree_it_is_nobody_s(county):
    assert whose(county, returned("T01", name=RIVER.name)) == (
        "文件里的单位代码是“清禾县青石镇人民政府”的，单位名称是“清禾县河湾乡人民政府”。"
        "请问清楚，在办理单“认领”表里选归属单位。"
    )


@pytest.mark.parametrize(
    "written", [{}, {"name": ""}, {"number": ""}], ids=["both", "code", "name"]
)
def test_where_the_folder_is_another_one_s_it_is_nobody_s(county, written):
    assert whose(county, returned("T01", **written), "河湾乡/a.xlsx") == (
        "文件里写的是“清禾县青石镇人民政府”，却放在“清禾县河湾乡人民政府”的文件夹里。"
        "请问清楚，在办理单“认领”表里选归属单位。"
    )


def test_where_two_folders_disagree_it_is_nobody_s(county):
    assert whose(county, nobody(), "青石镇/河湾乡/a.xlsx") == (
        "文件里没有写是哪家单位，放在“清禾县河湾乡人民政府、清禾县青石镇人民政府”的文件夹里。"
        "请问清楚，在办理单“认领”表里选归属单位。"
    )


def test_the_same_bytes_in_the_folders_of_two_are_nobody_s(county):
    county.put("青石镇/a.xlsx", returned("T01"))
    assert county.owner("青石镇/a.xlsx") == "T01"
    county.put("河湾乡/a.xlsx", returned("T01"))
    assert "河湾乡" in county.owner("河湾乡/a.xlsx")
    assert county.state("T01") == "missing"


def test_a_neighbour_s_workbook_used_again_is_nobody_s(county):
    """The code of one township, the narrative of another."""
    borrowed = returned("T01", passages={"overview.disclosure": HERS})
    assert whose(county, borrowed) == (
        "文件里写的是“清禾县青石镇人民政府”，文字部分说的却是“清禾县河湾乡人民政府”，"
        "可能借用了别家的表。请问清楚，在办理单“认领”表里选归属单位。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "本镇与县教育局联合公开招生信息。县教育局负责指导。",  # a bureau is written about
        "在河湾乡的帮助下，本镇做了公开。",  # not where a sentence begins
        "东和的经验值得学习。",  # nobody's name
    ],
)
def test_whoever_is_mentioned_in_passing_is_no_disagreement(county, text):
    assert whose(county, returned("T01", passages={"overview.disclosure": text})) == "T01"


@pytest.mark.parametrize("own", ["青石镇", "清禾县青石镇人民政府"])
def test_who_names_itself_may_name_its_neighbours(county, own):
    text = f"{HERS}{own}派人学习。"
    assert whose(county, returned("T01", passages={"overview.disclosure": text})) == "T01"


@pytest.mark.parametrize("where", [HERS, f"2025年度{HERS[2:]}", f"一、总体情况\n{HERS[2:]}"])
def test_a_name_counts_where_a_sentence_begins(where):
    sent = evidence(_sent({"overview.disclosure": where.replace("本年", "。")}), MEMBERS)
    assert sent.voice == "T02"


def _sent(passages, agency=STONE):
    from workbooks import read

    return replace(read(returned("T01")), passages=passages, agency=agency)


@pytest.mark.parametrize("written", [{"number": "X9"}, {"name": "清禾县档案馆"}])
def test_who_is_not_on_the_roster_is_told(county, written):
    (says,) = written.values()
    why = f"文件里写的是“{says}”，名单里没有。请在办理单“认领”表里选归属单位，或者把它补进名单。"
    assert whose(county, nobody(**written)) == why
    assert whose(county, nobody(**written, about={"phone": "1"}), "河湾乡/a.xlsx") == why


def test_a_code_of_old_with_a_name_on_the_roster_is_his(county):
    assert whose(county, returned("T01", number="旧001")) == "T01"


def test_a_name_of_old_with_a_code_on_the_roster_is_his(county):
    assert whose(county, returned("T01", name="清禾县青石乡人民政府")) == "T01"


def test_a_file_that_cannot_be_read_is_whose_folder_it_lies_in(county):
    assert whose(county, b"torn", "河湾乡/a.xlsx") == "T02"
    assert whose(county, b"torn again", "a.xlsx").endswith(UNKNOWN)


def test_a_changed_roster_is_asked_anew(county):
    assert "名单里没有" in whose(county, nobody(name="清禾县松岭乡人民政府"))
    more = Member(Agency("T09", "清禾县松岭乡人民政府", "乡镇"), "松岭乡")
    county.members = Members([*MEMBERS, more])
    assert county.owner("最终版(3).xlsx") == "T09"
    county.members = Members(each for each in MEMBERS if each.code != "T02")
    assert "名单里没有" in county.owner("最终版(3).xlsx")


def test_a_new_short_name_is_heard_in_passages(county):
    text = {"overview.disclosure": "江口乡按要求公开政府信息。"}
    assert whose(county, returned("T01", passages=text)) == "T01"
    county.members = Members(
        each._replace(short="江口乡") if each.code == "T02" else each for each in MEMBERS
    )
    assert "江口乡" not in county.owner("最终版(3).xlsx")
    assert "清禾县河湾乡人民政府" in county.owner("最终版(3).xlsx")


def test_a_short_name_that_two_have_is_nobody_s():
    twins = [Member(Agency(c, f"{c}县东和乡人民政府", "乡镇"), "东和乡") for c in ("A", "B")]
    members = Members(twins)
    assert claim(evidence(_sent({}, Agency("", "东和乡", "")), members), [], members).code == ""
    assert claim(evidence(_sent({}, Agency("", "", "")), members), ["东和乡"], members).code == ""


def test_an_officer_says_whose_it_is(county):
    county.put("a.xlsx", nobody())
    (waiting,) = county.stand().unclaimed
    county.decide("claim", "", waiting.sha256[:12], "T03")
    assert county.owner("a.xlsx") == "T03"
    assert county.stand().unclaimed == ()


def test_an_officer_says_that_it_is_no_return(county):
    county.put("T01/a.xlsx", returned("T01"))
    county.put("通知.txt", b"a notice")
    for sha in ("1b" * 32, *(row.sha256 for row in _rows(county))):
        county.decide("claim", "", sha[:12], "nobody")
    here = county.stand()
    assert here.unclaimed == ()
    assert county.state("T01") == "missing"


def _rows(county):
    from toolkit.season.ledger import open_ledger

    with open_ledger(county.folder) as ledger:
        return tuple(county.register(ledger).rows.values())


def test_a_file_claimed_for_one_who_left_the_roster_waits_again(county):
    county.put("a.xlsx", nobody())
    (waiting,) = county.stand().unclaimed
    county.decide("claim", "", waiting.sha256[:12], EAST.code)
    county.members = Members(each for each in MEMBERS if each.code != EAST.code)
    assert [each.file for each in county.stand().unclaimed] == ["收回/a.xlsx"]
