"""What is to do for people who were joined, and what the platform can tell of them."""

from datetime import timedelta

from services.context import Services
from services.people import joining
from services.people.taking_in import begin_daily, learn_of, step
from storage.outbox import Work
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused
from worker.later import Later

RETRY = timedelta(seconds=5)


async def repoint(services: Services, work: Work) -> None:
    """What was written for a record while it was joined with another: args {"gone", "kept"}."""
    await joining.repoint(services, work.args["gone"])


async def sync(services: Services, work: Work) -> None:
    """Take in the platform's followers, a step at a time: args {"sync"}, or none for the daily one."""
    sync_id = work.args.get("sync", "")
    if not sync_id:
        sync_id = work.key
        await begin_daily(services, sync_id)
    done = await step(services, sync_id)
    if done.at is not None:
        raise Later(done.at, progress=done.progress)


async def know(services: Services, work: Work) -> None:
    """Ask the platform about one who has just followed: args {"openid"}. Where it doesn't tell, the daily look asks again."""
    try:
        await learn_of(services, work.args["openid"], key=work.key)
    except Busy as busy:
        raise Later(services.now() + timedelta(seconds=busy.retry_after), progress=False) from busy
    except TokenRefused as refused:
        raise Later(services.now() + RETRY, progress=False) from refused
    except (NotGranted, QuotaUsedUp):
        return
