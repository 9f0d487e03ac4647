"""Commands of this slice: for the operator, and for trustees away from the server."""

from pbplatform.results.commands import again
from pbplatform.results.commands.away import open_away
from pbplatform.results.commands.exporting import export
from pbplatform.results.commands.urn import urn

__all__ = ["again", "export", "open_away", "urn"]
