"""Every setting: from the environment, from .env, as a list, wrong; and that none of its secrets is ever told."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from app.processes import ROOT
from app.settings import (
    PREFIX,
    BadSetting,
    Settings,
    as_environment,
    load_settings,
    require,
    serving_names,
    settings_help,
    settings_markdown,
)

KEY, OLD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
FIELD_KEY, OLD_FIELD_KEY = (base64.b64encode(bytes([each]) * 96).decode() for each in (1, 2))
GOOD = {
    "mongo_url": "mongodb://user:MongoPassw0rd@127.0.0.1/",
    "mongo_database": "another",
    "redis_url": "redis://:RedisPassw0rd@127.0.0.1/0",
    "port": "8899",
    "processes": "3",
    "public_url": "https://xinqiao.example",
    "data_dir": "/srv/xinqiao",
    "wechat_api_base": "http://127.0.0.1:9",
    "oa_kind": "subscription",
    "oa_app_id": "wx0000000000000001",
    "oa_app_secret": "OaAppSecret",
    "oa_token": "OaToken,OaTokenOfBefore",
    "oa_aes_key": f"{KEY},{OLD_KEY}",
    "oa_encryption": "safe",
    "mini_app_id": "wx0000000000000002",
    "mini_app_secret": "MiniAppSecret",
    "mini_token": "MiniToken",
    "mini_aes_key": KEY,
    "mini_encryption": "compatible",
    "field_key": f"{FIELD_KEY},{OLD_FIELD_KEY}",
    "secret": "SecretOfToday-0123,SecretOfBefore-0123",
    "trusted_proxies": "127.0.0.1,10.0.0.0/8",
    "two_people": "False",
    "quiet_hours": "22:00-07:30",
    "lesson_template": "template-1:thing1=title,thing2=digest",
    "answer_template": "template-2:thing1=title",
    "staff_template": "template-3:thing1=title",
    "log_level": "warning",
}
SECRETS = (
    *("MongoPassw0rd", "RedisPassw0rd", "OaAppSecret", "OaToken", "OaTokenOfBefore", KEY, OLD_KEY, "MiniAppSecret"),
    *("MiniToken", FIELD_KEY, OLD_FIELD_KEY, "SecretOfToday-0123", "SecretOfBefore-0123"),
)
BAD = [
    ("port", "abc"),
    ("port", "0"),
    ("port", "65536"),
    ("port", "80 80"),
    ("processes", "0"),
    ("processes", "1000"),
    ("processes", "two"),
    ("mongo_url", "localhost:27017"),
    ("mongo_url", "http://127.0.0.1"),
    ("mongo_url", "mongodb://"),
    ("mongo_url", "mongodb://user:Passw0rd@at@127.0.0.1/"),
    ("mongo_url", "mongodb://user:Passw0rd:colon@127.0.0.1/"),
    ("mongo_url", "mongodb://user:Passw0rd%@127.0.0.1/"),
    ("mongo_url", "mongodb://127.0.0.1:99999/"),
    ("mongo_url", "mongodb://127.0.0.1:27017,127.0.0.2:port/"),
    ("redis_url", "redis://user:Passw0rd@127.0.0.1:99999/0"),
    ("redis_url", "redis://127.0.0.1:port/0"),
    ("mongo_database", "a.b"),
    ("mongo_database", "a/b"),
    ("mongo_database", "x" * 60),
    ("redis_url", "127.0.0.1:6379"),
    ("redis_url", "redis://"),
    ("public_url", "xinqiao.example"),
    ("public_url", "http://["),
    ("wechat_api_base", "ftp://api.weixin.qq.com"),
    ("oa_kind", "personal"),
    ("oa_encryption", "none"),
    ("mini_encryption", "aes"),
    ("oa_aes_key", "short"),
    ("oa_aes_key", f"{KEY},short"),
    ("oa_aes_key", KEY + "="),
    ("mini_aes_key", KEY[:-1]),
    ("field_key", "not base64!"),
    ("field_key", base64.b64encode(bytes(95)).decode()),
    ("field_key", f"{FIELD_KEY},{FIELD_KEY[:-4]}"),
    ("secret", "short"),
    ("secret", "SecretOfToday-0123,short"),
    ("trusted_proxies", "proxy.example"),
    ("trusted_proxies", "10.0.0.0/99"),
    ("quiet_hours", "25:00-08:00"),
    ("quiet_hours", "late"),
    ("two_people", "perhaps"),
    ("lesson_template", "template-1"),
    ("lesson_template", "template-1:thing1=body"),
    ("log_level", "loud"),
]


def variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def shown(settings: Settings, name: str) -> str:
    return as_environment(settings)[variable(name)]


def test_every_setting_is_tried_here() -> None:
    assert set(GOOD) == set(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_comes_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable(name), GOOD[name])
    needed = {"oa_aes_key": KEY, "mini_aes_key": KEY}
    assert shown(load_settings(needed, env_file=None), name) == GOOD[name]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_comes_from_the_file_and_the_environment_wins(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("".join(f"{variable(each)}='{value}'\n" for each, value in GOOD.items()), encoding="utf-8")
    assert shown(load_settings(env_file=file), name) == GOOD[name]
    other = {"port": "9001", "oa_token": "another", "data_dir": "/elsewhere"}.get(name)
    if other:
        monkeypatch.setenv(variable(name), other)
        assert shown(load_settings(env_file=file), name) == other


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINQIAO_PORT", "")
    assert load_settings(env_file=None).port == 8888


def test_what_is_given_fills_up_and_what_stands_on_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINQIAO_PORT", "9001")
    assert load_settings({"port": "9002"}, env_file=None).port == 9001
    assert load_settings({"port": "9002"}, over={"port": "9003"}, env_file=None).port == 9003
    assert load_settings({"processes": "4"}, env_file=None).processes == 4


def test_a_list_has_the_current_value_first() -> None:
    settings = load_settings({**GOOD, "oa_token": " new , old,, "}, env_file=None)
    assert settings.oa_tokens == ("new", "old")
    assert settings.oa_aes_keys == (KEY, OLD_KEY)
    assert settings.field_keys == (bytes([1]) * 96, bytes([2]) * 96)
    assert settings.secrets == ("SecretOfToday-0123", "SecretOfBefore-0123")
    assert settings.proxies == ("127.0.0.1", "10.0.0.0/8")


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_wrong_value_is_one_line_that_names_the_setting_and_not_the_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(BadSetting) as bad:
        load_settings(env_file=None)
    assert variable(name) in str(bad.value)
    assert "\n" not in str(bad.value)
    if name in {"oa_aes_key", "mini_aes_key", "field_key", "secret", "mongo_url", "redis_url"}:
        assert value.endswith("://") or value not in str(bad.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mongo_url", "mongodb://user:p%40ss@10.0.0.1:27017,10.0.0.2:27017,[::1]:27017/?replicaSet=x&tls=true"),
        ("mongo_url", "mongodb+srv://user:p%3Ass@cluster.example/"),
        ("redis_url", "rediss://:password@redis.example:6380/1"),
        ("redis_url", "redis://[::1]/0"),
        ("redis_url", "unix:///run/redis.sock?db=1"),
        ("wechat_api_base", "http://[::1]:9"),
    ],
)
def test_every_form_of_a_stores_address_is_taken(name: str, value: str) -> None:
    assert getattr(load_settings({name: value}, env_file=None), name) == value


@pytest.mark.parametrize("account", ["oa", "mini"])
@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_encryption_without_its_key_is_refused(account: str, mode: str) -> None:
    with pytest.raises(BadSetting, match=f"XINQIAO_{account.upper()}_AES_KEY is missing"):
        load_settings({f"{account}_app_id": "wx1", f"{account}_encryption": mode}, env_file=None)


def test_a_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"XINQIAO_SECRET=\xff\xfe")
    with pytest.raises(BadSetting, match="UTF-8"):
        load_settings(env_file=tmp_path / ".env")


def test_the_public_address_is_the_ports_where_none_is_given() -> None:
    assert load_settings({"port": "9001"}, env_file=None).public_url == "http://127.0.0.1:9001"
    assert load_settings({"public_url": "https://x.example/"}, env_file=None).public_url == "https://x.example"


@pytest.mark.parametrize("hidden", SECRETS)
def test_no_secret_stands_in_what_is_printed_of_settings(hidden: str) -> None:
    settings = load_settings(GOOD, env_file=None)
    for said in (repr(settings), str(settings), f"{settings}", settings_help(), settings_markdown()):
        assert hidden not in said


def test_another_process_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(GOOD, env_file=None)
    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings(env_file=None) == settings


@pytest.mark.parametrize(
    "name", ["mongo_url", "redis_url", "oa_app_id", "oa_app_secret", "oa_token", "field_key", "secret"]
)
def test_serving_without_a_secret_or_a_store_names_what_is_missing(name: str) -> None:
    settings = load_settings({each: value for each, value in GOOD.items() if each != name}, env_file=None)
    with pytest.raises(BadSetting) as missing:
        require(settings, *serving_names(settings))
    assert str(missing.value) == f"missing setting: {variable(name)}"


def test_serving_a_mini_program_needs_its_secrets_too() -> None:
    given = {each: value for each, value in GOOD.items() if each not in {"mini_app_secret", "mini_token"}}
    settings = load_settings(given, env_file=None)
    with pytest.raises(BadSetting, match="missing settings: XINQIAO_MINI_APP_SECRET, XINQIAO_MINI_TOKEN"):
        require(settings, *serving_names(settings))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"  {variable(name)} " in settings_help()
    assert f"| `{variable(name)}` |" in settings_markdown()


def test_the_page_of_the_settings_is_up_to_date() -> None:
    """It is made by `./xinqiao settings > docs/settings.md`."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_markdown()


def test_importing_settings_reads_no_environment() -> None:
    code = "import os; os.environ['XINQIAO_PORT'] = 'abc'; import app.settings, app.wiring, app.web"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
