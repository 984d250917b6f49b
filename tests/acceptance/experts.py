"""What parents and experts do with a question, again and again."""

import re

from tests.acceptance.people import MOBILE, Officer, People, Person
from tests.acceptance.places import Office


def number_in(said: str) -> str:
    """The receipt that was told."""
    found = re.search(r"编号 ([\d -]+)", said)
    assert found, said
    return found[1].strip()


async def asks_for_a_teacher(person: Person, word: str, question: str) -> str:
    """Hand a question over; its number."""
    await person.says(word, "一次写清楚")
    return number_in(await person.says(question, "已收到，编号"))


async def sends_now(expert: Officer) -> None:
    """Send the answer, out of hours too."""
    hold = expert.main.get_by_label("等上班再发")
    if await hold.count():
        await hold.uncheck()
    await expert.taps("发给她", "问的和回的")


async def comes_to(expert: Officer, number: str, *, answered: bool = False) -> None:
    """Open a question by her list, or by that of the answered ones."""
    await expert.opens("提问")
    if answered:
        await expert.follows("回过的", number)
    await expert.follows(number, "问的和回的")


async def at_work(office: Office, people: People, login: str = "li") -> Officer:
    """An expert on her phone, once what was asked has been given to her."""
    await office.works()
    return await people.officer(login, MOBILE)


async def answers(expert: Officer, words: str) -> None:
    """Write an answer on the open question; it goes out some seconds later."""
    await expert.fills({"写给她的话": words})
    await expert.taps("发给她", "回好了")
