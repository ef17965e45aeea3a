"""What one did last oneself is taken back."""
