"""A person's phone number, which she lets the mini-program read."""

from domain.errors import Invalid
from domain.people import Person
from services.context import Services
from services.mini.sign_in import mini_program, refusal
from storage.encryption import family_of
from storage.phones import Phone
from wechat.errors import WeChatError

CHINA = "86"


def mask_phone(number: str) -> str:
    """A number as it may be shown: 13812341234 → 138****1234; of a shorter one no more than its end."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else f"****{number[-2:]}"


async def take_phone_back(services: Services, person_id: str) -> None:
    """Her number isn't kept any more, nor by what her open claims stand under. A repeat changes nothing. Raises StoreAway."""
    digest = await services.phones.digest_of(person_id)
    if digest:
        await services.wall.hold_by(person_id, before=digest)
    await services.phones.drop(person_id)


async def give_phone(services: Services, person: Person, code: str) -> Phone:
    """
    Keep the number behind `code`, which the button of `getPhoneNumber` gave: sealed under her family's key, masked, and
    as a keyed digest by which the same number is found again.

    Raises Invalid("code", …), TooMany, PlatformAway, StoreAway.
    """
    client = mini_program(services)
    try:
        found = await client.phone_number(code)
    except WeChatError as error:
        raise refusal(error) from None
    if not found.number.isdigit():
        raise Invalid("code")
    phone = Phone(person.id, mask_phone(found.number), services.now())
    whole = f"+{found.country or CHINA}{found.number}"
    sealed = await services.vault.seal(family_of(person.id), {"phone": whole})
    await services.phones.put(phone, sealed=sealed, digest=await services.vault.digest("phone", whole))
    return phone
