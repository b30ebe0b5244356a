/** What the alert is, and what is read over the intercom, large, with the clock that runs until it is put right. */
import type { Alert } from "../../api/shapes";
import { now } from "../../clock";
import { stationName } from "../../live/room";
import { Ago, Running } from "../../parts/age";
import { Mark } from "../../parts/mark";
import { calledAt } from "../../queue/order";
import { said, words } from "../../words";
import { dayTime, length } from "../../words/time";
import { whose } from "./row";

export function Head({ alert }: { alert: Alert }) {
  const say = words.value;
  const facts = [
    whose(alert),
    stationName(alert.station),
    say.state[alert.state],
    alert.decision !== "open" && say.decision[alert.decision],
    // The other states tell it, or leave it open whether the condition still holds.
    alert.state !== "returned_unacknowledged" && (alert.active ? say.alert.active : say.alert.over),
    alert.candidate && alert.decision === "open" && say.alert.confirmFirst,
    alert.shelved_until && say.alert.shelvedUntil(dayTime(alert.shelved_until, now.value)),
    alert.suppressed_by && say.alert.suppressedBy(say.why[alert.suppressed_by] ?? alert.suppressed_by),
  ];
  return (
    <header class="head">
      <h1>
        <Mark priority={alert.priority} word /> {say.rule[alert.rule]}
        {alert.kind && ` · ${say.look[alert.kind] ?? alert.kind}`}
      </h1>
      <p>
        {facts.filter(Boolean).join(" · ")} · {say.queue.since} <Ago at={alert.since} />
      </p>
    </header>
  );
}

export function Sentence({ alert }: { alert: Alert }) {
  const say = words.value.alert;
  const called = calledAt(alert);
  const right = alert.history.findLast((line) => line.step === "corrected" || line.step === "returned");
  const rightAt = right ? Date.parse(right.at) : null;
  return (
    <div class="sentence">
      <p class="said" aria-label={say.sentence}>
        {said(alert.sentence)}
      </p>
      {called !== null && (
        <p class="clock">
          {alert.active || rightAt === null || rightAt < called ? (
            <>
              {say.callClock} <Running since={called} />
            </>
          ) : (
            say.putRightAfter(length((rightAt - called) / 1000))
          )}
        </p>
      )}
    </div>
  );
}
