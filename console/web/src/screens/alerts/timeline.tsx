/** The incident's stages on one line of time, with what the cameras did under it. Unknown is drawn as unknown. */
import { Fragment } from "preact";
import type { Alert, Bar, IncidentEvent, Stage } from "../../api/shapes";
import { now } from "../../clock";
import { words } from "../../words";
import { fullTime, minuteTime } from "../../words/time";
import { Bars, Legend, Moments } from "./bars";
import { CHAIN, placed } from "./placing";
import { around, percent } from "./spans";

/** E: more lines than this hide the bars; those raised first are drawn. */
const MOST_MOMENTS = 12;

type Props = { alerts: readonly Alert[]; events: readonly IncidentEvent[]; bars: readonly Bar[] };

export function Timeline({ alerts, events, bars }: Props) {
  const say = words.value;
  const marks: { at: number; stage: Stage }[] = [];
  for (const stage of CHAIN) {
    const event = events.find((each) => each.stage === stage);
    if (event) marks.push({ stage, at: Date.parse(event.occurred_at) });
  }
  if (marks.length === 0 && alerts.length === 0) return null;
  const isOver = marks.some((each) => each.stage === "concluded") || (marks.length === 0 && alerts.every((each) => each.state === "closed"));
  const stretch = around([
    ...marks.map((each) => each.at),
    ...alerts.flatMap((each) => [Date.parse(each.since), Date.parse(each.changed_at)]),
    ...(isOver ? [] : [now.value]),
  ]);
  const moments = alerts.slice(0, MOST_MOMENTS);
  const stages = placed(marks, (at) => percent(at, stretch));
  return (
    <section class="timeline" aria-label={say.alert.whole}>
      <h2>{say.alert.whole}</h2>
      {stages.length > 0 && (
        <div class={stages.some((each) => each.upper) ? "chain two" : "chain"}>
          <span class="line" />
          {stages.map(({ stage, at, place, left, upper }) => (
            <Fragment key={stage}>
              <span class="tick" style={{ left: `${place}%` }} />
              <span class={upper ? "stage upper" : "stage"} style={{ left: `${left}%` }} title={fullTime(at)}>
                <b>{say.stageShort[stage] ?? say.stage[stage]}</b>
                <small>{minuteTime(at)}</small>
              </span>
            </Fragment>
          ))}
          <Moments alerts={moments} stretch={stretch} />
        </div>
      )}
      <Bars bars={bars} alerts={moments} stretch={stretch} />
      {bars.length > 0 ? <Legend marked={moments.length > 0} /> : <p class="note">{say.alert.noBars}</p>}
    </section>
  );
}
