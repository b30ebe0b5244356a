/** The shapes of the API by short names: generated from its description, written by hand where it has none yet. */
import type { components, operations } from "./schema";

type Evidence = operations["evidence_api_alerts__alert__stills__number__get"];
type Schemas = components["schemas"];
export type Alert = Schemas["Alert"];
export type AlertState = Schemas["AlertState"];
export type Act = Schemas["Deal"]["act"];
export type AnyAct = Schemas["Act"];
export type Bar = Schemas["Bar"];
export type Before = Schemas["Before"];
export type CameraFact = Schemas["CameraFact"];
export type DeadLetter = Schemas["DeadLetter"];
export type Deal = Schemas["Deal"];
export type Decision = Schemas["Decision"];
export type FiguresOf = Schemas["FiguresOf"];
export type Happened = Schemas["Happened"];
export type Hindered = Schemas["Hindered"];
export type Hindrance = Schemas["Hindrance"];
export type Incident = Schemas["Incident"];
export type IncidentEvent = Schemas["IncidentEvent"];
export type IncidentStory = Schemas["IncidentStory"];
export type Incidents = Schemas["Incidents"];
export type Left = Schemas["Left"];
export type LivePass = Schemas["LivePass"];
export type Line = Schemas["Line"];
export type May = Schemas["May"];
export type Me = Schemas["Me"];
export type Notices = Schemas["Notices"];
export type OneOfUs = Schemas["OneOfUs"];
export type Password = Schemas["Password"];
export type Picture = Schemas["Picture"];
export type Priority = Schemas["Priority"];
export type Role = Schemas["Role"];
export type Room = Schemas["Room"];
export type Rule = Schemas["Rule"];
export type RuleInForce = Schemas["RuleInForce"];
export type Span = Schemas["Span"];
export type Stage = Schemas["Stage"];
export type Station = Schemas["Station"];
export type Step = Schemas["Step"];
export type StreamState = Schemas["StreamState"];
export type Story = Schemas["Story"];
export type Took = Schemas["Took"];
export type Topic = Schemas["Topic"];
export type Trail = Schemas["Trail"];
export type Ways = Schemas["Ways"];
export type Words = Schemas["Words"];
export type Wrong = Schemas["Wrong"];

export type Tile = Schemas["Tile"];
export type Tiles = Schemas["Tiles"];
export type Alerts = { place: string; left_out: number; alerts: Alert[] };

export type Patrol = Schemas["Patrol"];
export type Patrolled = Schemas["Patrolled"];
export type Seen = Schemas["SeenBy"];

/** Which of the stills around one of an alert. */
export type Which = NonNullable<NonNullable<Evidence["parameters"]["query"]>["which"]>;
