/** The line at the top: what is open, what waits, and whether the room can rely on what it sees. */
import { computed } from "@preact/signals";
import { undelivered } from "../acts/held";
import { loggedOut, send } from "../api/client";
import type { Left, Priority } from "../api/shapes";
import { now, wall } from "../clock";
import { open, staleSince } from "../live/alerts";
import { hindranceName, logBehind_s, may, me, roleName, room, roomFailed } from "../live/room";
import { wish } from "../notices";
import { language, sound, theme } from "../prefs";
import { PRIORITIES, raisedAt } from "../queue/order";
import { allowed } from "../sound";
import { words } from "../words";
import { clockTime, running } from "../words/time";
import { Mark } from "./mark";

/** E: a stream that is gone for three seconds is a restart; longer, people must know. */
const STALE_AFTER_MS = 3_000;
/** E: telemetry comes every few seconds; a minute without is worth a word. */
const LATE_AFTER_S = 60;

const counts = computed(() => {
  const by: Record<Priority, number> = { urgent: 0, high: 0, medium: 0, low: 0 };
  let waiting = 0;
  let oldest = Infinity;
  for (const alert of open.value) {
    if (alert.state === "shelved" || alert.state === "suppressed") continue;
    by[alert.priority] += 1;
    if (alert.state === "acknowledged") continue;
    waiting += 1;
    oldest = Math.min(oldest, raisedAt(alert));
  }
  return { by, waiting, oldest };
});

export const isBlind = computed(
  () => room.value?.blind === true || open.value.some((alert) => alert.rule === "supervision_blind"),
);

type Openers = { onHelp: () => void; onNotices: () => void };

export function TopLine({ onHelp, onNotices }: Openers) {
  const say = words.value.top;
  const stale = staleSince.value !== null && wall.value - staleSince.value > STALE_AFTER_MS && may("see");
  const line = isBlind.value ? "topline blind" : stale ? "topline stale" : "topline";
  return (
    <header class={line}>
      <strong class="name">{say.name}</strong>
      <time class="clock" title={say.logClock}>
        {clockTime(now.value)}
      </time>
      {isBlind.value ? (
        <b role="alert">{say.blind}</b>
      ) : stale ? (
        <b role="alert">{say.stale(running((wall.value - staleSince.value!) / 1000))}</b>
      ) : (
        may("see") && <Counts />
      )}
      {undelivered.value > 0 && <b role="alert">{say.held(undelivered.value)}</b>}
      {!isBlind.value && !stale && <Health />}
      <Desk onHelp={onHelp} onNotices={onNotices} />
    </header>
  );
}

function Counts() {
  const say = words.value.top;
  const { by, waiting, oldest } = counts.value;
  return (
    <span class="counts">
      {PRIORITIES.map((priority) => (
        <a
          key={priority}
          href={`/alerts?priority=${priority}`}
          class={by[priority] ? "" : "nothing"}
          aria-label={`${words.value.priority[priority]} ${by[priority]}`}
        >
          <Mark priority={priority} /> {by[priority]}
        </a>
      ))}
      <span class={waiting ? "waiting" : "nothing"}>
        {waiting ? say.unacknowledged(waiting) : say.none}
        {waiting > 0 && ` · ${say.oldest(running((now.value - oldest) / 1000))}`}
      </span>
    </span>
  );
}

function Health() {
  const say = words.value.top;
  const unwell = (room.value?.roles ?? []).filter((role) => role.ready === false);
  const behind = logBehind_s.value;
  if (roomFailed.value || !room.value) return <span class="nothing">{say.unknown}</span>;
  if (unwell.length > 0) {
    const names = unwell.map((role) => roleName(role.role));
    return (
      <b class="unwell" title={unwell.flatMap((role) => role.hindered.map(hindranceName)).join("\n")}>
        {say.unwell(names.join("、"))}
      </b>
    );
  }
  if (behind !== null && behind > LATE_AFTER_S) return <b class="unwell">{say.logLate(running(behind))}</b>;
  return <span class="nothing">{room.value.roles.length ? say.well : say.unknown}</span>;
}

function Desk({ onHelp, onNotices }: Openers) {
  const say = words.value.top;
  return (
    <span class="desk">
      <button onClick={() => (sound.value = sound.value === "on" ? "off" : "on")}>
        {sound.value === "off" ? say.soundOff : allowed.value ? say.soundOn : say.soundWaiting}
      </button>
      {"Notification" in window && may("see") && (
        <button onClick={onNotices}>{wish.value.on ? say.noticesOn : say.noticesOff}</button>
      )}
      <button onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
        {theme.value === "dark" ? say.light : say.dark}
      </button>
      <button
        lang={language.value === "zh" ? "en" : "zh-CN"}
        onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
      >
        {say.otherLanguage}
      </button>
      <button onClick={onHelp}>
        {say.help} <kbd>?</kbd>
      </button>
      <span class="who">{me.value?.shown}</span>
      <button onClick={() => void logOut()}>{say.logOut}</button>
    </span>
  );
}

async function logOut(): Promise<void> {
  const left = await send<Left | undefined>("DELETE", "/api/session");
  me.value = null;
  loggedOut.value = true;
  if (left) location.assign(left.then);
}
