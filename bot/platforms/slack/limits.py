"""The most that Slack takes, in the words of every chat; of its blocks' own rules the sources stand in ``blockkit``."""

from __future__ import annotations

from typing import Final

from bot.blockkit import rules
from bot.chat.platform import Limits

LIMITS: Final = Limits(
    topic_chars=250,  # Slack: conversations.setTopic: too_long beyond 250
    purpose_chars=250,  # Slack: conversations.setPurpose: too_long beyond 250
    field_chars=rules.MAX_INPUT_CHARS,
    option_chars=rules.MAX_OPTION_CHARS,
    options=rules.MAX_OPTIONS,
    boxes=rules.MAX_CHOICES,
    files=rules.MAX_FILES,
)
