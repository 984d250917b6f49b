"""Every task by the name that rows of the outbox carry."""

from collections.abc import Mapping

from worker.runner import Task
from worker.tasks import account, audit, keys, people, pictures, pushes, regions, replies, staff

TASKS: Mapping[str, Task] = {
    "push_build": pushes.build,
    "push_lane": pushes.lane,
    "push_mass": pushes.mass,
    "clean_pushes": pushes.clean,
    "sync_followers": people.sync,
    "seal_audit": audit.seal,
    "set_menu": account.set_menu,
    "rewrap_keys": keys.rewrap,
    "upload_picture": pictures.upload,
    "renew_pictures": pictures.renew,
    "late_picture": pictures.late_picture,
    "finish_turn": replies.finish_turn,
    "late_reply": replies.late_reply,
    "forget_chat": replies.forget,
    "import_staff": staff.import_piece,
    "region_repath": regions.repath,
    "know_follower": people.know,
    "repoint_person": people.repoint,
}
