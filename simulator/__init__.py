"""A simulated day with known faults, made from real calls, clips and shifts.

Whatever joins the calls to the clips and shifts is a synthetic link: they come from different places.
"""
