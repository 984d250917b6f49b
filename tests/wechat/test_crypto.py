"""Which pushes are the platform's own, and how an answer is sealed; wechatpy stands for the platform."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as some
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from wechat import crypto
from wechat.crypto import BLOCK, SEALED_MOST_BYTES, WINDOW_SECONDS, Callback, Forged, Mode, Opened

KEY, OLD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
TOKEN, OLD_TOKEN, APP = "spamtest", "tokenOfBefore", "wx5823bf96d3bd56c7"
MESSAGE = "<xml><ToUserName><![CDATA[gh_test]]></ToUserName><Content><![CDATA[你好]]></Content></xml>"
SEALED = (
    "Q3stYC6hdFzMh9T8HCvyDH9UTgHrzXvXNY6dSnJMj7GP6PBSWAA5ouBgYZXATrrqd7zsjLTEn8y8soLZld8E5d1trgJ5EXS9udiZfNea/NhZHPOtZDaW"
    "mWeJPcXZ15BJx7hb9K1K+z/LC80DLP03A3fLllbqTpBqcSuKNURX8fBXTDst2L+a4dozw6EAudRH9jUaTAT8y4wI3uahx3zJyA=="
)
NOW = datetime.fromtimestamp(1411000000, UTC)
TIMES = {"timestamp": "1411000000", "nonce": "nonce1"}


def signed(*parts: str, token: str = TOKEN) -> str:
    signer = WeChatSigner()
    signer.add_data(token, *parts)
    return str(signer.signature)


def query(sealed: str = "", *, token: str = TOKEN, **changed: str) -> dict[str, str]:
    """The address's parameters of a push, signed as the platform does."""
    times = {name: changed.pop(name, value) for name, value in TIMES.items()}
    found = {"signature": signed(*times.values(), token=token), **times}
    if sealed:
        found |= {"encrypt_type": "aes", "msg_signature": signed(*times.values(), sealed, token=token)}
    return found | changed


def envelope(sealed: str, form: str = "xml") -> bytes:
    if form == "json":
        return json.dumps({"ToUserName": "gh_test", "Encrypt": sealed}).encode()
    return f"<xml><ToUserName>gh_test</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def seal(message: str | bytes, *, key: str = KEY, app: str = APP) -> str:
    """As wechatpy seals it."""
    text = WeChatCrypto(TOKEN, key, app).encrypt_message(message, "n", "1")
    return str(text.split("<Encrypt><![CDATA[")[1].split("]]>", maxsplit=1)[0])


def raw_seal(block: bytes) -> str:
    """A block of our own making, sealed with the right key."""
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(block) + encryptor.finalize()).decode()


def callback(mode: Mode = "compatible", *, app: str = APP) -> Callback:
    return Callback(app_id=app, tokens=[TOKEN, OLD_TOKEN], aes_keys=[KEY, OLD_KEY], mode=mode)


def opened(sealed: str, *, form: str = "xml", token: str = TOKEN, mode: Mode = "safe") -> Opened:
    return callback(mode).open(query(sealed, token=token), envelope(sealed, form), NOW)


def test_the_address_is_signed_as_the_platforms_page_says() -> None:
    asked = {"timestamp": "1714037059", "nonce": "486452656", "echostr": "4375120948345356249"}
    asked["signature"] = "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    end = Callback(app_id=APP, tokens=["AAAAA"], mode="plain")
    assert end.verify_url(asked, datetime.fromtimestamp(1714037059, UTC)) == b"4375120948345356249"


def test_a_sealed_push_of_the_platforms_is_opened() -> None:
    asked = query(SEALED)
    assert asked["msg_signature"] == "587cc4df41afaa83d601aff12aa50f806206edfa"
    found = callback("safe").open(asked, envelope(SEALED), NOW)
    assert found == Opened(MESSAGE.encode(), 0, "nonce1", "1411000000", 0, "xml")


def test_a_message_is_sealed_byte_for_byte_as_the_platform_does() -> None:
    with patch.object(crypto.os, "urandom", lambda _count: b"0123456789abcdef"):
        sealed = callback().seal(MESSAGE.encode(), Opened(b"", 0, "nonce1", "1411000000", 0, "xml"))
    assert (
        sealed
        == (
            f"<xml><Encrypt><![CDATA[{SEALED}]]></Encrypt>"
            "<MsgSignature><![CDATA[587cc4df41afaa83d601aff12aa50f806206edfa]]></MsgSignature>"
            "<TimeStamp>1411000000</TimeStamp><Nonce><![CDATA[nonce1]]></Nonce></xml>"
        ).encode()
    )


@given(some.text(some.characters(codec="utf-8"), max_size=200))
def test_what_wechatpy_seals_we_open(message: str) -> None:
    assert opened(seal(message)).body == message.encode()


@given(some.text(some.characters(codec="utf-8"), min_size=1, max_size=200).filter(lambda text: text != "success"))
def test_what_we_seal_wechatpy_opens(message: str) -> None:
    answer = callback().seal(message.encode(), opened(SEALED)).decode()
    signature = answer.split("<MsgSignature><![CDATA[")[1].split("]]>", maxsplit=1)[0]
    found = WeChatCrypto(TOKEN, KEY, APP).decrypt_message(answer, signature, *TIMES.values())
    assert found == message


@pytest.mark.parametrize("length", range(2 * BLOCK))
def test_padding_goes_to_32_bytes_and_is_never_empty(length: int) -> None:
    sealed = json.loads(callback().seal(b"a" * (length + 1), opened(SEALED, form="json")))["Encrypt"]
    key = base64.b64decode(KEY + "=")
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
    block = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    assert len(block) % BLOCK == 0
    assert 1 <= block[-1] <= BLOCK
    assert block[-block[-1] :] == bytes([block[-1]]) * block[-1]
    assert opened(sealed).body == b"a" * (length + 1)


def test_a_reply_goes_out_with_the_key_and_the_token_that_the_push_came_with() -> None:
    sealed = seal(MESSAGE, key=OLD_KEY)
    found = opened(sealed, token=OLD_TOKEN)
    assert (found.sealed_with, found.token) == (1, 1)
    answer = json.loads(callback().seal(b"hello", Opened(b"", 1, "nonce1", "1411000000", 1, "json")))
    assert answer["MsgSignature"] == signed(*TIMES.values(), answer["Encrypt"], token=OLD_TOKEN)
    assert WeChatCrypto(OLD_TOKEN, OLD_KEY, APP).decrypt_message(answer, answer["MsgSignature"], *TIMES.values())


def test_a_json_push_is_answered_in_a_json_envelope() -> None:
    found = opened(SEALED, form="json")
    assert found.form == "json"
    answer = json.loads(callback().seal(b"hello", found))
    assert set(answer) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
    assert answer["TimeStamp"] == 1411000000
    assert opened(answer["Encrypt"]).body == b"hello"


@pytest.mark.parametrize("reply", [b"", b"success"])
def test_nothing_to_say_is_never_sealed(reply: bytes) -> None:
    assert callback().seal(reply, opened(SEALED)) == reply


def test_a_push_in_clear_is_answered_in_clear() -> None:
    found = callback().open(query(), MESSAGE.encode(), NOW)
    assert (found.body, found.sealed_with) == (MESSAGE.encode(), None)
    assert callback().seal(b"hello", found) == b"hello"


def test_two_seals_of_one_reply_differ() -> None:
    found = opened(SEALED)
    assert callback().seal(b"hello", found) != callback().seal(b"hello", found)


@pytest.mark.parametrize(
    ("mode", "sealed", "taken"),
    [
        ("plain", False, True),
        ("compatible", False, True),
        ("compatible", True, True),
        ("safe", True, True),
        ("safe", False, False),
    ],
)
def test_each_mode_takes_what_it_should(mode: Mode, sealed: bool, taken: bool) -> None:  # noqa: FBT001
    asked, body = (query(SEALED), envelope(SEALED)) if sealed else (query(), MESSAGE.encode())
    if taken:
        assert callback(mode).open(asked, body, NOW).body == MESSAGE.encode()
    else:
        with pytest.raises(Forged, match="plain"):
            callback(mode).open(asked, body, NOW)


def test_plain_mode_without_a_key_refuses_what_is_sealed() -> None:
    with pytest.raises(Forged, match="sealed"):
        Callback(app_id=APP, tokens=[TOKEN], mode="plain").open(query(SEALED), envelope(SEALED), NOW)


def test_raw_says_that_a_push_is_in_clear() -> None:
    assert callback().open(query(encrypt_type="raw"), MESSAGE.encode(), NOW).sealed_with is None


@pytest.mark.parametrize("left_out", ["msg_signature", "encrypt_type"])
def test_what_is_left_out_of_the_address_opens_no_other_way_in(left_out: str) -> None:
    asked = query(SEALED)
    del asked[left_out]
    if left_out == "encrypt_type":
        assert callback("safe").open(asked, envelope(SEALED), NOW).body == MESSAGE.encode()
    else:
        with pytest.raises(Forged):
            callback("safe").open(asked, envelope(SEALED), NOW)


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_every_single_changed_character_of_what_is_sealed_is_refused(place: int) -> None:
    changed = "A" if SEALED[place] != "A" else "B"
    spoilt = SEALED[:place] + changed + SEALED[place + 1 :]
    with pytest.raises(Forged, match="signature"):
        callback().open(query(SEALED), envelope(spoilt), NOW)


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature"])
def test_every_single_changed_character_of_the_address_is_refused(name: str) -> None:
    asked = query(SEALED)
    for place, old in enumerate(asked[name]):
        new = "1" if old != "1" else "2"
        spoilt = asked | {name: asked[name][:place] + new + asked[name][place + 1 :]}
        with pytest.raises(Forged):
            callback().open(spoilt, envelope(SEALED), NOW)


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature"])
@pytest.mark.parametrize("value", ["", "é" * 40, "\x00", "1411000000\n", "+1411000000", "1" * 500, "]]>"])
def test_an_odd_value_in_the_address_is_refused(name: str, value: str) -> None:
    with pytest.raises(Forged):
        callback().open(query(SEALED) | {name: value}, envelope(SEALED), NOW)


@pytest.mark.parametrize("name", ["timestamp", "nonce"])
@pytest.mark.parametrize("value", ["]]><x>", "\t", "1 2\n", "é", "1e9", "-1", "١٤١١"])
def test_an_odd_time_or_nonce_is_refused_even_where_it_is_signed(name: str, value: str) -> None:
    if name == "nonce" and value in {"1e9", "-1"}:
        value = "\x07"
    with pytest.raises(Forged):
        callback().open(query(SEALED, **{name: value}), envelope(SEALED), NOW)


def test_nothing_in_the_address_is_refused() -> None:
    with pytest.raises(Forged):
        callback().open({}, b"", NOW)
    with pytest.raises(Forged):
        callback().verify_url({}, NOW)


@pytest.mark.parametrize("token", ["somebodyElse", "spamtest ", "SPAMTEST"])
def test_another_token_is_refused(token: str) -> None:
    with pytest.raises(Forged, match="signature"):
        callback().open(query(token=token), MESSAGE.encode(), NOW)


@pytest.mark.parametrize("off", [-WINDOW_SECONDS - 1, -WINDOW_SECONDS, 0, WINDOW_SECONDS, WINDOW_SECONDS + 1])
def test_a_push_is_taken_within_ten_minutes_and_not_beyond(off: int) -> None:
    if abs(off) <= WINDOW_SECONDS:
        assert callback().open(query(), b"<xml/>", NOW + timedelta(seconds=off))
    else:
        with pytest.raises(Forged, match="time"):
            callback().open(query(), b"<xml/>", NOW + timedelta(seconds=off))


def test_a_push_for_another_account_is_refused() -> None:
    sealed = seal(MESSAGE, app="wx0000000000000000")
    with pytest.raises(Forged, match="sealed"):
        opened(sealed)
    with pytest.raises(Forged, match="sealed"):
        opened(seal(MESSAGE, app=APP + "0"))


BLOCKS = {
    "no padding": b"r" * 16 + (3).to_bytes(4, "big") + b"abc" + APP.encode() + b"\0" * 23,
    "padding of 33": b"r" * 16 + (0).to_bytes(4, "big") + APP.encode()[:11] + b"\x21" * 33,
    "padding that isn't even": b"r" * 16 + (0).to_bytes(4, "big") + APP.encode() + b"\x01" * 25 + b"\x1a",
    "a length beyond the block": b"r" * 16 + (2**32 - 1).to_bytes(4, "big") + APP.encode() + b"\x1a" * 26,
    "all padding": b"\x20" * 32,
    "one block": b"r" * 16 + (0).to_bytes(4, "big") + b"\x0c" * 12,
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_that_isnt_whole_is_refused(name: str) -> None:
    with pytest.raises(Forged, match="sealed"):
        opened(raw_seal(BLOCKS[name]))


@pytest.mark.parametrize(
    "sealed", ["!", "AAAA", "A" * 43, base64.b64encode(bytes(16)).decode(), base64.b64encode(bytes(33)).decode(), " "]
)
def test_what_is_no_sealed_text_is_refused(sealed: str) -> None:
    with pytest.raises(Forged):
        opened(sealed)


@pytest.mark.parametrize(
    "body", [b"", b"<xml/>", b"{}", b"<xml><Encrypt/></xml>", b'{"Encrypt":{}}', b'{"Encrypt":"\xc3\xa9"}', b"\xff"]
)
def test_an_envelope_with_nothing_sealed_in_it_is_refused(body: bytes) -> None:
    with pytest.raises(Forged):
        callback("safe").open(query(SEALED), body, NOW)


def test_an_envelope_beyond_the_limit_is_refused_unread() -> None:
    sealed = seal("a" * SEALED_MOST_BYTES)
    with pytest.raises(Forged, match="sealed"):
        opened(sealed)


@given(some.binary(max_size=400), some.booleans())
def test_any_body_is_opened_or_refused(body: bytes, safe: bool) -> None:  # noqa: FBT001
    end = callback("safe" if safe else "compatible")
    for asked in (query(), query(SEALED)):
        try:
            assert isinstance(end.open(asked, body, NOW), Opened)
        except Forged:
            continue


@pytest.mark.parametrize("echo", ["", "a" * 300, "é", "a\nb"])
def test_an_odd_echo_is_refused(echo: str) -> None:
    with pytest.raises(Forged, match="echo"):
        callback().verify_url(query(echostr=echo), NOW)


@pytest.mark.parametrize(
    ("tokens", "keys", "mode"),
    [
        ([], [KEY], "plain"),
        ([""], [KEY], "plain"),
        ([TOKEN], [], "safe"),
        ([TOKEN], [], "compatible"),
        ([TOKEN], ["short"], "safe"),
        ([TOKEN], ["é" * 43], "safe"),
        ([TOKEN], [KEY], "open"),
    ],
)
def test_a_callback_that_cant_be_kept_safe_isnt_made(tokens: list[str], keys: list[str], mode: Mode) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        Callback(app_id=APP, tokens=tokens, aes_keys=keys, mode=mode)
    assert TOKEN not in str(raised.value)


def test_the_signature_is_sha1_over_the_sorted_parts() -> None:
    parts = sorted([TOKEN, *TIMES.values()])
    assert query()["signature"] == hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 the platform's
