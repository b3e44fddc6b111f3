"""What agencies are told in a chat, in the group and by letter, word for word."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from office.conftest import ooxml  # noqa: F401 - a fixture
from standings import DEADLINE, NASTY, TODAY, of, only, season

from toolkit.faults import noticed
from toolkit.season.progress import RESEND, dates_told, reached, short_time, tally_told, time_told
from toolkit.season.standing import State, Told
from toolkit.season.texts import (
    group_reminder,
    late_reminder,
    note,
    receipt,
    urging_letter,
    urging_title,
)
from toolkit.word.letter import letter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLANK = "请打开下发给您的填报表，填好、存盘后发来；没有发生的填 0。"
RULES = "{name}：“规章”填了 {count}，但本单位没有规章制定权。"
ADVICE = "县级及以下单位请填 0；本单位制发的文件请填入“行政规范性文件”。"


@pytest.fixture(scope="module")
def county(form):
    return season(form)


def told(county, code, **more):
    return note(of(county, code), "清禾县", today=TODAY, **more).split("\n")


# ------------------------------------------------------------------ what goes with a return


def test_what_must_be_corrected_is_numbered(county):
    assert told(county, "D02", file="退回/县市场监管局_第1次退回_2处.xlsx") == [
        "【清禾县 政府信息公开年度报告】县市场监管局：第 1 次退回",
        "您单位报送的数据还有 2 处必须改：",
        "1. 表三 E10（商业企业 · 本年新收）：填的是“无”，不是数字。没有请填 0。",
        "2. 表三 D11（自然人 · 上年结转）：填的是“三”，不是数字。请改填 3；没有请填 0。",
        "怎么办：打开退回的“县市场监管局_第1次退回_2处.xlsx”，把必须改的改好，存盘后把这个文件发回来。",
        "报送截止1月15日，已过 3 天，请尽快发回。",
    ]


def test_one_alone_bears_no_number(county):
    assert told(county, "D03") == [
        "【清禾县 政府信息公开年度报告】县自然资源局：第 2 次退回",
        "您单位报送的数据还有 1 处必须改：",
        "表三 D11（自然人 · 上年结转）：填的是“三”，不是数字。请改填 3；没有请填 0。",
        "怎么办：打开第 2 次退回的填报表，把必须改的改好，存盘后把这个文件发回来。",
        "报送截止1月15日，已过 3 天，请尽快发回。",
    ]


def test_what_is_to_be_corrected_stands_before_what_is_to_be_explained(county):
    made, in_force = (
        RULES.format(name=f"表二第（一）项（{name}件数）", count=count) + ADVICE
        for name, count in (("本年制发", 2), ("现行有效", 1))
    )
    assert told(county, "D07") == [
        "【清禾县 政府信息公开年度报告】县农业农村局：",
        "您单位报送的数据还有 1 处必须改、2 处要说明。",
        "必须改：",
        "1. 表三 D11（自然人 · 上年结转）：填的是 -3，不应为负数。请填 0 或正数。",
        "要说明（数没有错的不用改，写明原因）：",
        f"2. {made}",
        f"3. {in_force}",
        "怎么办：打开您单位的填报表，把必须改的改好；要说明的，改正或者在“审核”页写明原因，"
        "存盘后把这个文件发回来。",
        "报送截止1月15日，已过 3 天，请尽快发回。",
    ]


def test_an_explanation_that_will_not_do_is_told_with_the_reason(county):
    lines = told(county, "D09")
    assert lines[1] == "您单位报送的数据还有 2 处要说明（数没有错的不用改，写明原因）："
    refused = "您写的说明是“情况属实。”，县里没有认可：没有写是哪两件、哪天施行。"
    assert lines[2].startswith("1. 表二第（一）项（本年制发件数）")
    assert lines[2].endswith(ADVICE + refused)


def test_an_explanation_that_waits_is_not_asked_for_again(county):
    assert told(county, "D08") == [
        "【清禾县 政府信息公开年度报告】县人社局：",
        "您单位写的说明已经收到，县里正在看。这几天不用再报，结果另行通知。",
    ]


def test_beside_what_is_to_be_corrected_an_explanation_may_wait(county):
    standing = of(county, "D08")
    version = standing.latest
    worse = replace(version, told=(Told("balance", "must", "不平。"), *version.told))
    standing = replace(standing, state=State.TO_CORRECT, series=(worse,))
    lines = note(standing, "清禾县").split("\n")
    assert lines[1:4] == [
        "您单位报送的数据还有 1 处必须改：",
        "不平。",
        "您写的 2 处说明已经收到，县里正在看，不用再写。",
    ]


def test_ten_are_listed_and_the_rest_counted(county):
    standing = of(county, "D03")
    many = tuple(Told("balance", "must", f"第 {n} 处不平。") for n in range(1, 13))
    worse = replace(standing.latest, told=many)
    lines = note(replace(standing, series=(worse,)), "清禾县").split("\n")
    assert lines[11:13] == ["10. 第 10 处不平。", "……还有 2 处，见退回表的“审核”页。"]


def test_what_passed_stays_while_a_later_version_is_faulty(county):
    lines = told(county, "T02")
    assert lines[1] == "您单位审核通过的一份仍然有效；后来报来的一份还有 1 处必须改："
    assert lines[-1] == "后来这一份如果不用，告诉县里就行，不用改。"


@pytest.mark.parametrize(
    ("code", "file", "line"),
    [
        ("D14", "", f"还没有收到您单位报送的数据。{BLANK}"),
        ("T03", "", "您单位报来的是图片或扫描件，读不出数，已经留存。请打开下发给您的填报表，"),
        ("D12", "", "您单位报来的不是填报表，已经留存。请打开下发给您的填报表，"),
        (
            "D12",
            "核对/D12.xlsx",
            "您单位报来的不是填报表，里面的数县里已经读出来填好。请打开“D12.xlsx”",
        ),
        ("D04", "", "您单位本年度免报，不用报送。"),
    ],
)
def test_what_cannot_be_listed_is_told_in_a_sentence(county, code, file, line):
    assert told(county, code, file=file)[1].startswith(line)


@pytest.mark.parametrize(
    ("today", "line"),
    [
        (None, "报送截止1月15日，请尽快发回。"),
        (date(2026, 1, 14), "报送截止1月15日，还有 1 天。"),
        (DEADLINE, "报送截止1月15日，今天截止。"),
        (date(2026, 1, 16), "报送截止1月15日，已过 1 天，请尽快发回。"),
    ],
)
def test_the_days_that_are_left_are_told(county, today, line):
    assert note(of(county, "D02"), "清禾县", today=today).split("\n")[-1] == line


def test_where_there_is_no_deadline_none_is_told(county):
    standing = replace(of(county, "D14"), deadline=None)
    assert "截止" not in note(standing, "清禾县", today=TODAY)


def test_a_question_without_a_reason_and_a_refusal_without_one(county):
    standing = of(county, "D09")
    version = standing.latest
    bare = replace(version, explained=tuple(each._replace(why="") for each in version.explained))
    line = note(replace(standing, series=(bare,)), "清禾县").split("\n")[2]
    assert line.endswith("您写的说明是“情况属实。”，县里没有认可。")


def test_a_file_of_no_use_is_to_be_sent_anew(county):
    standing = of(county, "D03")
    told = (Told("damaged", "must", "文件已损坏，打不开。请另存一份再发。"),)
    damaged = replace(standing.latest, told=told, findings=(noticed("damaged"),))
    lines = note(replace(standing, series=(damaged,)), "清禾县", "退回/县自然资源局.xlsx").split(
        "\n"
    )
    assert lines[2:4] == [
        "文件已损坏，打不开。请另存一份再发。",
        "怎么办：照上面说的，把对的文件发来；要重新填的，用退回的“县自然资源局.xlsx”填，存盘后发来。",
    ]


def test_a_version_that_cannot_be_told_about_sends_to_the_county(county):
    standing = of(county, "T02")
    silent = replace(standing.latest, told=())
    lines = note(replace(standing, series=(silent,)), "清禾县").split("\n")
    assert lines[1] == "您单位审核通过的一份仍然有效；后来报来的一份不能通过，请同县里联系。"


# ------------------------------------------------------------------ receipts


def test_a_receipt_of_what_was_accepted(county):
    accepted = of(county, "D01")
    assert receipt(accepted).split("\n") == [
        "【回执】清禾县教育局",
        "您单位报送的年度报告数据已经收到，审核通过。",
        "收到时间：2026年1月12日 10:05",
        "文件：清禾县教育局_2025年度填报表.xlsx",
        "校验码：482913",
        "填报人：孟晓棠",
        "还要做的：打印签字页，看清页上的校验码与回执上的相同，签字盖章后交来。",
    ]
    assert note(accepted, "清禾县") == receipt(accepted)


RECEIVED = "您单位报送的年度报告数据已经收到，还没有通过审核。"
AGAIN = "请照退回的填报表办好后再报一次"


@pytest.mark.parametrize(
    ("code", "opening", "left"),
    [
        ("D02", RECEIVED, f"还有 2 处必须改，{AGAIN}。"),
        ("D05", RECEIVED, f"还有 1 处要说明，{AGAIN}。"),
        ("D08", RECEIVED, "不用再报，等县里认可说明。"),
        ("D12", RECEIVED, "报来的不是填报表，请把填报表填好（县里已经填好的，请核对）后发来。"),
        ("T03", RECEIVED, "图片和扫描件读不出数，请把填报表填好发来。"),
        ("D11", "您单位的年度报告数据已经审核通过，报告已签发。", "按时发布年度报告。"),
        (
            "T02",
            "您单位报送的年度报告数据（下面这一份）已经收到，审核通过。",
            f"后来收到的一份还有 1 处必须改，{AGAIN}；那一份如果不用，请告诉县里。",
        ),
    ],
)
def test_received_is_not_accepted(county, code, opening, left):
    lines = receipt(of(county, code)).split("\n")
    assert (lines[1], lines[-1]) == (opening, f"还要做的：{left}")


def test_a_receipt_speaks_of_the_version_that_passed(county):
    assert "收到时间：2026年1月10日 10:05" in receipt(of(county, "T02"))


def test_nothing_remains_where_the_report_is_published(county):
    assert "还要做的" not in receipt(of(county, "D10"))


def test_there_is_no_receipt_of_nothing(county):
    assert [receipt(of(county, code)) for code in ("D14", "D04")] == ["", ""]


def test_what_cannot_be_listed_is_to_be_sent_again(county):
    standing = of(county, "D02")
    silent = replace(standing, series=(replace(standing.latest, told=()),))
    assert receipt(silent).endswith("还要做的：请按县里的意见重新报送。")
    after = replace(silent, state=State.ACCEPTED_CORRECTING)
    assert receipt(after).endswith(
        "后来又收到一份，还不能通过，请重新报送；那一份如果不用，请告诉县里。"
    )


# ------------------------------------------------------------------ the group, and one that is late


def test_the_group_is_told_names_and_nothing_else(county):
    assert group_reminder(only(county, "D01", "D02", "D05", "D14", "T03", "T04", "T05")) == (
        "【清禾县2025年度政府信息公开年度报告】\n"
        "截至2026年1月18日。报送截止2026年1月15日，已过 3 天。\n"
        "还没有报的 3 家：县应急管理局、白杨镇（延至1月25日）、石桥镇。\n"
        "要改好重报的 3 家：县市场监管局、县司法局、柳林街道（改什么已单独发给各单位）。\n"
        "请还没有报的和要重报的单位抓紧，有困难请说一声。谢谢已经报好的单位。"
    )


def test_one_is_told_without_a_number(county):
    lines = group_reminder(only(county, "D02", "D14")).split("\n")
    assert lines[2:] == [
        "还没有报的是县应急管理局。",
        "要改好重报的是县市场监管局（改什么已单独发去）。",
        "请各单位抓紧填报，有困难请说一声。",
    ]


def test_when_all_have_reported_they_are_thanked(county):
    assert group_reminder(only(county, "D01", "D10")).split("\n")[2:] == [
        "2 家都报齐了，也都通过了，谢谢大家。"
    ]
    assert group_reminder(only(county, "D01", "D02")).split("\n")[2] == "2 家都报齐了，谢谢大家。"


def test_no_phone_finding_or_person_gets_into_the_group(county):
    text = group_reminder(county)
    secrets = [each.member.phone for each in county.agencies]
    secrets += [each.member.contact for each in county.agencies]
    secrets += [told.sentence for each in county.agencies for v in each.series for told in v.told]
    secrets += [version.file for each in county.agencies for version in each.series]
    assert [secret for secret in secrets if secret and secret in text] == []
    assert "处" not in text


def test_one_that_is_late_is_told_so(county):
    assert late_reminder(of(county, "D14"), county) == (
        "县应急管理局：\n"
        "您单位的2025年度政府信息公开年度报告数据还没有收到。\n"
        "报送截止1月15日，已过 3 天，请尽快发回。\n"
        f"{BLANK}有困难、不会填的，请告诉我们。\n"
        "清禾县人民政府办公室"
    )


@pytest.mark.parametrize(
    ("code", "second", "last"),
    [
        ("D02", "还没有通过，还有 2 处必须改。", "请照退回的填报表办好，存盘后发来。"),
        ("T03", "还没有通过，要重新报送。", BLANK),
        ("D12", "还没有通过，要重新报送。", BLANK),
    ],
)
def test_one_that_must_report_again_is_told_why(county, code, second, last):
    lines = late_reminder(of(county, code), county).split("\n")
    assert lines[1] == f"您单位报送的2025年度政府信息公开年度报告数据{second}"
    assert lines[3] == f"{last}有困难、不会填的，请告诉我们。"


def test_nobody_is_reminded_who_has_done_his_part(county):
    silent = {each.state for each in county.agencies if not late_reminder(each, county)}
    assert silent == set(State) - RESEND - {State.MISSING}


def test_no_sentence_counts_to_nothing(county):
    texts = [group_reminder(county), *urging_letter(county), tally_told(county)]
    for each in county.agencies:
        texts += [note(each, "清禾县", today=TODAY), receipt(each), late_reminder(each, county)]
    assert [text for text in texts if re.search(r"(?<!\d)0 [家处份天次]", text)] == []


# ------------------------------------------------------------------ counts and days


def test_the_counts_of_a_season(county):
    assert tally_told(county) == (
        "应报 21 家，已收 18 家，通过 7 家，说明待认可 1 家，要改好重报 10 家，"
        "未报 3 家，其中已过期 2 家，另有 1 家免报，待认领文件 2 份。"
    )


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ("", "还没有收到报送。"),
        ("D14", "应报 1 家，还没有收到报送，未报 1 家，其中已过期 1 家。"),
        ("D01", "应报 1 家，都已报送，通过 1 家。"),
        ("D04", "还没有收到报送，另有 1 家免报。"),
    ],
)
def test_counts_of_nothing_are_not_told(county, codes, sentence):
    assert tally_told(only(county, *codes.split(), unclaimed=())) == sentence


def test_without_a_deadline_only_the_day_is_told(county):
    assert dates_told(replace(county, deadline=None)) == "截至2026年1月18日。"


def test_times_are_those_of_the_country():
    assert short_time("2026-01-12T20:05:00Z") == "2026-01-13 04:05"
    assert time_told("2026-01-12T09:05:00") == "2026年1月12日 9:05"
    assert [short_time("昨天"), time_told("")] == ["昨天", ""]


def test_who_filled_the_form_in_is_called_before_the_roster(county):
    standing = of(county, "D01")
    assert reached(standing) == ("孟晓棠", "0399-5550100")
    other = replace(standing.latest, contact=("孟小棠", "13900000000"))
    assert reached(replace(standing, series=(other,))) == ("孟小棠", "13900000000")
    nobody = replace(standing.latest, contact=("", ""))
    assert reached(replace(standing, series=(nobody,))) == ("孟晓棠", "0399-5550100")


# ------------------------------------------------------------------ the letter


def test_the_letter_names_who_has_not_done_what(county):
    assert urging_title(county) == "关于催报2025年度\n政府信息公开工作年度报告的函"
    addressee, urged, please, closing = urging_letter(
        only(county, "D01", "D02", "D14", "T04", "T05")
    )
    assert addressee == "各有关单位："
    assert urged == (
        "根据《中华人民共和国政府信息公开条例》和清禾县政府信息公开工作年度报告编制的要求，"
        "各单位应于2026年1月15日前报送2025年度政府信息公开工作年度报告数据。截至2026年1月18日，"
        "在应报送的 5 家单位中，仍有 3 家没有完成。"
        "尚未报送的 2 家：清禾县应急管理局、清禾县石桥镇人民政府。"
        "已经报送、尚需改正或者说明的是清禾县市场监督管理局。"
    )
    assert please == (
        "请上述单位抓紧办理，尽快报送清禾县人民政府办公室。"
        "数据已经退回的，请照退回的填报表逐处改正或者说明后重新报送。"
        "确有困难、不能及时报送的，请书面说明情况。"
    )
    assert closing == "特此函告。"


@pytest.mark.parametrize(
    ("code", "addressee", "ending"),
    [
        ("D14", "清禾县应急管理局：", "截至2026年1月18日，尚未收到你单位的报送。"),
        ("D06", "清禾县卫生健康局：", "你单位已经报送，但尚需改正或者说明，还没有重新报送。"),
    ],
)
def test_a_letter_to_one_speaks_to_it(county, code, addressee, ending):
    paragraphs = urging_letter(only(county, code))
    assert paragraphs[0] == addressee
    assert paragraphs[1].endswith(ending)
    assert paragraphs[2].startswith("请你单位抓紧办理，尽快报送清禾县人民政府办公室。")


def test_no_letter_goes_out_before_the_time_has_run_out(county):
    assert urging_letter(only(county, "D01", "T04")) == ()
    assert urging_letter(replace(county, today=DEADLINE)) == ()


def the_letter(county):
    return letter(urging_title(county), urging_letter(county), county.recipient, county.today)


def test_the_same_letter_is_the_same_file(county):
    assert the_letter(county) == the_letter(county)


def test_the_letter_is_set_as_official_letters_are(county):
    with zipfile.ZipFile(BytesIO(the_letter(county))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    body = ElementTree.fromstring(parts["word/document.xml"])[0]
    paragraphs = ["".join(p.itertext()) for p in body.iter(f"{W}p")]
    assert paragraphs[2:4] == ["各有关单位：", urging_letter(county)[1]]
    assert paragraphs[-2:] == ["清禾县人民政府办公室", "2026年1月18日"]
    assert NASTY in paragraphs[3]
    stays = [p.find(f"{W}pPr/{W}keepNext") is not None for p in body.iter(f"{W}p")]
    assert stays[-5:] == [False, True, True, True, False], "no signature alone on a page"
    margins = body.find(f"{W}sectPr/{W}pgMar").attrib
    millimetres = {k.removeprefix(W): round(int(v) / 1440 * 25.4) for k, v in margins.items()}
    assert [millimetres[side] for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    assert 'w:eastAsia="仿宋_GB2312"' in parts["word/styles.xml"]
    assert 'w:line="579" w:lineRule="exact"' in parts["word/styles.xml"]
    assert "".join(ElementTree.fromstring(parts["word/footer1.xml"]).itertext()) == "— 1 —"


@pytest.mark.ooxml
def test_the_letter_is_a_valid_document(county, ooxml, tmp_path):  # noqa: F811
    path = tmp_path / "催报函.docx"
    path.write_bytes(the_letter(county))
    assert ooxml(path) == []
