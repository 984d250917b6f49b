"""Short words after an answer, such as 那要是三岁呢: told from a new question, and read together with the one before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from services.plain import fold
from services.questions.asking_on import asking_on, left_of
from services.questions.follow_up_words import AGE, LETTER, follow_up_words
from services.questions.lexicon import lexicon
from services.questions.search import OFFERED, Found, Tier
from services.questions.small_talk import small_talk

LONGEST = 500  # characters that are remembered of a question and what was asked on
MOST, LEAST = 20, 2  # letters: who writes more asks anew, who writes fewer says nothing
SURE = (
    0.5  # how probable the first entry has to be that answers what was read together: the reading may be wrong as well
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered a short while ago, and the entry that was given; empty where some were offered."""

    text: str
    entry_id: str = ""


def is_follow_up(text: str, find: Callable[[str], Found]) -> bool:
    """
    Whether a message means nothing without the one before. It does where nothing is left of it without ages, persons and
    ways to ask on, one of which it must hold. For every other short one the learned odds decide, unless it has an answer of
    its own.
    """
    if not LEAST <= len(LETTER.findall(fold(text))) <= MOST or is_courtesy(text) or small_talk(text):
        return False
    if names_alone(text):
        return True
    alone = find(text)
    return alone.tier is not Tier.ANSWER and asking_on().sees(text, alone)


def is_courtesy(text: str) -> bool:
    """Whether a message is thanks, a greeting and the like, and nothing else."""
    rest = follow_up_words().courtesy.sub(" ", fold(text))
    return not any(each not in lexicon().filler_characters for each in LETTER.findall(rest)) and not names_alone(text)


def names_alone(text: str) -> bool:
    """Whether a message names ages or persons, or asks on, and says nothing else."""
    plain, words = fold(text), follow_up_words()
    named = any(each.search(plain) for each in (words.on, words.no_help, *words.naming))
    return named and not left_of(text)


def both(before: Asked, text: str) -> str:
    """The question before and what was asked on, as an expert reads them: no longer than a message may be."""
    return f"{before.text[: max(0, LONGEST - len(text) - 1)]}\n{text}"


def together(before: str, text: str) -> tuple[str, ...]:
    """
    Both as one question: how old and who the second names stands in the place of what the first said, and what else it
    says comes behind. Where an age is named a second way follows, with what one calls children of that age.
    """
    plain, earlier, words = fold(text), fold(before), follow_up_words()
    stage, named = words.stage_of(plain), list[str]()
    if stage is not None:
        for pattern in (AGE, *(each.said for each in words.stages)):
            named += [found[0] for found in pattern.finditer(plain)]
            earlier = pattern.sub(" ", earlier)
    for pattern in words.changed:
        found = pattern.findall(plain)
        named += found
        earlier = pattern.sub(" ", earlier) if found else earlier
    rest = text if left_of(text) else ""
    whole = _spaced(" ".join((*named, earlier)))
    own = (_spaced(f"{earlier} {fold(rest)}"),) if rest else ()
    return (*own, whole, f"{stage.means} {whole}") if stage else (*own, whole)


def ways_of(before: Asked, text: str) -> tuple[str, ...]:
    """What is looked up for a follow-up: both read as one question, the likeliest first, and what it says by itself, if that is anything."""
    return (*together(before.text, text), *((text,) if left_of(text) else ()))


def follow(before: Asked, text: str, found: Sequence[Found]) -> Found:
    """
    What fits a follow-up, of what was `found` for each of its ways: the nearest of all. The first is an answer only where the
    likeliest way leads to it with confidence; else they are to be offered. The entry that was given already comes last of
    them, and not at all for who says that it didn't help.
    """
    mixed = chain.from_iterable(zip_longest(*(each.ids for each in found)))
    others = [each for each in dict.fromkeys(mixed) if each and each != before.entry_id]
    first, same = found[0], together(before.text, text) == (_spaced(fold(before.text)),)
    again = before.entry_id in first.ids and not same and not follow_up_words().no_help.search(fold(text))
    ids = (*others[: OFFERED - 1], before.entry_id) if again else tuple(others[:OFFERED])
    if not ids or all(each.tier is Tier.EXPERT for each in found):
        return Found(Tier.EXPERT, ids, 0.0)
    sure = first.tier is Tier.ANSWER and first.score >= SURE and first.ids[0] == ids[0] != before.entry_id
    return Found(Tier.ANSWER if sure else Tier.SUGGEST, ids, first.score if sure else 0.0)


def _spaced(text: str) -> str:
    return " ".join(text.split())
