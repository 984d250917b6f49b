"""
What waits for a look before others may see it, and people who may not publish for a while, for programs of staff. What
somebody wrote is read by POST, and that it was is written down.
"""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.checks import Check, CheckKind, CheckState
from domain.findings import PersonalKind
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.checking import blocking, deciding
from storage.blocks import Block
from storage.paging import OLDEST, Part

REASON = {"enum": [*deciding.REASONS]}
