"""One worker process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from taskiq.acks import AcknowledgeType
from taskiq.receiver import Receiver

from services.bookings.waiting import offer as offer_times
from services.cases.watching import watch as watch_cases
from services.checking.faces import find_some
from services.context import Services
from services.people.counting import count_followers
from services.questions.giving import look_after
from services.wishes.stories import go_on as tell_stories
from services.wishes.voices import settle as settle_voices
from services.wishes.watching import watch as watch_wishes
from worker.broker import TASK, WakeBroker
from worker.runner import SLOTS, Runner
from worker.schedule import ask_daily, every, lapse
from worker.tasks import TASKS
from worker.tasks.inbox import Copier

SWEEP_SECONDS = 0.3
COPY_SECONDS = 0.25
LAPSE_SECONDS = 5.0
CASES_SECONDS = 5.0
WISHES_SECONDS = 10.0
DAILY_SECONDS = 300.0
COUNT_SECONDS = 300.0
QUESTION_SECONDS = 60.0
BOOKING_SECONDS = 30.0
FACES_SECONDS = 5.0
VOICES_SECONDS = 600.0


async def run_worker(services: Services, stop: asyncio.Event) -> None:
    """
    Work until `stop` is set: rows of the outbox as the stream rings for them or the sweep finds them, the message
    log, and the schedule. Neither store need be there at the start or all the time. After `stop` it ends within
    five seconds; what was under way is put back.
    """
    runner = Runner(services, TASKS)
    copier = Copier(services)
    async with asyncio.TaskGroup() as group:
        group.create_task(_listen(services, runner, stop))
        group.create_task(every(SWEEP_SECONDS, stop, "sweep", runner.sweep))
        group.create_task(every(COPY_SECONDS, stop, "inbox", copier.copy))
        group.create_task(every(LAPSE_SECONDS, stop, "lapse", partial(lapse, services)))
        group.create_task(every(CASES_SECONDS, stop, "cases", partial(watch_cases, services)))
        group.create_task(every(WISHES_SECONDS, stop, "wishes", partial(watch_wishes, services)))
        group.create_task(every(WISHES_SECONDS, stop, "stories", partial(tell_stories, services)))
        group.create_task(every(VOICES_SECONDS, stop, "voices", partial(settle_voices, services)))
        group.create_task(every(COUNT_SECONDS, stop, "followers", partial(count_followers, services)))
        group.create_task(every(QUESTION_SECONDS, stop, "questions", partial(look_after, services)))
        group.create_task(every(BOOKING_SECONDS, stop, "bookings", partial(offer_times, services)))
        group.create_task(every(FACES_SECONDS, stop, "faces", partial(find_some, services)))
        group.create_task(every(DAILY_SECONDS, stop, "daily", partial(ask_daily, services)))
        await stop.wait()
        await runner.stop()


async def _listen(services: Services, runner: Runner, stop: asyncio.Event) -> None:
    """Rows that the stream rings for. A ring is acknowledged at once: the row itself outlives this process."""

    async def ring(key: str) -> None:  # TaskIQ writes a name into what it registers, which a bound method can't take
        await runner.run(key)

    async def listen() -> None:
        broker = WakeBroker(services.redis)
        broker.is_worker_process = True
        broker.register_task(ring, task_name=TASK)
        with ThreadPoolExecutor(max_workers=1) as unused:
            receiver = Receiver(
                broker,
                executor=unused,
                max_async_tasks=SLOTS,
                ack_type=AcknowledgeType.WHEN_RECEIVED,
                wait_tasks_timeout=4.0,
            )
            await receiver.listen(stop)

    await every(1.0, stop, "listen", listen)
