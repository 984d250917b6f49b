"""Every setting: its name, type, default and a line of help, from which --help and docs/settings.md are made."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.processes import ROOT

PREFIX = "XINQIAO_"
FIELD_KEY_BYTES = 96
LEAST_SECRET_CHARACTERS = 16
Encryption = Literal["plain", "compatible", "safe"]
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}\Z")


class BadSetting(Exception):
    """A setting is missing or can't be taken. Its text is one line for the operator, without any value."""


class Settings(BaseSettings):
    """What an installation decides. Values come from the environment or .env and are read once."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    mongo_url: str = Field(default="", repr=False, description="MongoDB, a replica set: mongodb://…")
    mongo_database: str = Field(default="xinqiao", pattern=r"^[A-Za-z0-9_-]{1,38}$", description="database name")
    redis_url: str = Field(default="", repr=False, description="Redis or Valkey, append-only: redis://…")
    port: int = Field(default=8888, ge=1, le=65535, description="port to listen on")
    processes: int = Field(default=1, ge=1, le=64, description="processes of serve, and of worker")
    public_url: str = Field(
        default="", description="address that people and the platform reach this server by (default: the port)"
    )
    data_dir: Path = Field(default=ROOT / "data", description="folder of the demo's stores, keys and logs")
    wechat_api_base: str = Field(default="https://api.weixin.qq.com", description="address of the platform's API")
    oa_kind: Literal["service", "subscription"] = Field(default="service", description="kind of the official account")
    oa_app_id: str = Field(default="", description="official account: AppID")
    oa_app_secret: SecretStr = Field(default=SecretStr(""), description="official account: AppSecret")
    oa_token: SecretStr = Field(default=SecretStr(""), description="official account: token of the callback (list)")
    oa_aes_key: SecretStr = Field(default=SecretStr(""), description="official account: EncodingAESKey (list)")
    oa_encryption: Encryption = Field(
        default="plain", description="official account: plain, compatible (takes both) or safe (refuses plain)"
    )
    mini_app_id: str = Field(default="", description="mini-program: AppID")
    mini_app_secret: SecretStr = Field(default=SecretStr(""), description="mini-program: AppSecret")
    mini_token: SecretStr = Field(default=SecretStr(""), description="mini-program: token of the push (list)")
    mini_aes_key: SecretStr = Field(default=SecretStr(""), description="mini-program: EncodingAESKey (list)")
    mini_encryption: Encryption = Field(default="plain", description="mini-program: plain, compatible or safe")
    field_key: SecretStr = Field(
        default=SecretStr(""), description="base64 of 96 random bytes that seal personal data (list)"
    )
    secret: SecretStr = Field(
        default=SecretStr(""), description="signs cookies and links, 16 or more characters (list)"
    )
    trusted_proxies: str = Field(
        default="", description="addresses or networks of proxies whose X-Forwarded-For is believed (list)"
    )
    quiet_hours: str = Field(
        default="",
        pattern=r"^(none|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$",
        description="when nothing is pushed, Asia/Shanghai: 21:00-08:00, or none; where it is set, staff can't change it (default: what staff set, else content/texts.yaml; demo: none)",
    )
    two_people: bool = Field(
        default=True,
        description="what goes to everyone is released by a second member of staff (demo: false, so that one person can try all of it)",
    )
    lesson_template: str = Field(
        default="",
        pattern=r"^([\w-]{1,64}:[a-z_]+\d+=(title|digest|series)(,[a-z_]+\d+=(title|digest|series))*)?$",
        description="subscription template of lessons and its fields: ID:thing1=title,thing2=digest",
    )
    answer_template: str = Field(
        default="",
        pattern=r"^([\w-]{1,64}:[a-z_]+\d+=title)?$",
        description="subscription template of answers to questions and its fields: ID:thing1=title",
    )
    staff_template: str = Field(
        default="",
        pattern=r"^([\w-]{1,64}:[a-z_]+\d+=title)?$",
        description="subscription template by which an officer is called whom no message reaches, and its field: ID:thing1=title",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")

    @field_validator("log_level", "oa_kind", "oa_encryption", "mini_encryption", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("mongo_url")
    @classmethod
    def _is_mongo(cls, value: str) -> str:
        return _url(value, ("mongodb", "mongodb+srv"))

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        return _url(value, ("redis", "rediss", "unix"))

    @field_validator("public_url", "wechat_api_base")
    @classmethod
    def _is_http(cls, value: str) -> str:
        return _url(value, ("http", "https")).rstrip("/")

    @field_validator("field_key")
    @classmethod
    def _field_key(cls, value: SecretStr) -> SecretStr:
        for part in _parts(value):
            try:
                length = len(base64.b64decode(part, validate=True))
            except (binascii.Error, ValueError):
                raise ValueError("is not base64") from None
            if length != FIELD_KEY_BYTES:
                raise ValueError(f"must be the base64 of {FIELD_KEY_BYTES} bytes")
        return value

    @field_validator("oa_aes_key", "mini_aes_key")
    @classmethod
    def _aes_key(cls, value: SecretStr) -> SecretStr:
        if not all(_AES_KEY.match(part) for part in _parts(value)):
            raise ValueError("must be the 43 letters and digits that the platform shows as EncodingAESKey")
        return value

    @field_validator("secret")
    @classmethod
    def _secret(cls, value: SecretStr) -> SecretStr:
        if any(len(part) < LEAST_SECRET_CHARACTERS for part in _parts(value)):
            raise ValueError(f"must have at least {LEAST_SECRET_CHARACTERS} characters")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        for part in _split(value):
            try:
                ipaddress.ip_network(part, strict=False)
            except ValueError:
                raise ValueError("must be addresses or networks, with commas between them") from None
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        for account in ("oa", "mini"):
            mode, key = getattr(self, f"{account}_encryption"), getattr(self, f"{account}_aes_key")
            if mode != "plain" and getattr(self, f"{account}_app_id") and not _parts(key):
                name = f"{PREFIX}{account.upper()}"
                raise ValueError(f"{name}_AES_KEY is missing, and {name}_ENCRYPTION={mode} needs it")
        if not self.public_url:
            object.__setattr__(self, "public_url", f"http://127.0.0.1:{self.port}")
        return self

    @property
    def oa_tokens(self) -> tuple[str, ...]:
        """Tokens of the official account's callback, the current one first."""
        return _parts(self.oa_token)

    @property
    def oa_aes_keys(self) -> tuple[str, ...]:
        """AES keys of the official account, the current one first."""
        return _parts(self.oa_aes_key)

    @property
    def mini_tokens(self) -> tuple[str, ...]:
        """Tokens of the mini-program's push, the current one first."""
        return _parts(self.mini_token)

    @property
    def mini_aes_keys(self) -> tuple[str, ...]:
        """AES keys of the mini-program, the current one first."""
        return _parts(self.mini_aes_key)

    @property
    def field_keys(self) -> tuple[bytes, ...]:
        """Master keys of sealed fields, 96 bytes each, the current one first."""
        return tuple(base64.b64decode(part) for part in _parts(self.field_key))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What signs cookies and links, the current one first."""
        return _parts(self.secret)

    @property
    def proxies(self) -> tuple[str, ...]:
        """Addresses or networks of proxies that are believed."""
        return _split(self.trusted_proxies)


def load_settings(
    given: Mapping[str, str] | None = None,
    *,
    over: Mapping[str, str] | None = None,
    env_file: Path | None = ROOT / ".env",
) -> Settings:
    """
    The settings from the environment or .env; `given` (by field name) fills what neither names, `over` goes before
    both.

    Raises BadSetting with one line that names the setting, never its value.
    """
    arguments: dict[str, Any] = dict(over or {})
    try:
        first = Settings(_env_file=env_file, **arguments)
        found = first.model_fields_set
        rest: dict[str, Any] = {name: value for name, value in (given or {}).items() if name not in found}
        return Settings(_env_file=env_file, **rest, **arguments) if rest else first
    except ValidationError as error:
        raise BadSetting(_one_line(error)) from None
    except UnicodeDecodeError:
        raise BadSetting(".env is not UTF-8") from None


def require(settings: Settings, *names: str) -> None:
    """Raises BadSetting that names every one of the settings `names` that is missing."""
    missing = [f"{PREFIX}{name.upper()}" for name in names if not _plain(getattr(settings, name))]
    if missing:
        raise BadSetting(f"missing setting{'s' if len(missing) > 1 else ''}: {', '.join(missing)}")


def serving_names(settings: Settings) -> tuple[str, ...]:
    """The settings without which serve and worker refuse to start."""
    names = ["mongo_url", "redis_url", "oa_app_id", "oa_app_secret", "oa_token", "field_key", "secret"]
    if settings.mini_app_id:
        names += ["mini_app_secret", "mini_token"]
    return tuple(names)


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment variables that make another process read the same settings."""
    return {f"{PREFIX}{name.upper()}": _plain(getattr(settings, name)) for name in Settings.model_fields}


def settings_help() -> str:
    """The settings for --help: a line each."""
    width = max(map(len, Settings.model_fields)) + len(PREFIX)
    lines = [
        f"  {PREFIX + name.upper():<{width}}  {field.description}{_shown_default(name, ' (default: {})')}"
        for name, field in Settings.model_fields.items()
    ]
    return "settings, from the environment or .env:\n" + "\n".join(lines)


def settings_markdown() -> str:
    """The text of docs/settings.md."""
    rows = "\n".join(
        f"| `{PREFIX}{name.upper()}` | {_shown_default(name, '`{}`')} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return (
        "# Settings\n\n"
        "Read once from the environment or from `.env` beside the command; the environment wins. This page is made by\n"
        "`./xinqiao settings`. A setting marked (list) may hold several values with commas between them: the first is\n"
        "the current one, the others are still accepted, so that each can be changed while everything runs. `serve` and\n"
        "`worker` refuse to start without the stores, the official account, the field key and the secret; `demo` makes\n"
        "what is missing, in its data folder.\n\n"
        f"| setting | default | what it is |\n|---|---|---|\n{rows}\n"
    )


def _shown_default(name: str, form: str) -> str:
    default = Settings.model_fields[name].default
    if name == "data_dir":
        default = "data"
    shown = _plain(default)
    return form.format(shown) if shown else ""


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _parts(value: SecretStr) -> tuple[str, ...]:
    return _split(value.get_secret_value())


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _url(value: str, schemes: tuple[str, ...]) -> str:
    value = value.strip()
    if value:
        try:
            found = urlsplit(value)
        except ValueError:
            raise ValueError("is not an address") from None
        if found.scheme not in schemes or not (found.netloc or found.scheme == "unix"):
            raise ValueError(f"must begin with {schemes[0]}://")
        _look_at_hosts(found.netloc)
    return value


def _look_at_hosts(authority: str) -> None:
    """The drivers would end in a traceback, some of them with the password in it. Raises ValueError."""
    who, _, hosts = authority.rpartition("@")
    if "@" in who or who.count(":") > 1 or re.search("%(?![0-9A-Fa-f]{2})", who):
        raise ValueError("must have its user and password percent-encoded")
    for host in hosts.split(","):
        name, colon, port = (host, "", "") if host.endswith("]") else host.rpartition(":")
        if colon and not (name and port.isdecimal() and 0 < int(port) < 65_536):
            raise ValueError("has a port that is none")


def _one_line(error: ValidationError) -> str:
    lines = []
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        name = PREFIX + "_".join(str(part) for part in each["loc"]).upper() if each["loc"] else ""
        words = each["msg"].removeprefix("Value error, ").replace("\n", " ")
        lines.append(f"{name}: {words}" if name else words)
    return "bad setting: " + "; ".join(lines)
