"""From live pictures to looks: what they can tell, and "unknown" for the rest."""
