"""What people are in the workspace, in words."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.people import facts, fold, standing
from bot.people.facts import StandingChanged
from bot.people.who import Standing
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Param, Words, _

say = saying()


def standing_words(name: Param, standing: Standing) -> Words:
    """What somebody is in the workspace by now, as it is told in a crisis."""
    match standing:
        case Standing.member:
            return _("{name} has a full account again", name=name)
        case Standing.gone:
            return _("{name}'s account was closed", name=name)
        case Standing.guest:
            return _("{name} is a guest now", name=name)
        case Standing.unknown:
            return _("{name} can't be looked up", name=name)
    return _("{name} has no full account any more", name=name)


@say.register
def _standing(fact: StandingChanged, book: Book, cut: int | None) -> Words:
    return standing_words(fact.person.name, fact.standing)


CAPABILITY = Capability(
    "standing",
    facts=facts.FACTS,
    say=say,
    silent=(facts.SignOfLife,),
    state="people",
    becomes=fold.becomes,
    follow=lambda incident, book, level: standing.follows(incident, book),
)
