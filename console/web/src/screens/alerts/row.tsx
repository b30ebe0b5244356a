/** One row: what, who, where, of which incident, since when, how it stands, who has it. */
import { onTheWay } from "../../acts/held";
import type { Alert } from "../../api/shapes";
import { now } from "../../clock";
import { incidentName } from "../../live/incidents";
import { personName, stationName } from "../../live/room";
import { Ago } from "../../parts/age";
import { Mark } from "../../parts/mark";
import { asDone, chosen, chooseUpTo, current, toggle } from "../../queue/list";
import { acknowledgedAt, calledAt, isForgotten } from "../../queue/order";
import { words } from "../../words";
import { dayTime, running } from "../../words/time";
import { pick } from "./screen";

export function whose(alert: Alert): string {
  return alert.badge ?? (alert.camera ? `…${alert.camera.slice(-4)}` : "—");
}

export function Row({ id, alert, together }: { id: string; alert: Alert | undefined; together: boolean }) {
  if (!alert) return <div class="row gone" />;
  const say = words.value;
  const done = asDone(alert);
  const forgotten = isForgotten(done, now.value);
  const marks = [
    "row",
    done.state,
    alert.priority,
    current.value === id && "current",
    chosen.value.has(id) && "chosen",
    forgotten && "forgotten",
    together && "together",
  ];
  return (
    <div
      id={`row-${id}`}
      class={marks.filter(Boolean).join(" ")}
      role="option"
      aria-selected={current.value === id}
      onClick={(event) => {
        if (event.shiftKey) chooseUpTo(id);
        else if (event.ctrlKey || event.metaKey) toggle(id);
        else pick(id);
      }}
    >
      <Mark priority={alert.priority} />
      <span class="what" title={say.rule[alert.rule]}>
        {chosen.value.has(id) && <b class="tick">✓ </b>}
        <span class="name">
          {say.rule[alert.rule]}
          {alert.kind && ` · ${say.look[alert.kind] ?? alert.kind}`}
        </span>
        {alert.candidate && alert.decision === "open" && <i class="tag">{say.queue.candidate}</i>}
        {alert.times_raised > 1 && <i class="tag">×{alert.times_raised}</i>}
      </span>
      <span class="who" title={alert.camera ?? ""}>
        {whose(alert)}
      </span>
      <span>{stationName(alert.station)}</span>
      <span class="incident" title={alert.incident ?? ""}>
        {together ? "└" : alert.incident ? incidentName(alert.incident) : "—"}
      </span>
      <Ago at={alert.since} />
      <State alert={done} forgotten={forgotten} />
      <span class="owner">{alert.owner ? personName(alert.owner) : "—"}</span>
    </div>
  );
}

/** How it stands, with the age of the call or of the acknowledgement. */
function State({ alert, forgotten }: { alert: Alert; forgotten: boolean }) {
  const say = words.value;
  const held = onTheWay.value.get(alert.alert);
  if (held) return <span class="state pending">{say.act[held.deal.act]} …</span>;
  const age = (at: number) => running((now.value - at) / 1000);
  const called = calledAt(alert);
  const known = acknowledgedAt(alert);
  if (forgotten) {
    return (
      <span class="state" title={say.queue.forgotten}>
        {say.queue.forgotten} {age(known!)}
      </span>
    );
  }
  if (alert.state === "shelved" && alert.shelved_until) {
    return <span class="state">{say.alert.shelvedUntil(dayTime(alert.shelved_until, now.value))}</span>;
  }
  if (called !== null && alert.active && alert.state !== "closed") {
    return <span class="state">{say.queue.called(age(called))}</span>;
  }
  return (
    <span class="state">
      {say.state[alert.state]}
      {alert.state === "acknowledged" && known !== null && ` ${age(known)}`}
    </span>
  );
}
