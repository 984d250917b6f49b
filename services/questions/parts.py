"""A message that asks more than one thing: where one question ends, and whether there are really several."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from services.questions.search import EXACT, Found, Tier

MOST = 3  # questions that one message may hold; who asks more is read as a whole
SURE, SURE_OF_LONG = 0.1, 0.3  # how probable the first entry of each question has to be
LONG = 60  # characters from which on a message tells a story, in which other talk stands
LEAST = 5  # letters of a question
CLAUSES = 24  # a longer tale is read as a whole
_CLAUSE = re.compile(r"[^。！？!?；;，,、\n\s…]+[。！？!?；;，,、\n\s…]*")
_ASKS = re.compile(
    r"[?？]|怎么|怎样|怎麼|如何|咋|为什么|为啥|为何|吗|能不能|可不可以|要不要|该不该|有没有|是不是|行不行|好不好|对不对"
    r"|什么|啥|多少|几岁|哪|谁|呢"
)
_JOINS = re.compile(r"(?:还有|另外|再问|再请问|再一个|再就是|顺便|对了|第[二三]|其次|还想问|也想问)")
_ENDS = re.compile(r"[。！？!?；;\n]")
_LETTER = re.compile(r"[一-鿿a-z0-9]")


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, with what was found for it."""

    text: str
    found: Found


def parts_of(text: str, find: Callable[[str], Found]) -> tuple[Part, ...]:
    """
    The questions of a message, in their order; none where it asks one thing, or can't be taken apart with confidence.

    A question ends with a sentence, with a clause that asks, or where the next begins with words such as 还有. Neighbours that lead to the same entry are one question told at length.
    """
    asked = _asking(text)
    if len(asked) < 2 or find(text).score >= EXACT:
        return ()
    made: list[Part] = []
    for each in asked:
        found = find(each)
        if made and (not found.ids or found.ids[:1] == made[-1].found.ids[:1]):
            whole = f"{made[-1].text}{each}"
            made[-1] = Part(whole, made[-1].found if not found.ids else max(made[-1].found, found, key=_score))
        else:
            made.append(Part(each, found))
    return tuple(made) if _several(made, SURE if len(text) <= LONG else SURE_OF_LONG) else ()


def looked_up(parts: Sequence[Part], found: Sequence[Found]) -> tuple[Part, ...]:
    """
    The same questions with what was `found` for each by both stages; as they were where that is nothing, or where two would
    have the same answer.
    """
    again = [replace(each, found=new) if new.ids else each for each, new in zip(parts, found, strict=True)]
    return tuple(again if _several(again, 0.0) else parts)


def _several(made: Sequence[Part], sure: float) -> bool:
    firsts = {each.found.ids[:1] for each in made}
    return (
        2 <= len(made) <= MOST
        and len(firsts) == len(made)
        and all(each.found.tier is not Tier.EXPERT and each.found.score >= sure for each in made)
    )


def _asking(text: str) -> list[str]:
    """
    The message in stretches that each end with a clause that asks, or with a sentence; what follows the last belongs to it,
    unless it is a sentence of its own.
    """
    clauses = _CLAUSE.findall(text)
    if len(clauses) > CLAUSES:
        return []
    made, open_ = [], ""
    for clause in clauses:
        if _JOINS.match(clause) and _long(open_):
            made.append(open_)
            open_ = ""
        open_ += clause
        if (_ASKS.search(clause) or _ENDS.search(clause)) and _long(open_):
            made.append(open_)
            open_ = ""
    if open_ and made and not (_long(open_) and (_JOINS.match(open_) or _ENDS.search(made[-1]))):
        made[-1] += open_
    elif open_:
        made.append(open_)
    return made


def _long(text: str) -> bool:
    return len(_LETTER.findall(text)) >= LEAST


def _score(found: Found) -> float:
    return found.score
