/** What was just done and can still be taken back; and what could not be done. */
import { met, refused, undo, undoable, type Met } from "../acts/held";
import { alerts } from "../live/alerts";
import { personName } from "../live/room";
import { go } from "../route";
import { words } from "../words";
import { trouble } from "./trouble";

/** Take back the last act, and go back to what it was about. */
export function takeBack(): void {
  const alert = undo()?.deal.alerts[0];
  if (alert) go(`/alerts/${alert}${location.search}`);
}

export function Undo() {
  const say = words.value;
  const last = undoable.value;
  const wrong = refused.value;
  return (
    <div class="undo" role="status">
      {last && (
        <p>
          {say.queue.undo(say.act[last.held.deal.act], last.held.deal.alerts.length, last.left_s)}
          <button onClick={takeBack}>{say.queue.undoKey}</button>
        </p>
      )}
      {met.value && (
        <p>
          <Meeting met={met.value} />
          <button onClick={() => (met.value = null)}>{say.keys.close}</button>
        </p>
      )}
      {wrong && (
        <p class="wrong">
          {say.queue.pair(say.act[wrong.act], wrong.code === "no_effect" ? say.queue.noEffect : trouble(wrong.code))}
          <button onClick={() => (refused.value = null)}>{say.keys.close}</button>
        </p>
      )}
    </div>
  );
}

/** Whose act counted, where two dealt with one alert at the same time. */
function Meeting({ met: { act, alert, by, step, mine } }: { met: Met }) {
  const say = words.value;
  const { decision = "open", owner = null } = alerts.value.get(alert) ?? {};
  const what = [personName(by), say.step[step], say.act[act]] as const;
  if (mine === "late") return <span>{say.queue.metLate(...what)}</span>;
  if (mine === "held") return <span>{say.queue.metHeld(...what)}</span>;
  const now = [decision !== "open" && say.decision[decision], owner && say.queue.pair(say.queue.owner, personName(owner))];
  return <span>{say.queue.metBoth(...what, now.filter(Boolean).join(" · "))}</span>;
}
