/** Times and numbers as people read them, in the bureau's zone. */
import { computed, signal } from "@preact/signals";
import { locale, words } from "./index";

/** The bureau's zone, as the room tells it. */
export const zone = signal("Asia/Shanghai");

const formats = computed(() => {
  const timeZone = zone.value;
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale.value, { timeZone, hourCycle: "h23", ...options });
  return {
    clock: make({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    minute: make({ hour: "2-digit", minute: "2-digit" }),
    weekday: make({ weekday: "short" }),
    day: make({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }),
    full: make({ dateStyle: "medium", timeStyle: "medium" }),
    date: new Intl.DateTimeFormat("en-CA", { timeZone }),
    number: new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }),
    share: new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }),
  };
});

type Moment = string | number;
const ms = (at: Moment): number => (typeof at === "number" ? at : Date.parse(at));

export const clockTime = (at: Moment): string => formats.value.clock.format(ms(at));
export const minuteTime = (at: Moment): string => formats.value.minute.format(ms(at));
export const fullTime = (at: Moment): string => formats.value.full.format(ms(at));
export const number = (value: number): string => formats.value.number.format(value);
export const share = (value: number): string => formats.value.share.format(value);

const DAY_MS = 86_400_000;

/** The time of day; with the date unless it is today's. Yesterday's is shorter: just past midnight most is of it. */
export function dayTime(at: Moment, now: number): string {
  const { date, minute, weekday, day } = formats.value;
  const when = ms(at);
  if (date.format(when) === date.format(now)) return minute.format(when);
  if (date.format(when) !== date.format(now - DAY_MS)) return day.format(when);
  return words.value.time.yesterday(minute.format(when), weekday.format(when));
}

/** How long ago; from an hour on the time itself. */
export function ago(at: Moment, now: number): string {
  const minutes = Math.floor((now - ms(at)) / 60_000);
  const say = words.value.time;
  if (minutes >= 60) return dayTime(at, now);
  return minutes < 1 ? say.just : say.minutesAgo(minutes);
}

/** A running length of time: 1:40, 12:05, 3:07:00. */
export function running(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** A length of time in its largest unit: 40 秒, 12 分钟, 3 小时. */
export function length(seconds: number): string {
  const say = words.value.time;
  if (seconds < 60) return say.seconds(Math.max(0, Math.round(seconds)));
  if (seconds < 3600) return say.minutes(Math.round(seconds / 60));
  if (seconds < 86_400) return say.hours(number(seconds / 3600));
  return say.days(number(seconds / 86_400));
}
