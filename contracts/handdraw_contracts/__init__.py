"""What crosses a process boundary in Handdraw, and nothing else: frozen models without behaviour."""
