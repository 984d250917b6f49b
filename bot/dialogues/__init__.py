"""Every dialogue, a file each."""

from bot.dialogue import Dialogue
from bot.dialogues.ask_expert import ASK_EXPERT
from bot.dialogues.choose_region import CHOOSE_REGION
from bot.dialogues.submit_wish import SUBMIT_WISH

DIALOGUES: tuple[Dialogue, ...] = (SUBMIT_WISH, ASK_EXPERT, CHOOSE_REGION)
