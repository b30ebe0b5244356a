"""Stills with labels, from alerts that people decided."""

from msgspec.structs import replace

from models.alerts import Alert, Decision
from models.observations import Look
from models.rules import Rule
from tests.factories import CAMERA, STATION, alert
from vision.learning.material import LeftOut, Sample, samples

A, B, C = "a" * 64, "b" * 64, "c" * 64
YES, NO = Decision.CONFIRMED, Decision.DISMISSED


def decided(name: str, decision: Decision, kind: str | None, *pictures: str) -> Alert:
    """Return an alert about pictures, decided."""
    made = alert(0, name=name, rule=Rule.ANGLE_PICTURE)
    return replace(made, decision=decision, kind=kind, pictures=pictures)


def test_each_still_is_there_once_with_all_that_was_decided_of_it() -> None:
    """In the order of the names, though it stands in several alerts, or twice in one."""
    found, left_out = samples(
        [decided("1", YES, "dark", B, A, A), decided("2", NO, "covered", A), decided("3", YES, "vest", C)]
    )
    assert found == [
        Sample(A, STATION, CAMERA, {Look.DARK: True, Look.COVERED: False}),
        Sample(B, STATION, CAMERA, {Look.DARK: True}),
        Sample(C, STATION, CAMERA, {Look.VEST: True}),
    ]
    assert not any(left_out.values())


def test_what_was_both_confirmed_and_dismissed_is_no_label() -> None:
    """Others of the same picture stay; a picture without any goes. Later alerts do not bring it back."""
    found, left_out = samples(
        [
            decided("1", YES, "dark", A, B),
            decided("2", NO, "dark", A, B),
            decided("3", YES, "dark", A),
            decided("4", YES, "covered", A),
        ]
    )
    assert [(sample.still, sample.decisions) for sample in found] == [(A, {Look.COVERED: True})]
    assert left_out[LeftOut.CONTRADICTORY] == 2


def test_alerts_without_pictures_or_labels_are_counted() -> None:
    """Nothing can be learnt from them."""
    no_camera = replace(decided("3", YES, "dark", A), camera=None)
    found, left_out = samples([decided("1", YES, "dark"), decided("2", YES, None, A), no_camera])
    assert found == []
    assert left_out[LeftOut.NO_PICTURE] == 3
