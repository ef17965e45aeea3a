"""The register under somebody who means harm: forged forms, a crisis opened to get at it, people of elsewhere."""

from __future__ import annotations

from bot.access.leavers.facts import LeaverSeen
from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered
from bot.access.register.state import register_id
from bot.approval import mark
from bot.chat.incoming import Given, Pressed, Submitted
from bot.chat.outcome import FieldErrors, Outcome, Reply
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.room.facts import Joined
from bot.people.who import Person, Someone, Standing
from bot.speech.holding_statement.facts import TemplateApproved, TemplateWritten
from bot.speech.holding_statement.rules import kind_of
from bot.text import Translator
from tests.conversation import Rehearsal
from tests.handlers.test_access import TENANT, account, register, send

NEW = mark(None)  # carried where no entry is there yet
KEPT = "Not saved: The register is kept by a few."


async def test_a_sign_nobody_sees_opens_no_other_account(crisis: Rehearsal) -> None:
    """What is checked is what is written: an id with a space or a hidden mark around it is no other id."""
    await account(crisis)
    await account(crisis, "@other", Owner="U0PETR")
    before = await register(crisis)
    ids = {a.handle: a.id for a in before.accounts.values()}
    path: dict[str, Given] = {"person": "slack:U0TOM", "means": "delegated_role", "level": "owner"}

    for of in (f" {ids['@other']}", f"\u202e{ids['@other']}"):
        told = await send(
            crisis, "slack:U0ANA", "access.save", f"{before.id} path - {NEW} {ids['@brand']}", **path, of=of
        )
        assert told.startswith(KEPT)

    assert await register(crisis) == before


async def entered(crisis: Rehearsal) -> None:
    """Eva keeps the register; Ana owns @brand, Jana has the second account. Petr and Jana administer @brand."""
    people = {who: f"slack:U0{who}" for who in ("ANA", "PETR", "JANA", "TOM")}
    grants = [
        Grant(id="g1", of="a1", holder=people["PETR"], means=Means.delegated_role, level=Level.admin),
        Grant(id="g2", of="a1", holder=people["JANA"], means=Means.delegated_role, level=Level.admin),
        Grant(id="g3", of="a1", holder=people["TOM"], means=Means.delegated_role, level=Level.publish),
    ]
    await crisis.eva.command("/crisis setup")
    await crisis.eva.fill({"Brand": "Brand"})
    async with crisis.app.store.happened(register_id(TENANT), "entered") as change:
        change.record([HolderEntered(holder=Holder(id=id, name=who)) for who, id in people.items()])
        change.record([AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner=people["ANA"]))])
        change.record([GrantEntered(grant=grant) for grant in grants])


async def touching(crisis: Rehearsal, by: str) -> None:
    """They open a crisis, command it, and say that it touches @brand."""
    await crisis.opened(by=by)
    incident = await crisis.incident()
    person = await crisis.app.store.person(f"slack:U0{by.upper()}")
    assert person is not None and incident.acting == person.someone
    answer = Answer(values={"registered": ("a1",)})
    async with crisis.app.store.happened(incident.id, "touched") as change:
        change.record([QuestionAnswered(question="accounts", answer=answer, by=person.someone)])
    await crisis.settled()


async def test_who_opens_a_crisis_adds_to_the_register_and_takes_nothing_away(crisis: Rehearsal) -> None:
    """Tom commands what he opened. What he could hide behind is refused; what only adds is saved."""
    await entered(crisis)
    await touching(crisis, "tom")
    before = await register(crisis)
    brand, own = before.accounts["a1"], before.grants["g3"]
    fields: dict[str, Given] = {"platform": "x", "handle": "@brand", "owner": "slack:U0TOM"}
    tries: list[tuple[str, dict[str, Given]]] = [
        (f"account a1 {mark(brand)} a1", fields),
        (f"account a1 {mark(brand)} a1", {**fields, "off": "not ours"}),
        (f"path g3 {mark(own)} a1", {"off": "I never had it"}),
    ]

    for of, given in tries:
        told = await send(crisis, "slack:U0TOM", "access.save", f"{before.id} {of}", **given)
        assert told.startswith("Not saved: In a crisis you can add to the register, not take away."), given
    now = await register(crisis)
    assert (now.accounts, now.grants) == (before.accounts, before.grants)

    path: dict[str, Given] = {"person": "slack:U0ANA", "means": "delegated_role", "level": "admin"}
    await send(crisis, "slack:U0TOM", "access.save", f"{before.id} path - {NEW} a1", **path)
    assert len((await register(crisis)).grants) == 4


async def test_nobody_of_another_workspace_keeps_or_answers_an_account(crisis: Rehearsal) -> None:
    """Mallory is a full member of a workspace that uses the same bot, and known in no other."""
    await entered(crisis)
    await touching(crisis, "petr")
    mallory = Person(id="slack:U0MALLORY", name="Mallory", standing=Standing.member)
    await crisis.app.store.save_people("slack", "T0OTHER", [mallory])
    incident = await crisis.incident()
    chosen: dict[str, Given] = {"accounts": ("a1",), "answering": (mallory.id,), "keyholders": (mallory.id,)}

    for action, field in (("restriction.start", "keyholders"), ("posture.submit", "answering")):
        assert field in await refused(crisis, "slack:U0PETR", action, incident.id, **chosen, lead="slack:U0PETR")


async def refused(crisis: Rehearsal, who: str, action: str, carried: str, **given: Given) -> set[str]:
    """The fields under which something stands once the form is sent."""
    outcome = await submitted(crisis, who, action, carried, **given)
    return set(outcome.fields) if isinstance(outcome, FieldErrors) else set()


async def submitted(crisis: Rehearsal, who: str, action: str, carried: str, **given: Given) -> Outcome:
    """What comes of a form that they were never shown."""
    by = await crisis.app.store.person(who)
    assert by is not None
    key = f"{who} {action} {given}"
    act = Submitted(action=action, by=by, platform="slack", tenant=TENANT, key=key, carried=carried, given=given)
    return await crisis.app.router(act)


async def test_no_crisis_undoes_an_approved_template_or_writes_another_kinds(crisis: Rehearsal) -> None:
    """A button from before the approval, or a form about another kind: the line that stands approved stays."""
    await entered(crisis)
    await crisis.opened("Somebody hacked our account", by="tom")
    incident = await crisis.incident()
    kind = kind_of(incident, crisis.app.book)
    jana, eva = (Someone(id=f"slack:U0{who}", name=who) for who in ("JANA", "EVA"))
    lines = [TemplateWritten(playbook=each, text="As agreed.", by=eva) for each in (kind, "other")]
    said = [TemplateApproved(playbook=line.playbook, mark=mark(line.text), by=jana) for line in lines]
    async with crisis.app.store.happened(register_id(TENANT), "lines") as change:
        change.record([*lines, *said])

    for each in (kind, "other"):
        await send(crisis, "slack:U0TOM", "statements.write", f"{incident.id} {each}", text="We lie.")

    assert {line.text for line in (await register(crisis)).templates.values()} == {"As agreed."}
    assert all(line.is_approved for line in (await register(crisis)).templates.values())


async def test_who_opens_a_crisis_says_of_nothing_that_it_is_gone_and_of_nobody_that_they_stay(
    crisis: Rehearsal,
) -> None:
    """These buttons are others': of who keeps the path that ran out, and of who is asked about the leaver."""
    await entered(crisis)
    async with crisis.app.store.happened(register_id(TENANT), "over") as change:
        jana = change.register.grants["g2"]
        change.record([GrantEntered(grant=jana.model_copy(update={"state": "expired"}))])
        change.record([LeaverSeen(holder="slack:U0JANA", how="deactivated")])
    await touching(crisis, "tom")
    before = await register(crisis)

    await press(crisis, "slack:U0TOM", "access.taken_back", f"{before.id} g2")
    await press(crisis, "slack:U0TOM", "access.later", f"{before.id} slack:U0JANA")
    await send(crisis, "slack:U0TOM", "access.not_leaver", f"{before.id} slack:U0JANA", reason="She is here")

    assert (await register(crisis)).grants == before.grants
    assert (await register(crisis)).leavers == before.leavers


async def test_which_accounts_a_crisis_touches_is_for_those_in_its_room(crisis: Rehearsal) -> None:
    await entered(crisis)
    await touching(crisis, "tom")
    incident = await crisis.incident()

    told = await press(crisis, "slack:U0MAJA", "access.show", incident.id)

    assert "@brand" not in told and told.startswith("1 account is in the register.")


async def press(crisis: Rehearsal, who: str, action: str, value: str) -> str:
    """A button that they were never shown; gives what they are told."""
    outcome = await pressed(crisis, who, action, value)
    return " ".join(Translator().plain(words) for words in outcome.lines) if isinstance(outcome, Reply) else ""


async def pressed(crisis: Rehearsal, who: str, action: str, value: str) -> Outcome:
    """What comes of a button."""
    by = await crisis.app.store.person(who)
    assert by is not None
    act = Pressed(action=action, by=by, platform="slack", tenant=TENANT, key=f"{who} {action}", value=value)
    return await crisis.app.router(act)


async def test_a_form_about_one_account_lists_whom_the_reader_may_see(crisis: Rehearsal) -> None:
    """Lucie has a path into @brand, Ivo only into @other: who commands for @brand reads nothing of Ivo."""
    await entered(crisis)
    outside = [Holder(id=f"h{n}", name=name, email=f"{name}@old.example") for n, name in enumerate(("Lucie", "Ivo"))]
    async with crisis.app.store.happened(register_id(TENANT), "outside") as change:
        change.record([AccountEntered(account=Account(id="a2", platform="x", handle="@other"))])
        change.record([HolderEntered(holder=each) for each in outside])
        change.record(
            [
                GrantEntered(grant=Grant(id=f"g{of}", of=of, holder=holder, means=Means.native_login))
                for of, holder in (("a1", "h0"), ("a2", "h1"))
            ]
        )
    await touching(crisis, "tom")
    known = (await register(crisis)).id

    for who, sees in (("slack:U0TOM", False), ("slack:U0EVA", True)):
        for page in ("new path a1", "edit account a1", "new secret a1"):
            shown = str(await submitted(crisis, who, "access.page", known, next=page))
            assert "Lucie" in shown and ("Ivo" in shown) is sees, (who, page)


async def test_who_could_keep_access_is_proposed_to_whoever_leads_it(crisis: Rehearsal) -> None:
    """Anyone inside may open the question; whom the register knows with access is not filled in for all of them."""
    await entered(crisis)
    await touching(crisis, "petr")
    incident = await crisis.incident()
    tom = await crisis.app.store.person("slack:U0TOM")
    assert tom is not None
    async with crisis.app.store.happened(incident.id, "tom") as change:
        change.record([Joined(person=tom.someone, standing=tom.standing)])

    for who, sees in (("slack:U0TOM", False), ("slack:U0PETR", True)):
        shown = str(await pressed(crisis, who, "question.form", f"{incident.id} keyholders 0"))
        assert "open_form" in shown and ("U0JANA" in shown) is sees, who
