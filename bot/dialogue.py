"""
The dialogue engine. A dialogue is data: its steps with their names, prompts and kinds of answer.

Cancel, one step back, detours, resume, expiry, another version and "this step wants words" belong to the engine, so
that no dialogue can forget them. Steps have names, never positions; `version` changes when steps do.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.answers import Answers, Kind, Refused, Stop, prompt_with
from bot.cards import tap
from bot.session import Running
from bot.turn import Turn
from domain.ids import new_id
from wording import dialogues as say

EXPIRES_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Step:
    """
    A question and the kind of its answer. `prompt` may be a function where it depends on the answers so far; `when`
    says whether it is asked at all; a `private` answer is sealed wherever it lies. `alone` is asked instead where there is
    but one choice.
    """

    name: str
    prompt: str | Callable[[Turn, Answers], str]
    kind: Kind
    private: bool = False
    when: Callable[[Turn, Answers], Awaitable[bool]] | None = None
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """
    A conversation with an end. `opens_on` are words and menu keys; the first is the word that starts it again.
    `finish` makes the thing and answers what is said; it is given the dialogue's id as the key of a repeat.
    `unless` gives the words for somebody for whom there is nothing to begin, or nothing. A `long` one is found as it was
    left until two days later; any other is gone when it has waited too long. `given` is what is known as it begins, by the
    names of answers, sealed as private ones.
    """

    name: str
    version: int
    title: str
    opens_on: tuple[str, ...]
    steps: tuple[Step, ...]
    finish: Callable[[Turn, Answers, str], Awaitable[str]]
    unless: Callable[[Turn], Awaitable[str]] | None = None
    long: bool = False
    given: Callable[[Turn], Answers] | None = None

    @property
    def word(self) -> str:
        """What one types to start it."""
        return self.opens_on[0]

    def step(self, name: str) -> Step:
        """The step of this name; raises KeyError."""
        return next((step for step in self.steps if step.name == name), None) or _missing(name)


def _missing(name: str) -> Step:
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine answers: the words, and the dialogue as it goes on (None when it has ended)."""

    words: str
    running: Running | None


async def begin(dialogue: Dialogue, turn: Turn) -> Said:
    """Start a dialogue at its first step, or say why there is nothing to start."""
    refused = await _refused(dialogue, turn)
    if refused:
        return Said(refused, None)
    given = dialogue.given(turn) if dialogue.given else {}
    running = Running(
        dialogue=dialogue.name,
        version=dialogue.version,
        id=new_id(),
        step=dialogue.steps[0].name,
        answers=given,
        asked=(),
        private=frozenset(given),
        touched_ms=turn.now_ms,
    )
    return Said(await ask(dialogue, running, turn), running)


async def _refused(dialogue: Dialogue, turn: Turn) -> str:
    return await dialogue.unless(turn) if dialogue.unless else ""


async def ask(dialogue: Dialogue, running: Running, turn: Turn) -> str:
    """The prompt of the step that is waited for, with its choices and the way out."""
    step = dialogue.step(running.step)
    options = await step.kind.options(turn, running.answers)
    asked = step.alone if step.alone and len(options) == 1 else step.prompt
    prompt = asked if isinstance(asked, str) else asked(turn, running.answers)
    way_out = say.WAYS_OUT if running.asked else say.WAY_OUT_FIRST
    return f"{prompt_with(options, prompt)}\n{_tappable(way_out)}"


def _tappable(words: str) -> str:
    for word in ("上一步", "取消"):
        words = words.replace(f"“{word}”", f"“{tap(word)}”")
    return words


def expired(running: Running, now_ms: int) -> bool:
    """Whether the dialogue has waited too long."""
    return now_ms - running.touched_ms > EXPIRES_MS


async def offers(dialogue: Dialogue, running: Running, text: str, turn: Turn) -> bool:
    """Whether the step that is waited for has a choice with these very words. Raises StoreAway."""
    options = await dialogue.step(running.step).kind.options(turn, running.answers)
    return any(each.label == text for each in options)


async def answer(dialogue: Dialogue, running: Running, text: str, turn: Turn) -> Said:
    """Take an answer to the step that is waited for."""
    step = dialogue.step(running.step)
    read = await step.kind.read(text, turn, running.answers)
    touched = replace(running, touched_ms=turn.now_ms)
    if isinstance(read, Refused):
        return Said(f"{read.words}\n\n{await ask(dialogue, touched, turn)}", touched)
    if isinstance(read, Stop):
        return Said(read.words, None)
    answered = replace(
        touched,
        answers={**running.answers, step.name: read.value},
        asked=(*running.asked, step.name),
        private=running.private | {step.name} if step.private else running.private,
    )
    following = await _next(dialogue, answered, turn)
    if following is None:
        return Said(await dialogue.finish(turn, answered.answers, running.id), None)
    going_on = replace(answered, step=following.name)
    return Said(await ask(dialogue, going_on, turn), going_on)


async def _next(dialogue: Dialogue, running: Running, turn: Turn) -> Step | None:
    """The next step that is to be asked, in the order of the declaration."""
    names = [step.name for step in dialogue.steps]
    for step in dialogue.steps[names.index(running.step) + 1 :]:
        if step.when is None or await step.when(turn, running.answers):
            return step
    return None


async def back(dialogue: Dialogue, running: Running, turn: Turn) -> Said:
    """To the step that was asked last, not to the one before in the list, which may have been left out."""
    if not running.asked:
        return Said(f"{say.FIRST_STEP}\n\n{await ask(dialogue, running, turn)}", running)
    *asked, last = running.asked
    earlier = replace(
        running,
        step=last,
        asked=tuple(asked),
        answers={name: value for name, value in running.answers.items() if name != last},
        private=running.private - {last},
        touched_ms=turn.now_ms,
    )
    return Said(await ask(dialogue, earlier, turn), earlier)


async def resume(dialogue: Dialogue, running: Running, turn: Turn, before: str = "") -> Said:
    """After a detour: `before`, then the step that is waited for, again."""
    touched = replace(running, touched_ms=turn.now_ms)
    words = f"{say.RESUME.format(title=dialogue.title)}\n{await ask(dialogue, touched, turn)}"
    return Said(f"{before}\n\n{words}" if before else words, touched)


async def take_up(dialogue: Dialogue, left: Running, turn: Turn) -> Said:
    """Go on with what was left, at the step that was waited for, or say why there is nothing to go on with."""
    refused = await _refused(dialogue, turn)
    if refused:
        return Said(refused, None)
    touched = replace(left, touched_ms=turn.now_ms)
    words = say.TAKEN_UP.format(title=dialogue.title, anew=tap(say.ANEW))
    return Said(f"{words}\n{await ask(dialogue, touched, turn)}", touched)


async def anew(dialogue: Dialogue, turn: Turn) -> Said:
    """From the first step, with nothing of what was written."""
    begun = await begin(dialogue, turn)
    return Said(f"{say.BEGUN_ANEW}\n{begun.words}", begun.running) if begun.running else begun


def all_words(dialogues: Sequence[Dialogue]) -> dict[str, Dialogue]:
    """Which dialogue each word or menu key opens. Raises ValueError where two claim the same."""
    words: dict[str, Dialogue] = {}
    for dialogue in dialogues:
        for word in dialogue.opens_on:
            if word in words:
                raise ValueError(f"{word} opens {words[word].name} and {dialogue.name}")
            words[word] = dialogue
    return words
