"""What a crisis is and what may happen in it: pure rules, no clock, no input or output, no chat product."""
