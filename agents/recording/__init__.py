"""Recording: who must record now, whether the camera does, and whether the camera can be reached at all."""

from agents.recording.state import RecordingState
from agents.recording.step import step
from agents.supervisor import Supervisor
from models.findings import Finding
from models.incidents import IncidentEvent
from models.roster import RosterEntry
from models.telemetry import Telemetry

RECORDING: Supervisor[Finding] = Supervisor(
    name="recording",
    takes=frozenset({Telemetry, IncidentEvent, RosterEntry}),
    state_type=RecordingState,
    step=step,
)
