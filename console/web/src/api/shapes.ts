/** The shapes of the API by short names: generated from its description, written by hand where it has none yet. */
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Alert = Schemas["Alert"];
export type AlertState = Schemas["AlertState"];
export type Act = Schemas["Deal"]["act"];
export type Before = Schemas["Before"];
export type DeadLetter = Schemas["DeadLetter"];
export type Deal = Schemas["Deal"];
export type Decision = Schemas["Decision"];
export type FiguresOf = Schemas["FiguresOf"];
export type Happened = Schemas["Happened"];
export type Incident = Schemas["Incident"];
export type IncidentEvent = Schemas["IncidentEvent"];
export type IncidentStory = Schemas["IncidentStory"] & { bars?: Bars[] };
export type Incidents = Schemas["Incidents"];
export type LivePass = Schemas["LivePass"];
export type Line = Schemas["Line"];
export type May = Schemas["May"];
export type Me = Schemas["Me"];
export type Notices = Schemas["Notices"];
export type OneOfUs = Schemas["OneOfUs"];
export type Password = Schemas["Password"];
export type Priority = Schemas["Priority"];
export type Role = Schemas["Role"];
export type Room = Schemas["Room"];
export type Rule = Schemas["Rule"];
export type RuleInForce = Schemas["RuleInForce"];
export type Stage = Schemas["Stage"];
export type Station = Schemas["Station"];
export type Step = Schemas["Step"];
export type StreamState = Schemas["StreamState"];
export type Story = Schemas["Story"] & { bars?: Bars[] };
export type Took = Schemas["Took"];
export type Topic = Schemas["Topic"];
export type Trail = Schemas["Trail"];
export type Words = Schemas["Words"];

export type Tile = Schemas["Tile"];
export type Tiles = Schemas["Tiles"];
export type Alerts = { place: string; left_out: number; alerts: Alert[] };

/** A stretch of time in which a fact was so, not so, or unknown. */
export type Span = { from: string; to: string; value: boolean | null };
export type Bars = { camera: string; badge: string | null; recording: Span[]; online: Span[] };

export type Patrol = Schemas["Patrol"];
export type Patrolled = Schemas["Patrolled"];
export type Seen = Schemas["SeenBy"];
