/** What cameras did, as bars of time: filled is so, a thin line is not so, a box is not so and was asked, hatched nobody knows. */
import type { Alert, Bar as BarOf } from "../../api/shapes";
import { words } from "../../words";
import { clockTime } from "../../words/time";
import { drawn, percent, type Drawn, type Kind, type Stretch } from "./spans";

/** E: a list that is read aloud has an end. */
const MOST_SAID = 12;
const KINDS: readonly Kind[] = ["yes", "no", "bad", "unknown"];

type Props = { bars: readonly BarOf[]; alerts: readonly Alert[]; stretch: Stretch };

/** The bars of each camera, with the alerts' moments through them; between cameras stands whose the next is. */
export function Bars({ bars, alerts, stretch }: Props) {
  const cameras = [...new Set(bars.map((bar) => bar.camera))];
  return (
    <>
      {cameras.map((camera) => {
        const its = bars.filter((bar) => bar.camera === camera);
        return (
          <div key={camera}>
            {cameras.length > 1 && (
              <p class="bar-camera">{[its[0]?.badge, camera].filter(Boolean).join(" · ")}</p>
            )}
            <div class="through">
              {its.map((bar) => (
                <Bar key={bar.fact} bar={bar} stretch={stretch} />
              ))}
              <Moments alerts={alerts} stretch={stretch} />
            </div>
          </div>
        );
      })}
    </>
  );
}

function Bar({ bar, stretch }: { bar: BarOf; stretch: Stretch }) {
  const say = words.value;
  const { name, yes, no } = say.fact[bar.fact];
  const values = { yes, no: say.alert.notAsked(no), bad: no, unknown: say.alert.unknown };
  const spans = drawn(bar, stretch);
  const told = (span: Drawn) => `${clockTime(span.begin)}–${clockTime(span.end)} ${values[span.kind]}`;
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

/** Since when it is so, and when the alert was raised: lines across whatever they are drawn in. */
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
