"""Every dialogue, a file each."""

from bot.dialogue import Dialogue
from bot.dialogues.add_to_question import ADD_TO_QUESTION
from bot.dialogues.ask_expert import ASK_EXPERT
from bot.dialogues.ask_unnamed import ASK_UNNAMED
from bot.dialogues.book import BOOK
from bot.dialogues.choose_region import CHOOSE_REGION
from bot.dialogues.correct_wish import CORRECT_WISH
from bot.dialogues.submit_wish import SUBMIT_WISH

DIALOGUES: tuple[Dialogue, ...] = (
    SUBMIT_WISH,
    ASK_EXPERT,
    ASK_UNNAMED,
    ADD_TO_QUESTION,
    CHOOSE_REGION,
    BOOK,
    CORRECT_WISH,
)
