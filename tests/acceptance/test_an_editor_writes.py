"""An editor's day at her desk: an entry in layers, what must be answered, and neighbours; each page opened on a phone too."""

from playwright.async_api import FilePayload, expect

from tests.acceptance.editors import begins, fits_a_phone, opens_entry, releases, reviews, saves, two_editors
from tests.acceptance.people import Officer, Person, gathered
from tests.acceptance.places import Office
from tests.acceptance.test_pictures_with_experts import drawn
from tests.sounds import mp3

BEDTIME = "孩子晚上不肯睡觉怎么办"
SPOKEN = "先关灯，再讲一个短故事。"
LAYERS = {
    "问题": BEDTIME,
    "别的问法": "娃到点了不睡\n晚上哄不睡孩子",
    "聊天里的短答复": "睡前一小时关电视，每天同一个时间关灯。",
    "全文": "## 睡前一小时\n\n- 关电视\n- 讲一个短故事",
    "主题": "睡觉",
    "来源": "家庭教育促进法",
}
MUST_WIN = "一定要答对的问法"
HOMEWORK = "孩子写作业磨蹭怎么办"
REFUSES = "孩子说什么也不肯写作业怎么办"


async def puts_a_picture_by(editor: Officer) -> None:
    """Into the library of pictures."""
    await editor.opens("公众号")
    await editor.follows("素材库", "放一张图")
    await editor.follows("放一张图", "图上有什么")
    await fits_a_phone(editor, "图上有什么")
    await editor.fills({"名字": "睡前三件事", "图上有什么": "关灯、刷牙、讲故事三幅小画"})
    await editor.main.get_by_label("图片").first.set_input_files(drawn((900, 700)))
    await editor.taps("放进素材库", "睡前三件事")


async def writes_in_layers(editor: Officer) -> None:
    """All that an entry can hold; what is refused stands at its field, and nothing is lost meanwhile."""
    await begins(editor, LAYERS)
    await editor.picks({"年龄": "3 到 6 岁", "配一张图": "睡前三件事", "接着看的小课": "听孩子把话说完"})
    sound: FilePayload = {"name": "睡前.mp3", "mimeType": "audio/mpeg", "buffer": mp3(20)}
    await editor.main.get_by_label("或者放一段新的").set_input_files(sound)
    await editor.taps("保存草稿", "要写到第几条")
    await editor.sees("请把录音里说的话写下来")
    await fits_a_phone(editor, "要写到第几条")
    await expect(editor.main.get_by_label("放过的录音")).not_to_have_value("")
    await editor.fills({"来源": "《家庭教育促进法》第十七条", "录音里说的话": SPOKEN, "有效到": "2027-11-01"})
    await saves(editor)
    await fits_a_phone(editor, "下面会说“可以听，约 20 秒”")


async def reads_all_layers(parent: Person) -> None:
    """The short words in the chat, and on the page behind them what one looks at and listens to."""
    told = await parent.says(BEDTIME, "每天同一个时间关灯")
    assert "可以听" in told
    page = await parent.opens("每天同一个时间关灯")
    await expect(page.get_by_role("heading", name="睡前一小时")).to_be_visible()
    await expect(page.get_by_role("img", name="关灯、刷牙、讲故事三幅小画")).to_be_visible()
    await expect(page.locator("audio")).to_have_count(1)
    for words in (SPOKEN, "《家庭教育促进法》第十七条", "听孩子把话说完"):
        await expect(page.get_by_text(words).first).to_be_attached()
    await parent.closes()


async def test_an_entry_with_all_its_layers_reaches_the_phone_once_a_colleague_has_released_it(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, second = await two_editors(office, people)
        parent = await people.person("哄不睡的（样例）")
        await puts_a_picture_by(editor)
        await writes_in_layers(editor)
        await editor.follows("去审", "自己写的，要请另一位同事来审")
        await office.works()
        assert "每天同一个时间关灯" not in await parent.says(BEDTIME, "")

        await reviews(second, BEDTIME)
        await fits_a_phone(second, "发布以后是这样")
        await second.sees("《家庭教育促进法》第十七条")
        await second.taps("审过了，发布", "已发布")
        await office.works()
        await reads_all_layers(parent)


async def test_what_must_be_answered_is_seen_to_be_lost_holds_the_release_up_and_is_won(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, second = await two_editors(office, people)
        words = {"问题": REFUSES, "聊天里的短答复": "先问他哪一步不会。", "主题": "学习"}
        await begins(editor, words | {MUST_WIN: HOMEWORK, "试着问一句": HOMEWORK})
        looked = editor.page.locator("#looked")
        await editor.taps("看看会怎样答", "把握")
        await expect(looked).to_contain_text(f"没答对 先找到的是《{HOMEWORK}》")
        await fits_a_phone(editor, "把握")
        await saves(editor)
        await reviews(second, REFUSES)
        await second.sees("还有一定要答对的问法被别的问答抢先")
        await expect(second.main.get_by_role("button", name="审过了")).to_have_count(0)

        await editor.fills({MUST_WIN: REFUSES, "试着问一句": REFUSES})
        await editor.taps("看看会怎样答", "先找到的就是这一条")
        await expect(looked).not_to_contain_text("没答对")
        await saves(editor)
        await releases(office, second, REFUSES)


async def test_a_wording_taken_from_a_neighbour_is_shown_with_what_the_neighbour_would_lose(office: Office) -> None:
    async with gathered(office.place) as people:
        editor, _ = await two_editors(office, people)
        words = {"问题": REFUSES, "聊天里的短答复": "先问他哪一步不会。", "主题": "学习"}
        await begins(editor, words | {"别的问法": "孩子玩手机上瘾怎么办"})
        looked = editor.page.locator("#looked")
        await editor.taps("看看会怎样答", "孩子玩手机上瘾怎么办")
        await expect(looked.get_by_role("link", name="孩子玩手机上瘾怎么办").first).to_be_visible()
        await fits_a_phone(editor, "和它太像的")
        await editor.fills({"别的问法": "娃一写作业就哭闹"})
        await editor.main.get_by_role("button", name="看看会怎样答").click()
        await expect(looked).not_to_contain_text("孩子玩手机上瘾怎么办")


async def test_of_two_who_write_at_one_entry_the_later_is_asked_and_loses_no_word(office: Office) -> None:
    async with gathered(office.place) as people:
        first, second = await two_editors(office, people)
        for each in (first, second):
            await opens_entry(each, HOMEWORK)
        await first.fills({"聊天里的短答复": "先定一个固定的时间，再陪三天。"})
        await saves(first)
        later = "先定一个固定的时间，写完再玩。"
        await second.fills({"聊天里的短答复": later})
        await second.taps("保存草稿", "有人先改过了这一条")
        await expect(second.main.get_by_label("聊天里的短答复")).to_have_value(later)
        await fits_a_phone(second, "有人先改过了这一条")
        await saves(second)
        await first.page.reload()
        await first.sees(later)
