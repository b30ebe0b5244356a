/** Lines of the audit trail in words. What the server never wrote, or writes no more, stands as it is. */
import type { AnyAct, Line, Role, Seen, Topic, Which } from "../../api/shapes";
import { alerts } from "../../live/alerts";
import { now } from "../../clock";
import { stationName, unitName } from "../../live/room";
import { words } from "../../words";
import { dayTime } from "../../words/time";

const APART = " · ";

/** How people are called, by the names that lines have. */
export type Called = (name: string) => string;

/** What was done, in words. */
export function deedOf({ deed, detail }: Line): string {
  const say = words.value;
  return deed === "acted" && detail.startsWith("maintenance") ? say.admin.maintenance : (say.deed[deed] ?? deed);
}

/** What a line is about, in words. */
export function aboutOf({ deed, about }: Line, called: Called): string {
  const say = words.value;
  if (deed === "person_added" || deed === "person_changed") return called(about);
  if (deed === "acted") return alertName(about) ?? stationName(about);
  if (deed === "sent_again" || deed === "put_away") return letterName(about) ?? say.queue.pair(say.admin.notices, about);
  return stationName(about);
}

/** An alert as the lists have it, while it is open; null of what is none. */
function alertName(id: string): string | null {
  const say = words.value;
  const alert = alerts.value.get(id);
  if (alert) return [say.rule[alert.rule], alert.badge, stationName(alert.station)].filter(Boolean).join(" ");
  return /^[0-9a-f]{16}$/.test(id) ? `${say.queue.what} …${id.slice(-6)}` : null;
}

function letterName(about: string): string | null {
  const [, topic, place] = /^([a-z-]+)\/(\d+\/\d+)$/.exec(about) ?? [];
  return topic ? `${words.value.topic[topic as Topic] ?? topic} ${place}` : null;
}

/** What else a line tells, in words. */
export function detailOf({ deed, detail }: Line, called: Called): string {
  return IN_WORDS[deed]?.(detail, called) ?? detail;
}

const IN_WORDS: Record<string, (detail: string, called: Called) => string> = {
  acted: (detail) => {
    const [, act = "", reason = ""] = /^(\w+)(?:: ([^]*))?$/.exec(detail) ?? [];
    const name = words.value.act[act as AnyAct] ?? act;
    return reason ? words.value.queue.pair(name, reason) : name || detail;
  },
  looked,
  observed: looked,
  person_added: rights,
  person_changed: (detail) => words.value.detail[detail] ?? rights(detail),
  logged_in: login,
  login_failed: login,
  audited: (detail, called) => {
    const say = words.value;
    const [, name, about] = /^(?:name=(\S+))? ?(?:about=(.*))?$/.exec(detail) ?? [];
    const asked = [
      name && say.queue.pair(say.detail["name"]!, called(name)),
      about && say.queue.pair(say.detail["about"]!, stationName(about)),
    ];
    return asked.filter(Boolean).join(APART) || detail;
  },
};

function looked(detail: string): string {
  const say = words.value;
  const [how = "", ...rest] = detail.split(" ");
  const name = say.detail[how] ?? how;
  if (how === "alert") {
    const [, which = "", number = ""] = rest;
    return say.queue.pair(name, `${say.alert.which[which as Which] ?? which} ${Number(number) + 1}`);
  }
  if (how !== "patrol") return [name, ...rest].join(" ");
  const [at = "", ...more] = rest;
  const note = more.findIndex((word) => seenWord(word) === null);
  const seen = note < 0 ? more : more.slice(0, note);
  return [`${name} ${dayTime(at, now.value)}`, ...seen.map(seenWord), more.slice(seen.length).join(" ")]
    .filter(Boolean)
    .join(APART);
}

/** What was seen; null of what is no code, where the note begins. */
function seenWord(word: string): string | null {
  const say = words.value;
  const [look = "", seen = ""] = word.split("=");
  if (word === "praise") return say.detail[word] ?? null;
  const found = say.look[look];
  return found && seen ? say.queue.pair(found, say.seen[seen as Seen["seen"]] ?? seen) : null;
}

function rights(detail: string): string {
  const say = words.value;
  const [roles = "", units = "", ...more] = detail.split(" ");
  const list = (codes: string, word: (code: string) => string) => codes.split(",").map(word).join(say.queue.comma);
  return [
    list(roles, (role) => say.role[role as Role] ?? role),
    list(units, unitName),
    ...more.map((word) => say.detail[word] ?? word),
  ].join(APART);
}

const OF_LOGINS = new Set(["wrong_password", "password_expired", "oidc", "oidc_failed", "not_added", "person_disabled"]);

function login(detail: string): string {
  return detail
    .split(" ")
    .map((word) => (OF_LOGINS.has(word) ? words.value.detail[word] : word))
    .join(APART);
}
