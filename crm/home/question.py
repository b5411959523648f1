"""The question a parliamentarian can put to their government, in plain words, by their country's next step."""

from __future__ import annotations

from dataclasses import dataclass

from crm.languages import speaking
from crm.treaties.step import Step


@dataclass(frozen=True)
class Question:
    """A planned question: its one line, and its text to adapt."""

    title: str
    text: str


def question(step: Step, ask: str, language: str = "en") -> Question:
    """Word the question that asks for a step; `ask` is the one sentence shown beside it."""
    _ = speaking(language).gettext
    reason = {
        Step.STAY: _("Cluster munitions kill and maim civilians for decades after a war; leaving makes nobody safer."),
        Step.RETURN: _("The Convention protects civilians, and the way back into it is open."),
        Step.SIGN: _("The Convention protects civilians from a weapon that harms them for decades after a war."),
        Step.ACCEDE: _("The Convention protects civilians from a weapon that harms them for decades after a war."),
        Step.RATIFY: _("Our country has signed, and so promised not to act against the Convention's purpose."),
        Step.MEET_DUTY: _("As a State Party our country has promised to do this within a time."),
        Step.IMPLEMENT: _("The Convention asks each State Party for its own measures, with penalties (Article 9)."),
        Step.PROMOTE: _("Each State Party has promised to encourage others to join (Article 21)."),
    }.get(step, "")
    titles = {
        Step.STAY: _("Question: remaining in the Convention on Cluster Munitions"),
        Step.RETURN: _("Question: joining the Convention on Cluster Munitions again"),
        Step.SIGN: _("Question: signing the Convention on Cluster Munitions"),
        Step.ACCEDE: _("Question: accession to the Convention on Cluster Munitions"),
        Step.RATIFY: _("Question: ratification of the Convention on Cluster Munitions"),
        Step.MEET_DUTY: _("Question: our duties under the Convention on Cluster Munitions"),
        Step.IMPLEMENT: _("Question: the law to carry out the Convention on Cluster Munitions"),
        Step.PROMOTE: _("Question: promoting the Convention on Cluster Munitions"),
    }
    opening = _("To the Minister for Foreign Affairs, on the Convention on Cluster Munitions:")
    title = titles.get(step, _("Question: the Convention on Cluster Munitions"))
    return Question(title, "\n\n".join(part for part in (opening, ask, reason) if part))
