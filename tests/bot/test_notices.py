"""Whether somebody wants notices of new lessons."""

from dataclasses import replace

import pytest

from services.context import NoticeTemplate, Services
from tests.joined import APP, Phone

TEMPLATE = "lesson-template-1"


@pytest.fixture
def asked(services: Services) -> Phone:
    template = NoticeTemplate(TEMPLATE, {"thing1": "title"})
    return Phone(replace(services, facts=replace(services.facts, lesson_template=template)))


def popup(answer: str, template: str = TEMPLATE) -> str:
    return (
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event>"
        f"<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[{template}]]></TemplateId>"
        f"<SubscribeStatusString><![CDATA[{answer}]]></SubscribeStatusString><PopupScene>1</PopupScene></List>"
        "</SubscribeMsgPopupEvent>"
    )


async def allowed(phone: Phone) -> int:
    document = await phone.services.db["grants"].find_one({"app": APP, "openid": phone.openid, "template": TEMPLATE})
    return int(document["left"]) if document else 0


async def test_each_yes_allows_one_notice_more_and_a_repeat_of_it_none(asked: Phone) -> None:
    for number in (901, 901, 902):
        await asked.sends(popup("accept"), number=number)
    assert await allowed(asked) == 2


async def test_a_no_ends_what_was_allowed(asked: Phone) -> None:
    await asked.sends(popup("accept"), number=903)
    await asked.sends(popup("reject"), number=904)
    assert await allowed(asked) == 0


async def test_a_template_that_isnt_for_lessons_allows_nothing(asked: Phone) -> None:
    await asked.sends(popup("accept", "another"), number=905)
    assert await allowed(asked) == 0
