"""Angle: how the cameras of those who must record hang, by their own sensors and by their pictures."""

from agents.angle.state import AngleState
from agents.angle.step import step
from agents.supervisor import Supervisor
from models.findings import Finding
from models.incidents import IncidentEvent
from models.observations import Observation
from models.roster import RosterEntry
from models.telemetry import Telemetry

ANGLE: Supervisor[Finding] = Supervisor(
    name="angle",
    takes=frozenset({Telemetry, Observation, IncidentEvent, RosterEntry}),
    state_type=AngleState,
    step=step,
)
