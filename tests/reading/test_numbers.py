"""Amounts typed as text are understood exactly, or refused; blank is never zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.reading.model import CellValue
from converter.reading.numbers import NOT_AN_AMOUNT, money_suffix, parse_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,135.97", "1135.97"),
        ("１，１３５．９７", "1135.97"),
        ("12。5", "12.5"),
        ("￥12.5", "12.5"),
        ("¥ 1,135.97 ", "1135.97"),
        ("人民币12.5", "12.5"),
        ("\xa012.50\xa0", "12.50"),
        ("\u300012.5\t", "12.5"),
        ("12.5\u200b", "12.5"),
        ("\ufeff12.5", "12.5"),
        ("'12.5", "12.5"),
        ("1 135.97", "1135.97"),
        ("1\xa0135\xa0970", "1135970"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("1.3597E7", "13597000"),
        ("(12.5)", "-12.5"),
        ("（12.5）", "-12.5"),
        ("△12.5", "-12.5"),
        ("▲ 12.5", "-12.5"),
        ("-12.5", "-12.5"),
        ("－12.5", "-12.5"),
        ("−1,135.97", "-1135.97"),
        ("12.5-", "-12.5"),
        ("-￥12.5", "-12.5"),
        ("￥-12.5", "-12.5"),
        ("（￥12.5）", "-12.5"),
        ("-0.00", "0"),
    ],
)
def test_text_that_is_an_amount(text: str, amount: str) -> None:
    parsed = parse_amount(text)
    assert parsed == Decimal(amount)
    assert "E" not in str(parsed)


@pytest.mark.parametrize("text", ["-", "—", "--", "——", "－", "- -", " – ", "─", "/", "无", "零"])
def test_signs_for_nothing_are_zero(text: str) -> None:
    assert parse_amount(text) == Decimal(0)


@pytest.mark.parametrize("value", [None, "", "  ", "\xa0", "\u3000\n", "\u200b"])
def test_blank_is_none_not_zero(value: CellValue) -> None:
    assert parse_amount(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *("1135,97", "1,13", "12,34,567", "12 5", "1.2.3", "12/13", "12%", "½", "①", "٣", "NaN", "Infinity"),
        *("(-12.5)", "△-1", "--5", "1.36E+07", "12.5元", "12.5万元", "约12", "12.5（暂定）", "#REF!", "元"),
        *("壹佰", "2023-01-05", "x" * 500, "9" * 500),
        *(True, False, date(2023, 1, 5)),
    ],
)
def test_what_is_not_surely_an_amount_is_refused(value: CellValue) -> None:
    assert parse_amount(value) is NOT_AN_AMOUNT


def test_numbers_pass_through_exactly() -> None:
    assert parse_amount(5) == Decimal(5)
    assert parse_amount(Decimal("0.1")) == Decimal("0.1")


@pytest.mark.parametrize(
    ("text", "money", "amount"),
    [
        ("12.5万元", "元", "125000"),
        ("12.5万元", "万元", "12.5"),
        ("12.5(万元)", "元", "125000"),
        ("125,000.50元", "万元", "12.50005"),
        ("125元", "元", "125"),
        ("△0.5亿元", "万元", "-5000"),
        ("3 万", "元", "30000"),
        ("12.5", "元", "12.5"),
    ],
)
def test_a_unit_in_the_cell_is_converted_to_the_unit_of_the_sheet(text: str, money: str, amount: str) -> None:
    assert parse_amount(text, money) == Decimal(amount)


def test_the_unit_written_in_a_cell_can_be_asked_for() -> None:
    assert money_suffix("12.5万元") == "万元"
    assert money_suffix("12.5 万") == "万元"
    assert money_suffix("1,000元") == "元"
    assert money_suffix("12.5") is None
    assert money_suffix("单位：万元") is None
    assert money_suffix("万元") is None
    assert money_suffix(None) is None


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(amounts, st.sampled_from(["{:f}", "{:,}", " {:,} ", "￥{:,}", "\xa0{:f}\u3000", "{:,f}\n"]))
def test_whatever_way_an_amount_is_printed_it_is_read_back(amount: Decimal, form: str) -> None:
    assert parse_amount(form.format(amount)) == amount


@given(amounts, st.sampled_from(["({:,})", "（{:,}）", "△{:,}", "▲{:f}", "－{:f}", "{:,}-", "（￥{:,}）"]))
def test_every_form_of_negative_is_read_back(amount: Decimal, form: str) -> None:
    assert parse_amount(form.format(abs(amount))) == -abs(amount)


@given(amounts)
def test_full_width_figures_are_read_back(amount: Decimal) -> None:
    wide = f"{amount:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,.-"})
    assert parse_amount(wide) == amount


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    parsed = parse_amount(text)
    assert parsed is None or parsed is NOT_AN_AMOUNT or parsed.is_finite()


@given(st.text(alphabet="0123456789.,-()（）△ ￥元万E+'", max_size=12))
def test_an_amount_has_just_the_digits_that_were_typed(text: str) -> None:
    parsed = parse_amount(text)
    if isinstance(parsed, Decimal) and "E" not in text:
        typed = "".join(c for c in text if c.isdigit()).lstrip("0")
        assert f"{abs(parsed):f}".replace(".", "").lstrip("0") == typed
