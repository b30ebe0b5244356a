import type { Alert, Happened, Step } from "../src/api/shapes";

/** The time that tests happen at. */
export const NOW = Date.parse("2026-11-03T04:12:33Z");

export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

export const line = (seconds: number, step: Step, operator: string | null = null): Happened => ({
  at: ago(seconds),
  step,
  operator,
  reason: null,
  to: null,
});

/** An alert that nobody has seen, raised a minute ago. */
export function alertOf(id: string, changes: Partial<Alert> = {}): Alert {
  return {
    alert: id,
    version: 1,
    rule: "recording_never_started",
    priority: "high",
    state: "unacknowledged",
    decision: "open",
    candidate: false,
    station: "gucheng",
    subject: id,
    incident: null,
    badge: "017913",
    camera: null,
    kind: null,
    group: id,
    since: ago(120),
    raised_at: ago(60),
    changed_at: ago(60),
    active: true,
    times_raised: 1,
    owner: null,
    shelved_until: null,
    suppressed_by: null,
    measure: null,
    evidence: [],
    pictures: [],
    sentence: { zh: "017913，请开启执法记录仪，全程录制", en: "017913, please switch on your camera" },
    history: [line(60, "raised")],
    ...changes,
  };
}
