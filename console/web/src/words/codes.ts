/** Every code of the server that people see, as a type: a dictionary that lacks one does not compile. */
import type { AlertState, AnyAct, CameraFact, Decision, Hindrance, May, Priority, Role, Rule, Seen, Stage, Step, StreamState, Topic, Wrong } from "../api/shapes";

export type Codes = {
  rule: Record<Rule, string>;
  priority: Record<Priority, string>;
  state: Record<AlertState, string>;
  decision: Record<Decision, string>;
  step: Record<Step, string>;
  act: Record<AnyAct, string>;
  stage: Record<Stage, string>;
  stageShort: Partial<Record<Stage, string>>;
  role: Record<Role, string>;
  right: Record<May, string>;
  fact: Record<CameraFact, { name: string; yes: string; no: string }>;
  look: Record<string, string>;
  video: Record<StreamState, string>;
  why: Record<string, string>;
  process: Record<string, string>;
  hindrance: Record<Hindrance, string>;
  agent: Record<string, string>;
  wrong: Record<Wrong, string>;
  untaken: Record<string, string>;
  trouble: Record<string, string>;
  topic: Record<Topic, string>;
  seen: Record<Seen["seen"], string>;
  deed: Record<string, string>;
  detail: Record<string, string>;
  measure: Record<string, string>;
};
