/** The queue: filters, the bar with what is new, and the rows. */
import { alerts, leftOut, loaded } from "../../live/alerts";
import { VirtualList } from "../../parts/virtual";
import { anyFilter } from "../../queue/filter";
import { chosen, current, filters, list } from "../../queue/list";
import { groupOf } from "../../queue/order";
import { go } from "../../route";
import { words } from "../../words";
import { Filter } from "./filters";
import { Row } from "./row";
import { MOST_AT_ONCE, showNew } from "./screen";

/** E: dense, and still easy to hit. */
const ROW_REM = 2.2;
const rowPx = (): number => Math.round(ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize));

export function Queue() {
  const say = words.value.queue;
  const { rows, fresh, done } = list.value;
  return (
    <section class="queue" aria-label={say.caption}>
      <Filter />
      <div class="heads" aria-hidden="true">
        <span />
        <span>{say.what}</span>
        <span>{say.who}</span>
        <span>{say.where}</span>
        <span>{say.incident}</span>
        <span>{say.since}</span>
        <span>{say.state}</span>
        <span>{say.owner}</span>
      </div>
      {/* The bar has its place at all times, so that the rows below do not move when it speaks. */}
      <button class={fresh.length ? "bar fresh" : "bar"} disabled={fresh.length + done === 0} onClick={showNew}>
        {[fresh.length && say.newOnes(fresh.length), done && say.tidy(done)].filter(Boolean).join(" · ")}
        {fresh.length + done > 0 && ` ${say.show}`}
      </button>
      {rows.length === 0 ? (
        <Nothing />
      ) : (
        <VirtualList ids={rows} row_px={rowPx()} current={current.value} label={say.caption}>
          {(id, index) => {
            const alert = alerts.value.get(id);
            const before = alerts.value.get(rows[index - 1] ?? "");
            const together = !!alert && !!before && groupOf(alert) === groupOf(before);
            return <Row key={id} id={id} alert={alert} together={together} />;
          }}
        </VirtualList>
      )}
      <p class="foot">
        {chosen.value.size > 0 && <b>{say.selected(chosen.value.size)}</b>}
        {chosen.value.size > MOST_AT_ONCE && <span>{say.bulkMost}</span>}
        {leftOut.value > 0 && <span>{say.leftOut(leftOut.value)}</span>}
      </p>
    </section>
  );
}

function Nothing() {
  const say = words.value.queue;
  if (!loaded.value) return <p class="empty">{say.loading}</p>;
  if (!anyFilter(filters.value)) return <p class="empty">{say.empty}</p>;
  return (
    <p class="empty">
      {say.emptyFiltered} <button onClick={() => go("/alerts")}>{say.clear}</button>
    </p>
  );
}
