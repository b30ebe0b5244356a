/** What was just done and can still be taken back; and what could not be done. */
import { onTheWay, refused, undo, undoable } from "../acts/held";
import { go } from "../route";
import { words } from "../words";
import { trouble } from "./trouble";

export function Undo() {
  const say = words.value;
  const last = undoable.value;
  const wrong = refused.value;
  void onTheWay.value;
  return (
    <div class="undo" role="status">
      {last && (
        <p>
          {say.queue.undo(say.act[last.held.deal.act], last.held.deal.alerts.length, last.left_s)}
          <button
            onClick={() => {
              const taken = undo();
              const alert = taken?.deal.alerts[0];
              if (alert) go(`/alerts/${alert}${location.search}`);
            }}
          >
            {say.queue.undoKey}
          </button>
        </p>
      )}
      {wrong && (
        <p class="wrong">
          {say.act[wrong.act]}：{wrong.code === "no_effect" ? say.queue.noEffect : trouble(wrong.code)}
          <button onClick={() => (refused.value = null)}>{say.keys.close}</button>
        </p>
      )}
    </div>
  );
}
