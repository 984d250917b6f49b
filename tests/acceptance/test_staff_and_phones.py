"""What staff write reaches phones; what people write reaches staff."""

import asyncio
import json
import os
import re
import subprocess
import sys

import pytest
from playwright.async_api import Page, expect

from app.processes import ROOT
from tests.acceptance.conftest import PATIENCE_MS, Demo, Phone

pytestmark = pytest.mark.xdist_group("demo")


async def sign_in(page: Page, demo: Demo) -> None:
    await page.goto(f"{demo.base}/console/")
    await page.get_by_label("用户名").fill(demo.login)
    await page.get_by_label("密码").fill(demo.password)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("今天")


async def test_a_lesson_that_staff_write_publish_and_push_is_read_on_the_phone(phone: Phone, demo: Demo) -> None:
    await phone.says("你好", "您好")
    console = await phone.page.context.new_page()
    await sign_in(console, demo)
    await console.goto(f"{demo.base}/console/lessons/new")
    await console.get_by_label("题目", exact=True).first.fill("过马路先停一停")
    await console.get_by_label("网址").fill("stop-before-crossing")
    for label, words in (("简介", "过马路前三件小事。"), ("正文", "先停下。\n\n**左右看**，再走。")):
        await console.get_by_label(label).first.fill(words)
    await console.get_by_role("button", name=re.compile("存")).first.click()
    await expect(console.locator("body")).to_contain_text("存好了")
    await console.get_by_role("link", name=re.compile("发布")).first.click()
    await console.get_by_role("button", name=re.compile("发布")).first.click()
    await console.get_by_role("link", name=re.compile("推送")).last.click()
    await console.get_by_role("button", name="先算算能发到多少人").click()
    count = await phone.said.count()
    await console.get_by_role("button", name="开始推送").click()
    await expect(phone.said).to_have_count(count + 1, timeout=PATIENCE_MS)
    card = phone.said.last.get_by_test_id("article-card")
    await expect(card).to_contain_text("过马路先停一停")
    await card.click()
    lesson = phone.page.frame_locator('[data-testid="page-frame"]')
    await expect(lesson.locator("strong")).to_have_text("左右看")
    await expect(console.locator("body")).to_contain_text("发完了", timeout=PATIENCE_MS)


async def test_a_push_by_command_ends_with_its_ledger_and_a_repeat_sends_nothing(phone: Phone, demo: Demo) -> None:
    await phone.says("你好", "您好")
    environment = {**os.environ, "XINQIAO_DATA_DIR": str(demo.folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "app", "push", "shoes-and-knees", "--to", "all", "--push", "acceptance-1"]
    count = await phone.said.count()
    ledgers = []
    for _ in range(2):
        pushing = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        told, _ = await pushing.communicate()
        ledgers.append(json.loads(told.splitlines()[-1]))
    assert ledgers[0] == ledgers[1]
    assert ledgers[0]["push"] == "acceptance-1"
    parts = ("sent", "unreachable", "failed", "unconfirmed", "pending")
    assert sum(ledgers[0][part] for part in parts) == ledgers[0]["audience"]
    assert ledgers[0]["sent"] >= 1
    await expect(phone.said).to_have_count(count + 1)


async def test_a_wish_and_an_alert_are_seen_by_staff_with_the_child_masked_until_asked(
    phone: Phone, demo: Demo
) -> None:
    for words in ("微心愿", "同意", "欧阳小满", "8", "泗水", "1", "1", "书", "一套格林童话", "60"):
        await phone.says(words, "")
    await phone.says("提交", "已收到，编号")
    await phone.says("老公喝了酒拿刀要砍我", "110")
    console = await phone.page.context.new_page()
    await sign_in(console, demo)
    await console.goto(f"{demo.base}/console/wishes")
    row = console.get_by_role("row").filter(has_text="一套格林童话")
    await expect(row).to_contain_text("欧**满")
    await row.get_by_role("link").first.click()
    await expect(console.locator("body")).not_to_contain_text("欧阳小满")
    await console.locator("main summary", has_text="名字").click()
    await console.get_by_role("button", name="上门核实").click()
    await expect(console.locator("body")).to_contain_text("欧阳小满")
    await console.goto(f"{demo.base}/console/alerts")
    await expect(console.locator("body")).to_contain_text("家庭暴力")


async def test_two_phones_stand_side_by_side(page: Page, demo: Demo) -> None:
    await page.goto(f"{demo.phones}/phones")
    for number in (0, 1):
        frame = page.frame_locator("iframe").nth(number)
        await expect(frame.locator("body[data-ready]")).to_be_visible(timeout=PATIENCE_MS)
