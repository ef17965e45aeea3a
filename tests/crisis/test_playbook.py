"""Playbooks: people who do not program write them, so each mistake is found with its file, its line and a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.crisis.opening.kinds import set_kind, suggest
from bot.errors import Refused
from bot.playbooks import PlaybooksWrong, load
from tests.record.story import PETR, Story

SHIPPED = Path(__file__).parents[2] / "playbooks"


def wrong(folder: Path) -> list[str]:
    """What is said of a folder."""
    with pytest.raises(PlaybooksWrong) as found:
        load(folder)
    return [str(mistake) for mistake in found.value.mistakes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the playbooks that come with the product."""
    for file in SHIPPED.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def line_of(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_the_six_core_questions_come_in_the_order_of_the_source() -> None:
    core = [question.id for question in load().questions if question.core]

    assert core == ["mistake", "involved", "what_happened", "when", "blame", "damage"]


@pytest.mark.requirement("S1.4")
@pytest.mark.requirement("S2.4")
@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Wrong tweet went out by mistake", "accidental_post"),
        ("PR disaster: CEO accused of fraud", "pr_disaster"),
        ("Our hashtag campaign backfired", "campaign_backlash"),
        ("A complaint goes viral", "viral_complaint"),
        ("Customer data leak", "data_leak"),
    ],
)
def test_a_kind_the_sources_name_is_suggested_by_a_title_and_can_be_chosen(title: str, kind: str) -> None:
    story = Story()

    story.then(set_kind(story.incident, load(), kind, PETR))

    assert suggest(title, load()) == kind
    assert story.incident.opening.playbook == kind


def test_something_else_is_the_last_kind_offered() -> None:
    assert load().kinds[-1].title == "Something else"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Offensive post from our account", "accidental_post"),
        ("Staff are posting about lay-offs from @brand", "ex_employee_access"),
        ("OFFENSIVE!!!", "accidental_post"),
        ("Hakiran nam je racun", "account_takeover"),  # typed without its marks
        ("Únik osobních údajů zákazníků", "data_leak"),
        ("Lažni profil se predstavlja kao mi", "misinformation_impersonation"),
        # the longer, more specific words win
        ("Ex-employee still has the password", "ex_employee_access"),
        ("Former employee posts on our account", "ex_employee_access"),
        ("Fired employee posts on Twitter", "ex_employee_access"),
        ("Former agency still logged in to Instagram", "ex_employee_access"),
        ("Nezadovoljni bivši zaposlenik prijavljuje se na Twitter", "ex_employee_access"),
        ("Bivša djelatnica još ima lozinku", "ex_employee_access"),
        ("Bivši radnik objavljuje na našem profilu", "ex_employee_access"),
        ("Otpušteni zaposlenik piše po Facebooku", "ex_employee_access"),
        ("Bývalý zaměstnanec má stále heslo", "ex_employee_access"),
        ("Bývalí zaměstnanci se přihlašují na náš účet", "ex_employee_access"),
        ("Propuštěný zaměstnanec píše na našem profilu", "ex_employee_access"),
        ("Employee insults a guest on video", "employee_misconduct"),
        ("Zaposlenik vrijeđa kupce", "employee_misconduct"),
        ("Opilý zaměstnanec v uniformě", "employee_misconduct"),
        ("Offensive posts after our account was hacked", "account_takeover"),
        ("Somebody changed our password", "account_takeover"),
        ("Hakiran račun na Instagramu", "account_takeover"),
        ("Někdo nám změnil heslo", "account_takeover"),
        ("Employee data leaked", "data_leak"),
        ("Customer data for sale on a forum", "data_leak"),
        ("Procurili podaci kupaca", "data_leak"),
        ("Unikly údaje zaměstnanců", "data_leak"),
        ("Our hashtag was hijacked", "campaign_backlash"),
        ("Ljudi se rugaju našoj reklami", "campaign_backlash"),
        ("Reklama vyvolala pobouření", "campaign_backlash"),
        ("Fake reviews about our hotel", "misinformation_impersonation"),
        ("Lažne recenzije na Googleu", "misinformation_impersonation"),
        ("Falešný účet se vydává za nás", "misinformation_impersonation"),
        ("Angry customer goes viral", "viral_complaint"),
        ("Stížnost zákaznice se šíří", "viral_complaint"),
        ("CEO accused of harassment", "pr_disaster"),
        ("Ředitel obviněn z korupce", "pr_disaster"),
        ("Potres dok ide naša najava", "external_tragedy"),
        ("Posted by mistake from the main account", "accidental_post"),
        ("Objava greškom na službenom profilu", "accidental_post"),
        ("Unoffensive lunch", None),  # the beginning of a word, not its middle
        ("", None),
    ],
)
def test_the_words_of_a_title_suggest_a_kind(title: str, kind: str | None) -> None:
    assert suggest(title, load()) == kind


def test_only_a_kind_there_is_can_be_set() -> None:
    with pytest.raises(Refused):
        set_kind(Story().incident, load(), "alien_landing", PETR)


def test_yes_and_a_clock_time_stay_words(folder: Path) -> None:
    other = folder / "other.yaml"
    other.write_text(other.read_text().replace("Something else", "no") + "suggested_by: [12:30, yes]\n")

    kind = load(folder).kind("other")

    assert (kind.title, kind.suggested_by) == ("no", ("12:30", "yes"))


def test_all_mistakes_are_told_at_once_each_with_its_line(folder: Path) -> None:
    questions, leak = folder / "questions.yaml", folder / "data_leak.yaml"
    text = questions.read_text(encoding="utf-8")
    text = text.replace("    why: it sets the tone.", "    wy: it sets the tone.")
    text = text.replace("    kind: press\n", "    kind: pres\n", 1)
    questions.write_text(text, encoding="utf-8")
    leak.write_text("id: data_leak\ntitle: Data leak\ntitle: Leak\norder: first\ntemplate: We know.\n")

    assert wrong(folder) == [
        "data_leak.yaml:3: title stands here twice.",
        "data_leak.yaml:4: order must be a whole number.",
        f"questions.yaml:{line_of(questions, '    kind: pres')}: kind must be 'press' or 'form'; here it is 'pres'.",
        f"questions.yaml:{line_of(questions, '  - id: blame')}: why is missing.",
        f"questions.yaml:{line_of(questions, '    wy: it sets the tone.')}: wy is not known here. Did you mean why?",
    ]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("follows: mistake\n", "follows: mistak\n", "there is no question mistak before this one."),
        ("question: mistake,", "question: damage,", "there is no question damage before this one."),
        ("among: [yes]", "among: [maybe]", "question mistake has no answer maybe."),
        ("field: mistake,", "field: error,", "question mistake has no field error."),
        ("name: people_safety", "name: safety", "the severity needs the field people_safety of a question damage."),
        ("reply_field: claim", "reply_field: words", "reply_field: there is no field words."),
        ("        restricted: true\n", "", "a field for people must be restricted: names never stand in the room."),
        ("why: it sets the tone.", "why: it sets {tone}.", "braces { } have no meaning here; leave them out."),
        ("id: live", "id: accounts", "two questions are called accounts."),
        ("not_before: at", "not_before: then", "not_before: there is no field then."),
        ("value: no, label: No}", "value: yes, label: No}", "two options are called yes."),
    ],
)
def test_what_does_not_fit_together_is_said_plainly(folder: Path, was: str, now: str, says: str) -> None:
    file = folder / "questions.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")

    assert says in [mistake.partition(": ")[2] for mistake in wrong(folder)]


def test_each_role_has_its_duties_in_sentences_of_at_most_fifteen_words() -> None:
    roles = load().roles.roles

    assert all(0 < len(duty.split()) <= 15 for role in roles for duty in role.duties_text)
    assert all(len(role.duties_text) > 0 for role in roles)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("backup: [sponsor, commander]", "backup: [sponsr]", "there is no role sponsr."),
        ("may_combine: [{role: sponsor}]", "may_combine: [{role: nobody}]", "there is no role nobody."),
        ("roles: [commander, access_lead]", "roles: [commander, acess_lead]", "there is no role acess_lead."),
        ("roles: [author, approver]", "roles: [author, author]", "author can't be kept apart from itself."),
        ("seats: [[commander], [approver]]", "seats: [[commander], [judge]]", "there is no role judge."),
        ("on_call: [legal, sponsor]", "on_call: [lawyer]", "there is no role lawyer."),
        ("  - id: deputy", "  - id: second", "there must be a role deputy."),
        ("  - id: sme", "  - id: scribe", "two roles are called scribe."),
        ("  SEV4:\n    seats: [[commander]]\n", "", "there is no team for SEV4."),
        ("minutes_to_answer: 10", "minutes_to_answer: 0", "minutes_to_answer must be at least 1."),
        ("    does_text: leads access here\n", "", "does_text is missing."),
        ("when: account_touched", "when: account_touchd", "when must be"),
    ],
)
def test_what_does_not_fit_in_the_roles_is_said_with_its_line(folder: Path, was: str, now: str, says: str) -> None:
    file = folder / "roles.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")

    found = [mistake for mistake in wrong(folder) if says in mistake]

    assert len(found) == 1
    line = int(found[0].split(":")[1])
    assert line > 1


def test_the_roles_must_be_there(folder: Path) -> None:
    (folder / "roles.yaml").unlink()

    assert wrong(folder) == ["roles.yaml:1: this file is missing."]


def test_broken_yaml_is_said_with_its_line(folder: Path) -> None:
    (folder / "other.yaml").write_text("id: other\ntitle: [Something\n")

    assert [mistake.partition(": ")[0] for mistake in wrong(folder)] == ["other.yaml:3"]


def test_a_file_is_called_as_its_kind(folder: Path) -> None:
    (folder / "other.yaml").rename(folder / "others.yaml")

    assert wrong(folder) == ["others.yaml:1: the id is other, so the file must be called other.yaml."]


def test_the_questions_must_be_there(folder: Path) -> None:
    (folder / "questions.yaml").unlink()

    assert wrong(folder) == ["questions.yaml:1: this file is missing."]


def test_files_that_did_not_change_are_parsed_once(folder: Path) -> None:
    """One that was edited is read anew, whatever its time stamp says."""
    first = load(folder)
    path = folder / "questions.yaml"
    stamp = path.stat().st_mtime_ns

    assert load(folder) is first
    path.write_text(path.read_text("utf-8").replace("reask_times: 3", "reask_times: 4"), "utf-8")
    os.utime(path, ns=(stamp, stamp))

    assert (first.reask_times, load(folder).reask_times) == (3, 4)
