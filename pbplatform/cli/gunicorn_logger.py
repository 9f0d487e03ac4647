"""What gunicorn itself writes: in the same safe lines as the rest."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from pbplatform.core.log_lines import SafeFormatter


class SafeLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's logger with our formatter; it keeps no access log, whatever it is told."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(SafeFormatter(self.error_fmt, self.datefmt))

    def access(self, *_request: Any) -> None:
        """Who asked for what and when is nobody's business."""
