"""Personal data: what went at its term, and the yearly audit of minors' data to print or to take along."""

from domain.calendar import day_in_china
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.console.sheet import plain_sheet
from handlers.sheet_import import XLSX
from services.privacy.yearly import YearReport, report
from storage.retention import Retention
from wording import privacy as words


class _Year(ConsolePage):
    SECTION = "audit"

    async def _report(self) -> tuple[YearReport, dict[str, str]]:
        """The report that is asked for, and the names of its counties."""
        asked = self.text_argument("year", most=4).strip()
        year = int(asked) if asked.isascii() and asked.isdecimal() else day_in_china(self.services.now()).year
        found = await report(self.services, year, by=self.staff)
        return found, await self.services.regions.names(code for code, _ in found.readings)


@requires(Permission.AUDIT_READ)
class Yearly(_Year):
    """The year's report, and what the last nights took away."""

    async def get(self) -> None:
        """The page."""
        found, places = await self._report()
        this_year = day_in_china(self.services.now()).year
        self.show(
            "audit/privacy.html",
            report=found,
            places=places,
            years=range(this_year, this_year - 4, -1),
            nights=await Retention(self.services.db, self.services.vault).reports(),
            words=words,
        )


@requires(Permission.AUDIT_READ)
class YearlySheet(_Year):
    """The same as a sheet."""

    async def get(self) -> None:
        """The file."""
        found, places = await self._report()
        rows = [
            (
                words.YEARLY[each.what],
                str(each.figure),
                words.YEARLY_WELL[each.well],
                words.YEARLY_BASIS.get(each.what, ""),
            )
            for each in found.findings
        ]
        for code, many in found.readings:
            name = places.get(code, words.YEARLY_UNPLACED)
            rows.append((words.YEARLY_COUNTY.format(name=name), str(many), "", words.YEARLY_BASIS["readings"]))
        self.set_header("Content-Type", XLSX)
        self.set_header("Content-Disposition", f'attachment; filename="minors-{found.year}.xlsx"')
        self.finish(plain_sheet(words.YEARLY_SHEET, rows))


ROUTES = [(r"/console/audit/privacy", Yearly), (r"/console/audit/privacy.xlsx", YearlySheet)]
