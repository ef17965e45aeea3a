"""What we let people write and choose at once fits into every chat there is."""

import pytest

from bot.access.importing import forms as import_forms
from bot.access.restriction import steps
from bot.chat.platform import Limits
from bot.crisis.evidence import cards as evidence
from bot.crisis.evidence.rules import LINK_CHARS
from bot.crisis.playbook import Field
from bot.crisis.timeline.rules import NOTE_CHARS
from bot.platforms.slack.limits import LIMITS as SLACK
from bot.task import forms as task_forms

CHATS = pytest.mark.parametrize("limits", [pytest.param(SLACK, id="slack")])


@CHATS
def test_the_longest_words_that_are_asked_for_can_be_typed(limits: Limits) -> None:
    longest = max(NOTE_CHARS, LINK_CHARS, Field.model_fields["max_chars"].default)

    assert longest <= limits.field_chars


@CHATS
def test_what_is_verified_or_put_in_at_once_stands_in_one_form(limits: Limits) -> None:
    assert max(steps.AT_ONCE, task_forms.AT_ONCE, import_forms.NAMED) <= limits.boxes
    assert max(evidence.FILES, import_forms.FILES) <= limits.files
