/** Notices of the desktop for new alerts while the page is hidden; off until a person turns them on. */
import { effect } from "@preact/signals";
import type { Alert } from "./api/shapes";
import { open } from "./live/alerts";
import { notices } from "./prefs";
import { rank } from "./queue/order";
import { said, words } from "./words";

let known: ReadonlySet<string> | null = null;

export function startNotices(): void {
  effect(() => {
    const waiting = open.value.filter((alert) => alert.state === "unacknowledged");
    const before = known;
    known = new Set(waiting.map((alert) => alert.alert));
    if (before === null || !document.hidden || notices.peek() === "none") return;
    for (const alert of waiting) if (!before.has(alert.alert) && isWanted(alert)) show(alert);
  });
}

/** Go to the next setting, asking the browser's leave where it is needed. */
export async function nextNotices(): Promise<void> {
  const next = { none: "urgent", urgent: "high", high: "none" } as const;
  if (notices.value === "none" && (await Notification.requestPermission()) !== "granted") return;
  notices.value = next[notices.value];
}

function isWanted(alert: Alert): boolean {
  return rank(alert.priority) <= rank(notices.peek() === "urgent" ? "urgent" : "high");
}

function show(alert: Alert): void {
  const say = words.peek();
  new Notification(`${say.priority[alert.priority]} ${say.rule[alert.rule]}`, {
    body: said(alert.sentence),
    tag: alert.alert,
  });
}
