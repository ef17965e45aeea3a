"""
One thing one person is asked to do: who, what, by when, what became of it, and who else has seen it.

    asked ──Done──▶ done ──somebody else looked──▶ verified
      ├──I can't──▶ the next is asked, in the same fact
      ├──silent──▶ reminded once ──silent──▶ the next is asked
      └──nobody is left to ask: it stays open, and the board says so

``facts`` what happened · ``state`` the task · ``rules`` asking, answering, lateness, verification, the same for all ·
``words`` how it reads · ``cards`` and ``forms`` what people see. What differs is said by a ``TaskKind`` and a
``TaskView`` of the capability that asks. It is no workflow engine: no graph, no conditions, no states of one's own.
"""
