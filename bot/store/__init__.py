"""What is kept: incidents and their events, who works on what, what is shown, who people are."""
