/** The room: stations, people, rules, roles; asked every ten seconds, where a day is played every two. And who we are. */
import { computed, signal } from "@preact/signals";
import { get, loggedOut, Refused } from "../api/client";
import type { Hindered, Me, May, Room, Topic } from "../api/shapes";
import { goBy, now, pace } from "../clock";
import { language } from "../prefs";
import { words } from "../words";
import { zone } from "../words/time";

export const me = signal<Me | null>(null);
export const room = signal<Room | null>(null);
/** The server could not be asked for the room; the roles' state is then unknown. */
export const roomFailed = signal(false);

const ASK_EVERY_MS = 10_000;
/** E: how fast a played day goes is known once it was asked twice, and is a guess in between. */
const PLAYED_MS = 2_000;
let asking: ReturnType<typeof setInterval> | undefined;
let every_ms = 0;

export const may = (right: May): boolean => me.value?.rights.includes(right) ?? false;

/** Ask who is logged in; null when nobody is. */
export async function whoAmI(): Promise<void> {
  try {
    me.value = await get<Me>("/api/session");
    loggedOut.value = false;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    loggedOut.value = true;
  }
}

export function followRoom(): void {
  askEvery(ASK_EVERY_MS);
  void askRoom();
}

function askEvery(ms: number): void {
  if (ms === every_ms) return;
  every_ms = ms;
  clearInterval(asking);
  asking = setInterval(() => void askRoom(), ms);
}

async function askRoom(): Promise<void> {
  if (loggedOut.value) return;
  try {
    const told = await get<Room>("/api/room");
    room.value = told;
    zone.value = told.zone;
    goBy(told.now, told.settings.played);
    askEvery(told.settings.played ? PLAYED_MS : ASK_EVERY_MS);
    roomFailed.value = false;
  } catch {
    // The line at the top says that the state is unknown; the next time is in ten seconds.
    roomFailed.value = true;
  }
}

const stations = computed(
  () => new Map((room.value?.stations ?? []).map((station) => [station.station, station])),
);

export function stationName(code: string): string {
  if (code === "*") return words.value.alert.allRoom;
  const station = stations.value.get(code);
  if (!station) return code;
  return language.value === "zh" ? station.call_zh : station.name_en.replace(/ station$/i, "");
}

/** One of a person's units: a station, or all of them. */
export const unitName = (code: string): string => (code === "*" ? words.value.admin.allUnits : stationName(code));

const people = computed(() => new Map((room.value?.people ?? []).map((person) => [person.name, person.shown])));
export const personName = (name: string): string => people.value.get(name) ?? name;

/** What a role is called; of several workers each has its number behind it. */
export function roleName(role: string): string {
  const [, name = role, number = ""] = /^(.*?)(?:-(\d+))?$/.exec(role) ?? [];
  const word = words.value.process[name];
  return word === undefined ? role : `${word} ${number}`.trim();
}

/** What keeps a role from being ready. */
export function hindranceName({ by, values }: Hindered): string {
  const say = words.value;
  return say.hindrance[by].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(values[name]);
    if (name === "agent") return say.agent[value] ?? value;
    return name === "topic" ? (say.topic[value as Topic] ?? value) : value;
  });
}

const categories = computed(() => new Map((room.value?.categories ?? []).map((each) => [each.code, each])));

export function categoryName(code: string | null | undefined): string {
  if (!code) return "";
  const category = categories.value.get(code);
  return category ? category[language.value] : code;
}

/** How far the log is behind the server's clock, in seconds as they pass here; null where it is not known. */
export const logBehind_s = computed(() => {
  const at = room.value?.log_at;
  return at ? Math.max(0, (now.value - Date.parse(at)) / 1000 / pace()) : null;
});
