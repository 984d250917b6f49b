"""Phone numbers that she lets a mini-program read."""

from typing import Any

from simulator.api import MINI, OK, Api, Call, word_of
from simulator.errors import PlatformError


def number(call: Call) -> dict[str, Any]:
    """POST /wxa/business/getuserphonenumber: a code of the button, once, five minutes."""
    code = word_of(call.body.get("code"))
    found = call.account.named("phone_codes").get(code)
    if found is None or found["expires_at"] <= call.platform.now():
        raise PlatformError(40029)
    call.platform.drop_document(call.account, "phone_codes", code)
    watermark = {"timestamp": int(call.platform.now()), "appid": call.account.app_id}
    info = {"phoneNumber": found["number"], "purePhoneNumber": found["number"], "countryCode": "86"}
    return {**OK, "phone_info": {**info, "watermark": watermark}}


CALLS = [Api("/wxa/business/getuserphonenumber", number, kinds=MINI, minute=3000)]
