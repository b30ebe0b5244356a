/** What cameras did, as bars of time: filled is so, hollow is not so, hatched nobody knows. */
import type { Alert, Bar as BarOf } from "../../api/shapes";
import { words } from "../../words";
import { clockTime } from "../../words/time";
import { drawn, percent, type Drawn, type Kind, type Stretch } from "./spans";

/** E: a list that is read aloud has an end. */
const MOST_SAID = 12;
const KINDS: readonly Kind[] = ["yes", "no", "unknown"];

export function Bars({ bars, stretch }: { bars: readonly BarOf[]; stretch: Stretch }) {
  const cameras = new Set(bars.map((bar) => bar.camera));
  return (
    <>
      {bars.map((bar, index) => (
        <div key={`${bar.camera} ${bar.fact}`}>
          {cameras.size > 1 && bar.camera !== bars[index - 1]?.camera && (
            <p class="bar-camera">{[bar.badge, bar.camera].filter(Boolean).join(" · ")}</p>
          )}
          <Bar bar={bar} stretch={stretch} />
        </div>
      ))}
    </>
  );
}

function Bar({ bar, stretch }: { bar: BarOf; stretch: Stretch }) {
  const say = words.value;
  const { name, ...values } = say.fact[bar.fact];
  const spans = drawn(bar.spans, stretch);
  const told = (span: Drawn) =>
    `${clockTime(span.begin)}–${clockTime(span.end)} ${span.kind === "unknown" ? say.alert.unknown : values[span.kind]}`;
  const aloud = spans.slice(-MOST_SAID).map(told).join(", ") || say.alert.unknown;
  return (
    <div class="bar-row">
      <span>{name}</span>
      <span class="track" role="img" aria-label={say.queue.pair(name, aloud)}>
        {spans.map((span) => (
          <span
            key={span.begin}
            class={span.kind}
            style={{ left: `${span.left}%`, width: `${span.width}%` }}
            title={told(span)}
          />
        ))}
      </span>
    </div>
  );
}

/** Since when it is so, and when the alert was raised, through stages and bars. */
export function Moments({ alerts, stretch }: { alerts: readonly Alert[]; stretch: Stretch }) {
  const say = words.value;
  return (
    <div class="moments">
      {alerts.flatMap((alert) => {
        const mark = (kind: "since" | "raised", at: string, word: string) => (
          <span
            key={`${alert.alert} ${kind}`}
            class={kind}
            style={{ left: `${percent(Date.parse(at), stretch)}%` }}
            title={`${say.rule[alert.rule]} · ${word} ${clockTime(at)}`}
          />
        );
        return [mark("since", alert.since, say.queue.since), mark("raised", alert.raised_at, say.alert.raised)];
      })}
    </div>
  );
}

export function Legend({ marked }: { marked: boolean }) {
  const say = words.value;
  return (
    <ul class="legend">
      {KINDS.map((kind) => (
        <li key={kind}>
          <span class="track">
            <span class={kind} />
          </span>
          {say.alert.bar[kind]}
        </li>
      ))}
      {marked && (
        <>
          <li>
            <span class="moment since" />
            {say.queue.since}
          </li>
          <li>
            <span class="moment raised" />
            {say.alert.raised}
          </li>
        </>
      )}
    </ul>
  );
}
