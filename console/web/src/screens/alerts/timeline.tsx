/** The incident's stages on one line of time, with what the camera did under it. Unknown is drawn as unknown. */
import type { Alert, Bars, IncidentEvent, Span, Stage } from "../../api/shapes";
import { now } from "../../clock";
import { words } from "../../words";
import { clockTime, fullTime, minuteTime } from "../../words/time";
import { CHAIN, placed, type Place } from "./placing";

type Props = { alert: Alert | null; events: readonly IncidentEvent[]; bars: readonly Bars[] };

export function Timeline({ alert, events, bars }: Props) {
  const say = words.value;
  const marks: { at: number; stage: Stage }[] = [];
  for (const stage of CHAIN) {
    const event = events.find((each) => each.stage === stage);
    if (event) marks.push({ stage, at: Date.parse(event.occurred_at) });
  }
  if (marks.length === 0 && !alert) return null;
  const begin = Math.min(...marks.map((each) => each.at), ...(alert ? [Date.parse(alert.since)] : []));
  const over = marks.find((each) => each.stage === "concluded")?.at;
  const end = Math.max(over ?? now.value, ...marks.map((each) => each.at), alert ? Date.parse(alert.changed_at) : 0);
  const place: Place = (at) => ((at - begin) / Math.max(1, end - begin)) * 100;
  return (
    <section class="timeline" aria-label={say.alert.whole}>
      <h2>{say.alert.whole}</h2>
      <div class="chain">
        <span class="line" />
        {placed(marks, place).map(({ stage, at, left, low }) => (
          <span key={stage} class={low ? "stage low" : "stage"} style={{ left: `${left}%` }} title={fullTime(at)}>
            <b>{say.stageShort[stage] ?? say.stage[stage]}</b>
            <small>{minuteTime(at)}</small>
          </span>
        ))}
        {alert && (
          <span class="since" style={{ left: `${place(Date.parse(alert.since))}%` }} title={clockTime(alert.since)} />
        )}
      </div>
      {bars.length === 0 ? (
        <>
          <Bar name={say.alert.recording} spans={[]} place={place} />
          <Bar name={say.alert.online} spans={[]} place={place} />
          <p class="note">{say.alert.noBars}</p>
        </>
      ) : (
        bars.map((each) => (
          <div key={each.camera}>
            <Bar name={`${each.badge ?? ""} ${say.alert.recording}`} spans={each.recording} place={place} />
            <Bar name={say.alert.online} spans={each.online} place={place} />
          </div>
        ))
      )}
    </section>
  );
}

const cut = (value: number): number => Math.min(100, Math.max(0, value));

function Bar({ name, spans, place }: { name: string; spans: readonly Span[]; place: Place }) {
  const say = words.value.alert;
  const value = (span: Span) => (span.value === null ? say.unknown : span.value ? say.yes : say.no);
  return (
    <div class="bar-row">
      <span>{name}</span>
      <span class="track" role="img" aria-label={words.value.queue.pair(name, spans.map(value).join(", ") || say.unknown)}>
        {spans.map((span) => {
          const left = cut(place(Date.parse(span.from)));
          const width = Math.max(0.4, cut(place(Date.parse(span.to))) - left);
          const kind = span.value === null ? "unknown" : span.value ? "yes" : "no";
          return (
            <span
              key={span.from}
              class={kind}
              style={{ left: `${left}%`, width: `${width}%` }}
              title={`${clockTime(span.from)}–${clockTime(span.to)} ${value(span)}`}
            />
          );
        })}
      </span>
    </div>
  );
}
