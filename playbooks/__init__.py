"""Knowledge without code: the questions, and one file for each kind of crisis."""
