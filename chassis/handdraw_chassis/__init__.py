"""What every service stands on, and nothing of what any of them does."""
