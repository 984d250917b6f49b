"""One question: what was asked and said, and what an expert does with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from domain.calendar import CHINA
from domain.errors import Invalid
from domain.ids import is_id, new_id
from domain.people import Follower
from domain.questions import Question
from domain.receipts import read_receipt
from domain.replies import Then
from domain.staff import Permission
from domain.tickets import WAITS, WHYS, Move, WaitWhy, may
from handlers.access import requires
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage
from services.questions import replies, sorting, threads
from services.questions.duty import colleagues_for
from services.questions.look import look_at_picture
from services.questions.reach import reach_of
from services.questions.using import Used
from services.settings.current import calendar
from storage.threads import Way
from wording import console as words
from wording import experts as said
from wording import replies as reply_words
from wording import thread_pictures as picture_words

ID = r"([0-9a-z]{26})"
FILE_MOST_BYTES = 7 * 1024 * 1024  # within what the server takes at all
TICKS_MOST = 20
MOVES_HERE = "(answer|note|opinion|transfer|urgency|topic|close|reopen|merge|take-back)"


@requires(Permission.QUESTION_ANSWER)
class QuestionPage(ConsolePage):
    """The thread."""

    SECTION = "questions"

    async def get(self, question_id: str) -> None:
        """The page; that she opened it is written down."""
        await show_thread(self, question_id)


@requires(Permission.QUESTION_ANSWER)
class QuestionMove(ConsolePage):
    """What she does with it."""

    SECTION = "questions"
    BODY_MOST_BYTES = FILE_MOST_BYTES

    async def post(self, question_id: str, move: str) -> None:
        """Done, and the thread again; what can't be taken stands beside its field."""
        moves: Mapping[str, Callable[[str], Awaitable[str | None]]] = {
            "answer": self._answer,
            "take-back": self._take_back,
            "note": self._note,
            "opinion": self._opinion,
            "transfer": self._transfer,
            "urgency": self._urgency,
            "topic": self._topic,
            "close": self._close,
            "reopen": self._reopen,
            "merge": self._merge,
        }
        try:
            at = await moves[move](question_id)
            at = question_id if at is None else at
        except Invalid as problem:
            self.set_status(400)
            await show_thread(self, question_id, move=move, problems={problem.field: problem.problem})
            return
        if move == "transfer" or not at:  # no longer hers, and perhaps of no region of hers
            self.redirect(f"/console/questions{'?given=1' if at else ''}", status=303)
            return
        self.redirect(f"/console/questions/{at}{'?sent=1' if move == 'answer' else ''}", status=303)

    async def _answer(self, question_id: str) -> str | None:
        hold = self.text_argument("hold", most=1) == "1"
        text, message, then = self._text(), self._message(), self.text_argument("then", most=20)
        reply = await replies.find(self.services, self.text_argument("reply", most=40))
        used = Used(reply, self.get_arguments("ticked")[:TICKS_MOST]) if reply else None
        await threads.answer(
            self.services,
            question_id,
            message,
            text=text,
            hold=hold,
            by=self.staff,
            tapped=True,
            picture=self._picture(),
            then=Then(then) if then in set(Then) else Then.ANSWERED,
            used=used,
        )
        if await self.services.threads.get(message) is not None:
            offer_undo(self, Offer("answer", message, "", said.HELD_BACK if hold else said.GOES_SOON))
        return None

    async def _take_back(self, question_id: str) -> str | None:
        sent = self.text_argument("sent", most=40)
        await threads.find(self.services, question_id, by=self.staff)
        await threads.take_back(self.services, sent, by=self.staff)
        return f"{question_id}?again={sent}#answer-title"

    async def _note(self, question_id: str) -> str | None:
        await threads.add_note(self.services, question_id, self._message(), text=self._text(), by=self.staff)
        return None

    async def _opinion(self, question_id: str) -> str | None:
        to = self.text_argument("to", most=40)
        await threads.ask_opinion(self.services, question_id, self._message(), to=to, text=self._text(), by=self.staff)
        return None

    async def _transfer(self, question_id: str) -> str | None:
        await threads.transfer(self.services, question_id, to=self.text_argument("to", most=40), by=self.staff)
        return None

    async def _urgency(self, question_id: str) -> str | None:
        urgent = self.text_argument("urgent", most=1) == "1"
        why, reason = self.text_argument("why", most=20), self.text_argument("text", most=5000)
        done = await sorting.set_urgent(
            self.services, question_id, urgent=urgent, why=why, reason=reason, by=self.staff
        )
        if done.mark:
            offer_undo(self, Offer("sorted", question_id, done.mark, said.URGENT_NOW if urgent else said.USUAL_NOW))
        return None

    async def _topic(self, question_id: str) -> str | None:
        """Where she goes on: at the question, or at the list where it isn't hers any more."""
        topic, hand = self.text_argument("topic", most=100), self.text_argument("hand", most=1) == "1"
        done = await sorting.set_topic(self.services, question_id, topic, hand=hand, by=self.staff)
        if not done.mark:
            return None
        words = (said.TOPIC_KEPT if hand else said.TOPIC_NOW).format(topic=topic)
        if done.given:
            names = await self.services.staff.names([done.given])
            words = said.TOPIC_GIVEN.format(topic=topic, name=names.get(done.given, ""))
        offer_undo(self, Offer("sorted", question_id, done.mark, words))
        return "" if done.given not in {"", self.staff.id} else None

    async def _close(self, question_id: str) -> str | None:
        await threads.close(self.services, question_id, by=self.staff)
        return None

    async def _reopen(self, question_id: str) -> str | None:
        await threads.reopen(self.services, question_id, by=self.staff)
        return None

    async def _merge(self, question_id: str) -> str | None:
        into = read_receipt(self.text_argument("into", most=40)) or ""
        return await threads.merge(self.services, question_id, into=into, by=self.staff)

    def _text(self) -> str:
        return self.text_argument("text", most=5000)

    def _picture(self) -> bytes:
        """The one that was chosen; empty for none."""
        given = [each["body"] for each in self.request.files.get("picture", []) if each["body"]]
        if len(given) > 1:
            raise Invalid("picture", "one")
        return given[0] if given else b""

    def _message(self) -> str:
        message_id = self.text_argument("message", most=40)
        if not is_id(message_id):
            raise Invalid("message")
        return message_id


@requires(Permission.QUESTION_ANSWER)
class QuestionPicture(ConsolePage):
    """A picture of the thread, large."""

    SECTION = "questions"

    async def get(self, message_id: str) -> None:
        """The JPEG; that she opened it is kept first."""
        content = await look_at_picture(self.services, message_id, by=self.staff)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


@requires(Permission.QUESTION_PERSON)
class QuestionPerson(ConsolePage):
    """Who asks."""

    SECTION = "questions"

    async def post(self, question_id: str) -> None:
        """Who she is, for a reason that is kept."""
        reason = self.text_argument("reason", most=200)
        try:
            person = await threads.who_asks(self.services, question_id, reason=reason, by=self.staff)
        except Invalid as problem:
            self.set_status(400)
            await show_thread(self, question_id, move="person", problems={problem.field: problem.problem})
            return
        await show_thread(self, question_id, person=person)


async def show_thread(
    page: ConsolePage,
    question_id: str,
    *,
    move: str = "",
    problems: Mapping[str, str] | None = None,
    person: Follower | None = None,
) -> None:
    """The thread's page; `move` and `problems` say what could not be done, and what she wrote stands there again."""
    services, me = page.services, page.staff
    thread = await threads.open_thread(services, question_id, by=me)
    question = thread.question
    actors = {each.actor for each in thread.story} | {each.message.by for each in thread.said}
    actors |= {question.owner, question.raised_to} | {each.message.to for each in thread.said}
    names = await services.staff.names(each for each in actors if each)
    paths = [question.region_path, *([person.region_path] if person else [])]
    places = await services.regions.names(code for path in paths for code in path.split("/") if code)
    taken_back = await threads.taken_back(services, question_id, page.text_argument("again", most=40), by=me)
    again = await threads.opened(services, taken_back.sealed) if taken_back else ""
    chosen = any(each["body"] for each in page.request.files.get("picture", []))
    now = services.now()
    drafts = [(each.question, each.answer) for each in thread.drafts]
    offered = await replies.offered(services, question.topic)
    chosen_reply = page.text_argument("reply", most=40)
    begun = next((each.text for each in offered if each.id == chosen_reply), "")
    values: dict[str, Any] = {
        "question": question,
        "thread": thread,
        "sent": page.request.method == "GET" and page.text_argument("sent", most=1) == "1",
        "names": names | {question.asker_id: said.PARENT, "system": words.ACTOR_SYSTEM},
        "places": places,
        "colleagues": await colleagues_for(services, question, by=me),
        "drafts": drafts,
        "replies": offered,
        **await _sorting(page, question, chose=move),
        "chosen_reply": chosen_reply,
        "ticked": page.get_arguments("ticked")[:TICKS_MOST],
        "chosen_then": page.text_argument("then", most=20) if move == "answer" else None,
        "reply_words": reply_words,
        **await _holding(page, thread, chose=move == "answer"),
        "may": {each.value: may(question.state, each) for each in Move},
        "may_see": me.may(Permission.QUESTION_PERSON) and not question.unnamed,
        "person": person,
        "message_id": new_id(),
        "move": move,
        "problems": problems or {},
        "written": page.text_argument("text", most=5000) if move else again or begun or _draft(page, drafts),
        "late": question.due_at is not None and question.due_at < now and question.state in WAITS,
        "soon": now + threads.SECONDS_TO_THINK,
        "said": said,
        "picture_words": picture_words,
        "picture_lost": chosen or bool(taken_back and taken_back.picture),
    }
    page.show("questions/thread.html", **values)


async def _sorting(page: ConsolePage, question: Question, *, chose: str) -> Mapping[str, Any]:
    """What she may set by hand, and what she chose where that could not be done."""
    categories = await page.services.knowledge.categories() if question.state in WAITS else []
    return {
        "topics": [each for each in categories if each != question.topic],
        "whys": [each for each in WaitWhy if each in WHYS[not question.urgent]],
        "chosen_why": page.text_argument("why", most=20) if chose == "urgency" else "",
        "urgent_hours": page.services.facts.promise.urgent_hours,
    }


async def _holding(page: ConsolePage, thread: threads.Thread, *, chose: bool) -> Mapping[str, Any]:
    """
    When the office `opens`, until which an answer may wait; whether it `holds`: as she `chose`, else unless it would no
    longer reach her then (`loses`). `held_until` is when the newest answer goes, if it waits so.
    """
    services, now = page.services, page.services.now()
    newest = [each.message for each in thread.said if each.message.at == thread.question.answered_at]
    due = [each.due_at for each in newest if each.way is Way.WAITING and each.due_at]
    held = [at for at in due if at > now + threads.SECONDS_TO_THINK]
    office = calendar(services)
    opens = None if office.is_working(now) else office.next_opening(now).astimezone(CHINA)
    later = await reach_of(services, thread.question, at=opens) if opens else thread.reach
    loses = thread.reach.way is Way.CUSTOMER and later.way not in {Way.CUSTOMER, Way.SUBSCRIBE}
    holds = page.text_argument("hold", most=1) == "1" if chose else not loses
    return {"opens": opens, "loses": loses, "holds": holds, "held_until": max(held, default=None)}


def _draft(page: ConsolePage, drafts: Sequence[tuple[str, str]]) -> str:
    """The words that she wants to begin with, by their number from 1; empty for none."""
    number = page.text_argument("draft", most=3)
    return drafts[int(number) - 1][1] if number.isdecimal() and 0 < int(number) <= len(drafts) else ""


ROUTES = [
    (rf"/console/questions/{ID}", QuestionPage),
    (rf"/console/questions/{ID}/person", QuestionPerson),
    (rf"/console/question-pictures/{ID}/picture", QuestionPicture),
    (rf"/console/questions/{ID}/{MOVES_HERE}", QuestionMove),
]
