/** Notices of the desktop, for whoever has the page out of sight: one at a time, however many alerts come. */
import { computed, effect } from "@preact/signals";
import type { Alert } from "./api/shapes";
import { loaded, open } from "./live/alerts";
import { me } from "./live/room";
import { wishes } from "./prefs";
import { arrange, asDone } from "./queue/list";
import { inOrder, rank } from "./queue/order";
import { isWanted, NO_WISH, type Wish } from "./queue/wish";
import { go } from "./route";
import { said, words } from "./words";

/** E: what one cause brings comes within half a second. */
const GATHER_MS = 500;
/** E: more than four notices a minute are read by nobody. */
const APART_MS = 15_000;
const TAG = "jingjian";

/** What the person at the page wants to be told of. */
export const wish = computed<Wish>(() => wishes.value[me.value?.name ?? ""] ?? NO_WISH);

export function setWish(changes: Partial<Wish>): void {
  if (me.value) wishes.value = { ...wishes.value, [me.value.name]: { ...wish.value, ...changes } };
}

const waiting = computed(() => open.value.filter((alert) => asDone(alert).state === "unacknowledged"));

let known: ReadonlySet<string> | null = null;
/** New ones that nobody was told of yet. */
let untold = new Set<string>();
let due: { timer: ReturnType<typeof setTimeout>; at: number } | null = null;
let shown = { at: -Infinity, rank: Infinity };
let standing: { notice: Notification; about: ReadonlySet<string> } | null = null;

export function startNotices(): void {
  effect(() => {
    if (!loaded.value) return;
    const ids = new Set(waiting.value.map((alert) => alert.alert));
    const fresh = waiting.value.filter((alert) => known !== null && !known.has(alert.alert));
    known = ids;
    untold = new Set([...untold].filter((id) => ids.has(id)));
    if (standing && ![...standing.about].some((id) => ids.has(id))) withdraw();
    if (isInSight()) return;
    const wanted = fresh.filter((alert) => isWanted(alert, wish.peek()));
    for (const alert of wanted) untold.add(alert.alert);
    if (wanted.length > 0) showSoon(wanted);
  });
  // Whoever looks at the page has seen them.
  for (const name of ["focus", "visibilitychange"]) addEventListener(name, () => isInSight() && untold.clear(), true);
}

const isInSight = (): boolean => !document.hidden && document.hasFocus();

function withdraw(): void {
  standing?.notice.close();
  standing = null;
}

/** What is more urgent than the last notice does not wait for its time. */
function showSoon(wanted: readonly Alert[]): void {
  const soon = Date.now() + GATHER_MS;
  const isWorse = wanted.some((alert) => rank(alert.priority) < shown.rank);
  const at = isWorse ? soon : Math.max(soon, shown.at + APART_MS);
  if (due && due.at <= at) return;
  if (due) clearTimeout(due.timer);
  due = { timer: setTimeout(show, at - Date.now()), at };
}

function show(): void {
  due = null;
  const alerts = waiting.peek().filter((alert) => untold.has(alert.alert));
  untold = new Set();
  const [first] = inOrder(alerts, Date.now());
  const most = alerts.find((alert) => alert.alert === first);
  if (!most || Notification.permission !== "granted") return;
  shown = { at: Date.now(), rank: rank(most.priority) };
  standing = { notice: noticeOf(most, alerts.length - 1), about: new Set(alerts.map((alert) => alert.alert)) };
}

/** The most urgent one in words, and how many more there are; the same tag takes the place of the one before. */
function noticeOf(alert: Alert, more: number): Notification {
  const say = words.peek();
  const notice = new Notification(`${say.priority[alert.priority]} · ${say.rule[alert.rule]}`, {
    body: [said(alert.sentence), ...(more > 0 ? [say.notices.more(more)] : [])].join("\n"),
    tag: TAG,
  });
  notice.onclick = () => {
    window.focus();
    go(`/alerts/${alert.alert}`);
    arrange();
    notice.close();
  };
  return notice;
}
