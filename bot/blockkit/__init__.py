"""
Slack's Block Kit rules and our own, checked on plain dicts before anything is sent.

`rules` is the table with every limit and its source; the other modules apply it.
"""

from bot.blockkit.parts import Fault
from bot.blockkit.payloads import check_message, check_view
from bot.blockkit.rules import RULES, Rule

__all__ = ["RULES", "Fault", "Rule", "check_message", "check_view"]
