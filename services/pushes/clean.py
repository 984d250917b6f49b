"""What finished pushes don't need any more."""

from datetime import timedelta

from services.context import Services

KEEP = timedelta(days=7)


async def clean_lists(services: Services) -> int:
    """Remove the lists of openids of pushes that ended a week ago; how many parts. Their rows stay."""
    return await services.pushes.remove_lists(ended_before=services.now() - KEEP)
