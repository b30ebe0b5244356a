/** What the lists say of an incident beside its number: when it was received, and of which category. */
import { signal } from "@preact/signals";
import { get } from "../api/client";
import type { Incident, Incidents } from "../api/shapes";
import { nowMs } from "../clock";
import { dayTime } from "../words/time";
import { categoryName } from "./room";

const known = signal<ReadonlyMap<string, Incident>>(new Map());
const ASK_EVERY_MS = 30_000;

/** Keep the day's incidents at hand while a screen shows them; returns how to stop. */
export function followIncidents(): () => void {
  const ask = async () => {
    try {
      const { incidents } = await get<Incidents>("/api/incidents", { limit: 1000 });
      known.value = new Map(incidents.map((incident) => [incident.incident, incident]));
    } catch {
      // The rows then show the incident's number; the next time is in half a minute.
    }
  };
  void ask();
  const asking = setInterval(() => void ask(), ASK_EVERY_MS);
  return () => clearInterval(asking);
}

/** "04:12 纠纷"; the end of its number where nothing else is known. */
export function incidentName(id: string): string {
  const incident = known.value.get(id);
  if (!incident) return `…${id.slice(-6)}`;
  return `${dayTime(incident.stages["received"] ?? incident.first_at, nowMs())} ${categoryName(incident.category)}`.trim();
}
