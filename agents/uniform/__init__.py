"""Uniform 警容: what looks, people and checks before a shift say of somebody's dress. Candidates, no verdicts.

A camera on the chest does not show its wearer, so nothing is put down to whoever wears it: a finding names the
badge that came with the look, or nobody.
"""

from agents.supervisor import Supervisor
from agents.uniform.state import UniformState
from agents.uniform.step import step
from models.findings import Finding
from models.observations import Observation
from models.roster import RosterEntry

UNIFORM: Supervisor[Finding] = Supervisor(
    name="uniform",
    takes=frozenset({Observation, RosterEntry}),
    state_type=UniformState,
    step=step,
)
