"""One-time codes: the RFC's vectors, their window, and that each works once."""

import asyncio
import base64
from datetime import UTC, datetime

import pytest

from domain.devices import device_kind
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, TooMany
from domain.regions import Scope
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.staff import Browser, CodeNeeded, SignedIn, add, digest, new_device, reset, second_step, sign_in
from services.staff.factors import begin_totp, confirm_totp, pending_totp, renew_recovery, turn_off_totp
from services.staff.totp import code_of, step_at, step_of
from tests.joined import Clock
from wording.sign_in import device

PASSWORD = "一句只在这里用的长口令"
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_VECTORS = [  # RFC 6238, appendix B, SHA1
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
HERS = Browser(device=new_device(), kind="windows.chrome", address="192.0.2.1")
ELSEWHERE = Browser(device=new_device(), kind="android.chrome", address="192.0.2.2")


@pytest.mark.parametrize(("seconds", "code"), RFC_VECTORS)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_of(RFC_SECRET, step_at(moment), digits=8) == code
    assert code_of(RFC_SECRET, step_at(moment)) == code[-6:]
    assert step_of(RFC_SECRET, code[-6:], now=moment) == step_at(moment)


def test_a_code_counts_half_a_minute_before_and_after_and_no_longer() -> None:
    moment = datetime.fromtimestamp(1111111111, UTC)
    step = step_at(moment)
    taken = [step_of(RFC_SECRET, code_of(RFC_SECRET, step + off), now=moment) for off in range(-3, 4)]
    assert taken == [None, None, step - 1, step, step + 1, None, None]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "-12345", "12 34", "１２３"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(RFC_SECRET, code, now=datetime.fromtimestamp(59, UTC)) is None


def test_a_code_may_be_typed_with_a_gap_or_in_full_width_digits() -> None:
    moment = datetime.fromtimestamp(59, UTC)
    assert step_of(RFC_SECRET, "287 082", now=moment) == 1
    assert step_of(RFC_SECRET, "２８７０８２", now=moment) == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36", "Windows 电脑上的 Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Windows 电脑上的 Edge"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/116 MicroMessenger/8.0", "安卓手机上的微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "苹果手机上的 Safari"),
        ("curl/8.0", "一台设备上的浏览器"),
        ("", "一台设备上的浏览器"),
    ],
)
def test_a_browser_is_named_as_people_would(agent: str, words: str) -> None:
    assert device(device_kind(agent)) == words


@pytest.fixture
async def wang(services: Services) -> StaffMember:
    member, _ = await add(
        services, login="wang", name="王芳", roles=[StaffRole.EDITOR], region="370800", password=PASSWORD
    )
    return member


async def turned_on(services: Services, wang: StaffMember) -> tuple[str, list[str]]:
    """Her secret and her recovery codes."""
    await begin_totp(services, by=wang, password=PASSWORD, session_id="s")
    pending = await pending_totp(services, by=wang)
    assert pending
    codes = await confirm_totp(services, by=wang, code=now_code(services, pending[0]))
    return pending[0], codes


def now_code(services: Services, secret: str) -> str:
    return code_of(secret, step_at(services.now()))


async def challenge(services: Services, browser: Browser = HERS) -> str:
    with pytest.raises(CodeNeeded) as needed:
        await sign_in(services, login="wang", password=PASSWORD, address=browser.address, browser=browser)
    return needed.value.challenge


async def acts(services: Services) -> list[str]:
    return [row.kind for row in reversed(await services.audit.page(scope=Scope.system()))]


async def test_the_secret_never_lies_in_clear_in_the_database_nor_do_the_recovery_codes(
    services: Services, wang: StaffMember
) -> None:
    secret, codes = await turned_on(services, wang)
    kept = str([each async for each in services.db["second_factors"].find()])
    kept += str([each async for each in services.db["audit"].find()])
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert len(set(codes)) == 10


async def test_a_code_signs_in_once_and_the_next_one_again(services: Services, wang: StaffMember, clock: Clock) -> None:
    secret, _ = await turned_on(services, wang)
    with pytest.raises(NotSignedIn):  # the code that turned it on is used
        await second_step(services, challenge=await challenge(services), code=now_code(services, secret), browser=HERS)
    clock.move(seconds=30)
    code = now_code(services, secret)
    one, other = await challenge(services), await challenge(services)
    outcomes = await asyncio.gather(
        second_step(services, challenge=one, code=code, browser=HERS),
        second_step(services, challenge=other, code=code, browser=HERS),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, SignedIn) for each in outcomes) == [False, True]
    assert "signed_in" in await acts(services)


async def test_a_recovery_code_works_once_however_it_is_spaced(services: Services, wang: StaffMember) -> None:
    _, codes = await turned_on(services, wang)
    typed = codes[3].upper().replace("-", " ")
    assert await second_step(services, challenge=await challenge(services), code=typed, browser=HERS)
    with pytest.raises(NotSignedIn):
        await second_step(services, challenge=await challenge(services), code=codes[3], browser=HERS)
    assert len((await services.factors.get(wang.id)).recovery) == 9


async def test_a_challenge_is_of_no_use_in_another_browser_or_five_minutes_later_or_after_a_reset(
    services: Services, wang: StaffMember, clock: Clock
) -> None:
    _, codes = await turned_on(services, wang)
    given = await challenge(services)
    with pytest.raises(NotFound):
        await second_step(services, challenge=given, code=codes[0], browser=ELSEWHERE)
    for nonsense in ("", "x", "字", given[:-8], "A" * 5000):
        with pytest.raises(NotFound):
            await second_step(services, challenge=nonsense, code=codes[0], browser=HERS)
    clock.move(minutes=5)
    with pytest.raises(NotFound):
        await second_step(services, challenge=given, code=codes[0], browser=HERS)
    given = await challenge(services)
    await reset(services, login="wang", password=PASSWORD)
    with pytest.raises(NotFound):
        await second_step(services, challenge=given, code=codes[0], browser=HERS)


async def test_guessing_ends_the_challenge_and_then_slows_the_password_but_not_for_her_elsewhere(
    services: Services, wang: StaffMember
) -> None:
    _, codes = await turned_on(services, wang)
    given = await challenge(services)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await second_step(services, challenge=given, code="000000", browser=HERS)
    with pytest.raises(TooMany):
        await second_step(services, challenge=given, code=codes[0], browser=HERS)
    for _ in range(4):
        await challenge(services)
    with pytest.raises(TooMany):
        await sign_in(services, login="wang", password=PASSWORD, address=HERS.address, browser=HERS)
    fresh = await challenge(services, ELSEWHERE)
    assert await second_step(services, challenge=fresh, code=codes[0], browser=ELSEWHERE)


async def test_turning_it_off_takes_the_password_and_a_code(
    services: Services, wang: StaffMember, clock: Clock
) -> None:
    secret, codes = await turned_on(services, wang)
    clock.move(seconds=30)
    with pytest.raises(Invalid):
        await turn_off_totp(services, by=wang, password="不是", code=codes[0], session_id="s")
    with pytest.raises(Invalid):
        await turn_off_totp(services, by=wang, password=PASSWORD, code="000000", session_id="s")
    assert (await services.factors.get(wang.id)).on
    await turn_off_totp(services, by=wang, password=PASSWORD, code=now_code(services, secret), session_id="s")
    signed_in = await sign_in(services, login="wang", password=PASSWORD, address="a")
    assert signed_in.member.id == wang.id
    assert [kind for kind in await acts(services) if kind.startswith("totp")] == ["totp_on", "totp_off"]


async def test_other_recovery_codes_void_the_earlier_ones(services: Services, wang: StaffMember) -> None:
    _, codes = await turned_on(services, wang)
    others = await renew_recovery(services, by=wang, password=PASSWORD, code=codes[0], session_id="s")
    with pytest.raises(NotSignedIn):
        await second_step(services, challenge=await challenge(services), code=codes[1], browser=HERS)
    assert await second_step(services, challenge=await challenge(services), code=others[1], browser=HERS)


async def test_it_is_turned_on_once_and_only_with_its_own_first_code(services: Services, wang: StaffMember) -> None:
    with pytest.raises(Conflict):
        await confirm_totp(services, by=wang, code="000000")
    await begin_totp(services, by=wang, password=PASSWORD, session_id="s")
    with pytest.raises(Invalid):
        await confirm_totp(services, by=wang, code="000000")
    assert await sign_in(services, login="wang", password=PASSWORD, address="a")
    pending = await pending_totp(services, by=wang)
    assert pending
    code = now_code(services, pending[0])
    outcomes = await asyncio.gather(
        *(confirm_totp(services, by=wang, code=code) for _ in range(2)), return_exceptions=True
    )
    assert sorted(isinstance(each, list) for each in outcomes) == [False, True]
    with pytest.raises(Conflict):
        await begin_totp(services, by=wang, password=PASSWORD, session_id="s")


async def test_a_reset_turns_it_off_and_leaves_the_wechat_bound(services: Services, wang: StaffMember) -> None:
    await turned_on(services, wang)
    await services.bindings.bind(wang.id, "p1", now=services.now())
    await reset(services, login="wang", password=PASSWORD)
    assert await sign_in(services, login="wang", password=PASSWORD, address="a")
    assert await services.bindings.staff_of("p1") == wang.id


async def test_whoever_has_no_appointment_left_changes_nothing(services: Services) -> None:
    nobody = StaffMember("s9", "li", "李", (), "370000/370800/")
    with pytest.raises(NotAllowed):
        await begin_totp(services, by=nobody, password=PASSWORD, session_id="s")


async def test_a_failure_is_written_down_with_a_digest_of_the_login_alone(
    services: Services, wang: StaffMember
) -> None:
    with pytest.raises(NotSignedIn):
        await sign_in(services, login="my-password-in-the-wrong-field", password="guess-of-mine", address="a")
    (row,) = [row for row in await services.audit.page(scope=Scope.system()) if row.kind == "sign_in_failed"]
    assert "wrong-field" not in str(row)
    assert "guess" not in str(row)
    assert len(row.about) == 32
    assert digest("x") != row.about
    assert wang.login == "wang"
