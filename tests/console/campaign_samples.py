"""What the pages of campaigns can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.campaigns import STAGES, Campaign, CampaignState, Progress
from handlers.console.campaigns import given_of
from services.account.codes import inline
from tests.console.parcel_samples import REGIONS
from wording import campaigns as said

PLACES = {"370881": "曲阜市"}
CAMPAIGN = Campaign(
    id="01k0000000000000000000000c",
    name="春节心愿行动",
    words="春节前，一起圆孩子们的小心愿。",
    first=date(2026, 11, 1),
    last=date(2027, 1, 31),
    region="370881",
    region_path="370000/370800/370881/",
    target_wishes=200,
    target_fen=20_000_00,
    kinds=("clothes",),
    state=CampaignState.OPEN,
    version=2,
)
PROGRESS = Progress(dict(zip(STAGES, (180, 120, 90, 66), strict=True)), 6_543_20)


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    draft = replace(CAMPAIGN, state=CampaignState.DRAFT, kinds=(), target_fen=0, version=0)
    common: dict[str, Any] = {"said": said, "places": PLACES}
    url = f"https://xinqiao.example/h5/campaigns/{CAMPAIGN.id}"
    one = common | {"campaign": CAMPAIGN, "progress": PROGRESS, "parts": (33, 32), "may": True, "notice": ""}
    one |= {"url": url, "drawn": inline(url)}
    none = Progress(dict.fromkeys(STAGES, 0), 0)
    form = common | {"given": given_of(draft), "regions": REGIONS[:1], "problems": {}, "notice": ""}
    wrong = {"name": "missing", "last": "before", "target_wishes": "missing", "target_fen": "invalid"}
    numbers = [(words, f"{PROGRESS.counts[stage]} 个") for stage, words in said.STAGES.items()]
    public = {"campaign": CAMPAIGN, "running": True, "target": said.target(200, "20000"), "place": "曲阜市"}
    few = [(words, said.FEWER) for words in said.STAGES.values()]
    listed = [(CAMPAIGN, said.target(200, "20000")), (draft, said.target(200, "0"))]
    return {
        "campaigns": ("wishes/campaigns.html", common | {"campaigns": listed, "more": True, "may": True}),
        "campaigns-none": ("wishes/campaigns.html", common | {"campaigns": [], "more": False, "may": False}),
        "campaign": ("wishes/campaign.html", one),
        "campaign-draft": (
            "wishes/campaign.html",
            one | {"campaign": draft, "progress": none, "url": "", "notice": said.NOT_CLOSED},
        ),
        "campaign-new": ("wishes/campaign_form.html", form),
        "campaign-wrong": (
            "wishes/campaign_form.html",
            form | {"given": given_of(CAMPAIGN), "problems": wrong, "notice": said.CHANGED_MEANWHILE},
        ),
        "h5-campaigns": ("h5/campaigns.html", {"campaigns": listed, "places": PLACES}),
        "h5-campaigns-none": ("h5/campaigns.html", {"campaigns": [], "places": {}}),
        "h5-campaign": (
            "h5/campaign.html",
            public | {"bars": [33, 32], "numbers": numbers, "money": "6543.2", "why_not": ""},
        ),
        "h5-campaign-few": (
            "h5/campaign.html",
            public
            | {"running": False, "bars": [], "numbers": few, "money": "", "why_not": said.FEWER_WHY.format(fewest=5)},
        ),
    }
