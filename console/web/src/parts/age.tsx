/** Times that run: the age of something, and the clock since a call. */
import { now } from "../clock";
import { ago, fullTime, running } from "../words/time";

export function Ago({ at }: { at: string | number }) {
  return <time title={fullTime(at)}>{ago(at, now.value)}</time>;
}

export function Running({ since }: { since: string | number }) {
  const begin = typeof since === "number" ? since : Date.parse(since);
  return <time title={fullTime(begin)}>{running((now.value - begin) / 1000)}</time>;
}
