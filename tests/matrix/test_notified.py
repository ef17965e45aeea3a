"""For whom anything makes a sound: one table, a line for each kind of fact. Whoever is not in it hears nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.access.pausing.facts import PauseDecided
from bot.access.register.facts import GrantEntered
from bot.access.restriction.facts import (
    KeyholderAsked,
    KeyholderLate,
    KeyholderUnable,
    RestrictionStarted,
    RestrictionStepLate,
    RestrictionStepSaved,
)
from bot.capabilities import FACTS
from bot.crisis.command.facts import CommanderSilent, CommandOffered
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.questions.facts import QuestionAsked, QuestionAssigned
from bot.crisis.resolving.facts import Resolved
from bot.crisis.roles.facts import RoleClaimed, RoleDeclined, RoleOffered, RolesConflict, RoleUnanswered
from bot.crisis.room.facts import Joined, Left
from bot.crisis.timeline.facts import MessageUnread
from bot.crisis.undo.facts import Undone
from bot.people.conflict.facts import KeptOut, NamingTakenBack
from bot.people.who import Standing
from bot.record.fact import Fact
from bot.rehearsal.acting import words
from bot.speech.holding_statement.facts import HoldingStatementLate, StatementDrafted
from bot.task.facts import TaskAnswered, TaskAsked, TaskLate
from tests.matrix.record import Record
from tests.matrix.whole import Act

pytestmark = pytest.mark.timeout(400)  # whoever comes first plays a whole crisis

Heard = set[tuple[str, str]]
"""
Who hears it, and why: "direct" is a direct message, "mention" a mention, "thread" a reply where they have written.
"""

TOP_LEVEL = 5  # design.md: board, questions, access, statements, summary
KINDS = FACTS


def nobody(_fact: Fact, _incident: Incident) -> Heard:
    return set()


def opened(fact: Fact, incident: Incident) -> Heard:
    """The opener's link to the room, and a direct message to each responder."""
    assert isinstance(fact, Opened)
    called = [responder.person.id for responder in fact.responders if responder.person.id != fact.opener.id]
    return {(who, "direct") for who in (fact.opener.id, *called)}


def assigned(fact: Fact, _incident: Incident) -> Heard:
    assert isinstance(fact, QuestionAssigned)
    return {(fact.to.id, "mention")}


def offered(fact: Fact, _incident: Incident) -> Heard:
    """A direct message, and a mention in the room: whoever is to command must not miss it."""
    assert isinstance(fact, CommandOffered)
    return {(fact.to.id, "mention"), (fact.to.id, "direct")}


def joined(fact: Fact, incident: Incident) -> Heard:
    """Only of a guest or an outsider, and only whoever is in charge."""
    assert isinstance(fact, Joined)
    reader = incident.acting
    return set() if fact.standing is Standing.member or reader is None else {(reader.id, "direct")}


def in_command(fact: Fact, incident: Incident) -> Heard:
    """Whoever takes command is told which outsiders are in the room, if there are any."""
    there = [one for one in incident.room.inside.values() if one.standing is not Standing.member]
    reader = incident.acting
    return {(reader.id, "direct")} if there and reader else set()


def resolved(fact: Fact, _incident: Incident) -> Heard:
    """Who owns the review."""
    assert isinstance(fact, Resolved)
    return {(fact.review_owner.id, "direct")} if fact.review_owner and fact.review_on else set()


def kept_out(fact: Fact, incident: Incident) -> Heard:
    """Of somebody who is inside, whoever decides whether they leave."""
    assert isinstance(fact, KeptOut)
    inside = fact.person.reveal() in {
        *incident.room.inside,
        *(n.person.reveal() for n in incident.conflict.namings if n.removed_at),
    }
    return {(incident.acting.id, "direct")} if inside and incident.acting else set()


def left(fact: Fact, incident: Incident) -> Heard:
    """Who was taken out, and nobody else."""
    assert isinstance(fact, Left)
    removed = {naming.person.reveal() for naming in incident.conflict.namings if naming.removed_at}
    return {(fact.person.id, "direct")} & {(who, "direct") for who in removed}


def taken_back(fact: Fact, incident: Incident) -> Heard:
    """Who was taken out hears that they may come back."""
    assert isinstance(fact, NamingTakenBack)
    return {
        (n.person.reveal(), "direct") for n in incident.conflict.namings if n.removed_at and n.person == fact.person
    }


def undone(fact: Fact, incident: Incident) -> Heard:
    """Who has command again."""
    assert isinstance(fact, Undone)
    back = incident.command.given_back if fact.what == "command" else None
    return {(back.to.id, "direct")} if back else set()


def asked_for_role(fact: Fact, _incident: Incident) -> Heard:
    """A direct message; and where a role is handed over, a mention in the room."""
    assert isinstance(fact, RoleOffered)
    return {(fact.to.id, "direct")} | ({(fact.to.id, "mention")} if fact.briefing else set())


def next_asked(fact: Fact, _incident: Incident) -> Heard:
    """Whoever is asked instead."""
    assert isinstance(fact, RoleDeclined | RoleUnanswered)
    return {(fact.next.id, "direct")} if fact.next else set()


def took_role(fact: Fact, _incident: Incident) -> Heard:
    """Their own direct message: what the role is, and how to get out of it."""
    assert isinstance(fact, RoleClaimed)
    return {(fact.by.id, "direct")}


def in_one_hand(fact: Fact, incident: Incident) -> Heard:
    """Whoever is in charge."""
    assert isinstance(fact, RolesConflict)
    return {(incident.acting.id, "mention")} if incident.acting else set()


def missed(fact: Fact, _incident: Incident) -> Heard:
    """The deputy of a commander who does not react."""
    assert isinstance(fact, CommanderSilent)
    return {(fact.deputy.id, "mention")} if fact.deputy else set()


def secret_captured(fact: Fact, incident: Incident) -> Heard:
    """Who captured a message that held a password or key."""
    assert isinstance(fact, MessageUnread)
    return {(each.by.id, "direct") for each in incident.timeline.secrets_seen if each.seq == fact.entry}


def asked_to_do(fact: Fact, _incident: Incident) -> Heard:
    """A direct message to who is asked."""
    assert isinstance(fact, TaskAsked)
    return {(fact.to.id, "direct")} if fact.to else set()


def asked_instead(fact: Fact, _incident: Incident) -> Heard:
    assert isinstance(fact, TaskAnswered)
    return {(fact.next.id, "direct")} if fact.next else set()


def task_late(fact: Fact, _incident: Incident) -> Heard:
    """Who is late, where they read it; then whoever is asked too."""
    assert isinstance(fact, TaskLate)
    if fact.next:
        return {(fact.next.id, "direct")}
    return {(fact.who.id, "mention" if fact.inside else "direct")}


def may_run(fact: Fact, incident: Incident) -> Heard:
    """Whoever paused it, unless they decided it themselves."""
    assert isinstance(fact, PauseDecided)
    by = incident.tasks[f"pause/{fact.item}"].said_by
    return {(by.id, "direct")} if by and by.id != fact.by.id and not fact.stays else set()


def word_late(fact: Fact, _incident: Incident) -> Heard:
    """Whoever is in charge."""
    assert isinstance(fact, HoldingStatementLate)
    return {(fact.to.id, "mention")} if fact.to else set()


def asked_to_approve(fact: Fact, _incident: Incident) -> Heard:
    """Who is to read and approve a draft."""
    assert isinstance(fact, StatementDrafted)
    return {(fact.asked.id, "direct")} if fact.asked else set()


def asked(fact: Fact, _incident: Incident) -> Heard:
    """Who leads access, once, when the first question about it is asked."""
    assert isinstance(fact, QuestionAsked)
    return {(fact.mentions.id, "mention")} if fact.mentions else set()


def restriction_started(fact: Fact, _incident: Incident) -> Heard:
    """
    A mention and a direct message to each keyholder, who must not miss it; a
    direct message to who leads, unless they chose so.
    """
    assert isinstance(fact, RestrictionStarted)
    keepers = {(who.id, how) for who in fact.keyholders for how in ("mention", "direct")}
    return keepers | ({(fact.lead.id, "direct")} if fact.lead.id != fact.by.id else set())


def keyholder_asked(fact: Fact, _incident: Incident) -> Heard:
    assert isinstance(fact, KeyholderAsked)
    return {(fact.who.id, "mention"), (fact.who.id, "direct")}


def keyholder_unable(fact: Fact, incident: Incident) -> Heard:
    """Whoever commands, where fewer than two are left: another is to be chosen."""
    assert isinstance(fact, KeyholderUnable)
    restriction = incident.restriction(fact.account)
    left = [check for check in restriction.keyholders if check.state != "unable"] if restriction else []
    return {(incident.acting.id, "direct")} if incident.acting and len(left) < 2 else set()


def keyholder_late(fact: Fact, _incident: Incident) -> Heard:
    """Who was asked, once; then whoever commands, by direct message."""
    assert isinstance(fact, KeyholderLate)
    return {(fact.to.id, "mention" if fact.nth == 1 else "direct")} if fact.to else set()


def step_saved(fact: Fact, _incident: Incident) -> Heard:
    """Of one that failed whoever's step it is; where they said so themselves, whoever commands."""
    assert isinstance(fact, RestrictionStepSaved)
    return {(fact.mentions.id, "mention")} if fact.mentions else set()


def step_late(fact: Fact, _incident: Incident) -> Heard:
    assert isinstance(fact, RestrictionStepLate)
    return {(fact.to.id, "mention")} if fact.to else set()


TABLE: dict[str, Callable[[Fact, Incident], Heard]] = {
    "opened": opened,
    "question_assigned": assigned,
    "command_offered": offered,
    "joined": joined,
    "command_taken": in_command,
    "command_accepted": in_command,
    "commander_silent": missed,
    "commander_present": nobody,
    "sign_of_life": nobody,
    "role_offered": asked_for_role,
    "role_accepted": nobody,
    "role_declined": next_asked,
    "role_claimed": took_role,
    "role_released": nobody,
    "role_unanswered": next_asked,
    "roles_conflict": in_one_hand,
    "left": left,
    "kept_out": kept_out,
    "removal_ordered": nobody,
    "naming_taken_back": taken_back,
    "undone": undone,
    "kind_set": nobody,
    "question_asked": asked,
    "question_answered": nobody,
    "question_unknown": nobody,
    "question_skipped": nobody,
    "question_reopened": nobody,
    "assignment_declined": nobody,
    "answer_withdrawn": nobody,
    "severity_computed": nobody,
    "severity_set": nobody,
    "command_refused": nobody,
    "noted": nobody,
    "evidence_added": nobody,
    "evidence_kept": nobody,
    "evidence_missed": nobody,
    "evidence_repeated": nobody,
    "evidence_described": nobody,
    "message_flagged": nobody,
    "message_read": nobody,
    "message_unread": secret_captured,
    "entry_changed": nobody,
    "entry_struck": nobody,
    "source_edited": nobody,
    "source_deleted": nobody,
    "language_set": nobody,
    "pause_ordered": nobody,
    "task_asked": asked_to_do,
    "task_answered": asked_instead,
    "tasks_verified": nobody,
    "task_late": task_late,
    "pause_decided": may_run,
    "statement_drafted": asked_to_approve,
    "statement_approved": nobody,
    "holding_statement_published": nobody,
    "holding_statement_late": word_late,
    "chat_returned": nobody,
    "posture_proposed": nobody,
    "posture_set": nobody,
    "restriction_started": restriction_started,
    "access_found": nobody,
    "keyholder_asked": keyholder_asked,
    "keyholder_confirmed": nobody,
    "keyholder_unable": keyholder_unable,
    "keyholder_late": keyholder_late,
    "restriction_step_saved": step_saved,
    "restriction_step_verified": nobody,
    "restriction_step_late": step_late,
    "account_suspended": nobody,
    "restriction_stopped": nobody,
    "restoration_ordered": nobody,
    "access_decided": nobody,
    "access_restored": nobody,
    "restoration_verified": nobody,
    "resolved": resolved,
    "reopened": nobody,
}
ELSEWHERE = {
    "room_renamed",
    "step_done",
    "step_refused",
    "step_retried",
    "erased",
    "unreadable",
    "posture_review_asked",
    "level_questioned",
    "level_released",
    *("command_sought", "standing_changed"),  # somebody commands, and everybody stays a member
    *(
        "automatic_restriction_ordered",
        "automatic_restoration_ordered",
        "access_not_restored",
    ),  # of connectors, which the seed has none of
}  # not of a crisis in which all goes well


def entered(fact: Fact) -> Heard:
    """Who gets in after the holders were asked is asked too. Of this crisis that is Jana, when closing begins."""
    assert isinstance(fact, GrantEntered)
    return {(fact.grant.holder, "direct")} if fact.grant.id == "g-U0JANA" else set()


# Of the register: whoever holds something in the account they are asked about, who owns the one a leaver holds, and who
# looks afterwards. Here that is Maja and Petr, Maja, and Petr.
REGISTER: dict[str, Callable[[Fact], Heard]] = {
    "confirmation_asked": lambda _fact: {("slack:U0MAJA", "direct"), ("slack:U0PETR", "direct")},
    "grant_entered": entered,
    "leaver_reminded": lambda _fact: {("slack:U0MAJA", "direct")},
    "task_answered": lambda _fact: {("slack:U0PETR", "direct")},
}
OF_THE_REGISTER = {
    *(kind for kind, fact in KINDS.items() if fact.__module__.split(".")[2] in ("register", "leavers", "importing")),
    *("template_written", "template_approved"),
}


def test_the_table_has_every_kind_of_fact() -> None:
    """A new kind makes this fail until somebody decides who hears it."""
    assert TABLE.keys() | ELSEWHERE | OF_THE_REGISTER == KINDS.keys()


def test_every_kind_of_the_table_happened(played: Record) -> None:
    happened = {event.fact.kind for act in played.acts for event in act.events}

    assert TABLE.keys() - happened == set()


def test_nobody_hears_more_or_less_than_the_table_says(played: Record) -> None:
    """Whatever was done, act by act."""
    wrong = [
        (sorted({event.fact.kind for event in act.events}), sorted(heard), sorted(meant))
        for act in played.acts
        if (heard := _heard(act)) != (meant := _meant(act))
    ]

    assert wrong == []


def test_only_who_wrote_in_a_thread_hears_it_go_on(played: Record) -> None:
    """Slack's own rule, which no app can turn off: these are the ones who wrote, or were named, in one."""
    named = {"U0PETR", "U0EVA", "U0ANA", "U0TOM", "U0MAJA", "U0JANA"}
    assert {note.user for act in played.acts for note in act.heard if note.why == "thread"} <= named


def test_a_mention_becomes_a_name_once_it_was_answered(played: Record) -> None:
    """So that nobody reads later that they are asked: no live mention is left in the room."""
    left = [text for message in played.turned[-1] for text in _mrkdwn(message) if "<@" in text]

    assert left == []


def _mrkdwn(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "user":
            yield f"<@{node.get('user_id')}>"
        for key, value in node.items():
            if key != "metadata":
                yield from _mrkdwn(value)
    elif isinstance(node, list):
        for item in node:
            yield from _mrkdwn(item)
    elif isinstance(node, str):
        yield node


def test_a_room_has_few_posts(played: Record) -> None:
    """Board, questions, access, statements, summary; after a second end it is still the same summary."""
    top = [message for message in played.turned[-1] if message.get("thread_ts") in (None, message["ts"])]

    assert len(top) == TOP_LEVEL


def test_who_is_only_there_hears_little(played: Record) -> None:
    """
    Tom, a deputy: a direct message, and a mention when the commander is missed. Olga, who was let in: nothing at all.
    """
    heard = [(note.user, note.why) for act in played.acts for note in act.heard]

    assert [why for user, why in heard if user == "U0TOM"] == ["direct", "mention"]
    assert [why for user, why in heard if user == played.olga] == []


def _heard(act: Act) -> Heard:
    """Threads aside, which people follow of their own accord."""
    return {(f"slack:{note.user}", note.why) for note in act.heard if note.why != "thread"}


def _meant(act: Act) -> Heard:
    known = [event.fact for event in act.register if event.fact.kind in REGISTER]
    found = {heard for fact in known for heard in REGISTER[fact.kind](fact)}
    if act.incident is None:
        return found
    return found | {heard for event in act.events for heard in TABLE[event.fact.kind](event.fact, act.incident)}


def test_the_summary_counts_what_was_heard(played: Record) -> None:
    """Its posts stand at the top level of the room; its mentions made a sound, from the first minute to the end."""
    shown = "\n".join(words(message) for message in played.turned[-1])
    top = [message for message in played.turned[-1] if message.get("thread_ts") in (None, message["ts"])]
    called = {(note.user, note.channel, note.ts) for act in played.acts for note in act.heard if note.why == "mention"}

    assert f"{len(top)} posts, {len(called)} mentions. Thank you." in shown
    assert len(called) >= 5
