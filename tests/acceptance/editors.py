"""What editors do with an entry of the knowledge base, again and again."""

from collections.abc import Mapping

from domain.staff import StaffRole
from tests.acceptance.people import DESK, MOBILE, Officer, People
from tests.acceptance.places import Office


async def two_editors(office: Office, people: People) -> tuple[Officer, Officer]:
    """Who writes, and who reviews what she wrote; in the morning of a Wednesday."""
    await office.is_at((25, 9))
    await office.employs("bian", "卞编辑", StaffRole.EDITOR)
    await office.employs("shen", "沈编辑", StaffRole.EDITOR)
    return await people.officer("bian"), await people.officer("shen")


async def fits_a_phone(officer: Officer, words: str) -> None:
    """The page that is open shows these words on a phone too, and isn't wider than that."""
    for width, height in (MOBILE, DESK):
        await officer.page.set_viewport_size({"width": width, "height": height})
        await officer.sees(words)


async def begins(editor: Officer, fields: Mapping[str, str]) -> None:
    """Begin a new entry with these words."""
    await editor.opens("问答")
    await editor.follows("写一条", "聊天里的样子")
    await editor.fills(fields)


async def opens_entry(editor: Officer, question: str) -> None:
    """Open an entry by the list."""
    await editor.opens("问答")
    await editor.follows(question, "聊天里的样子")


async def saves(editor: Officer) -> None:
    """Keep the draft."""
    await editor.taps("保存草稿", "存好了")


async def reviews(second: Officer, question: str) -> None:
    """Open what a colleague wrote, as far as the page on which it can be released."""
    await opens_entry(second, question)
    await second.follows("去审", "发布以后是这样")


async def releases(office: Office, second: Officer, question: str) -> None:
    """Review it and release it; the account answers so from then on."""
    await reviews(second, question)
    await second.taps("审过了，发布", "已发布")
    await office.works()
