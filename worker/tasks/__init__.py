"""Every task by the name that rows of the outbox carry."""

from collections.abc import Mapping

from worker.runner import Task
from worker.tasks import (
    account,
    audit,
    cases,
    checking,
    keys,
    people,
    pictures,
    privacy,
    pushes,
    questions,
    regions,
    replies,
    staff,
    wishes,
)

TASKS: Mapping[str, Task] = {
    "push_build": pushes.build,
    "push_lane": pushes.lane,
    "push_mass": pushes.mass,
    "clean_pushes": pushes.clean,
    "sync_followers": people.sync,
    "seal_audit": audit.seal,
    "set_menu": account.set_menu,
    "rewrap_keys": keys.rewrap,
    "erase_rest": privacy.erase_again,
    "clean_personal": privacy.clean_personal,
    "upload_picture": pictures.upload,
    "renew_pictures": pictures.renew,
    "late_picture": pictures.late_picture,
    "finish_turn": replies.finish_turn,
    "late_reply": replies.late_reply,
    "forget_chat": replies.forget,
    "tell_person": replies.tell_person,
    "tell_thanks": wishes.thanks,
    "import_staff": staff.import_piece,
    "give_questions": questions.give,
    "send_answer": questions.answer,
    "follow_up_question": questions.follow_up,
    "ask_after_questions": questions.ask_after,
    "call_officer": cases.call_officer,
    "case_notice": cases.notice,
    "region_repath": regions.repath,
    "know_follower": people.know,
    "repoint_person": people.repoint,
    "check_content": checking.check,
    "forget_checks": checking.forget,
}
