/** What was just done and can still be taken back; and what could not be done. */
import { refused, undo, undoable } from "../acts/held";
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
      {wrong && (
        <p class="wrong">
          {say.queue.pair(say.act[wrong.act], wrong.code === "no_effect" ? say.queue.noEffect : trouble(wrong.code))}
          <button onClick={() => (refused.value = null)}>{say.keys.close}</button>
        </p>
      )}
    </div>
  );
}
