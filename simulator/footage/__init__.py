"""Footage of a worn camera, made from a clip: it sways, its wearer bends, and faults are put in by program."""
