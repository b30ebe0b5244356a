/** The filters; they live in the address, so that a view can be kept and passed on. */
import type { AlertState, Rule } from "../../api/shapes";
import { open } from "../../live/alerts";
import { me, room, stationName } from "../../live/room";
import { anyFilter } from "../../queue/filter";
import { filters } from "../../queue/list";
import { PRIORITIES } from "../../queue/order";
import { go, setQuery } from "../../route";
import { words } from "../../words";

export function Filter() {
  const say = words.value;
  const { priority, state, rule, station, owner, search } = filters.value;
  const rules = [...new Set(open.value.map((alert) => alert.rule))].sort();
  const states = Object.keys(say.state) as AlertState[];
  return (
    <search class="filters">
      <input
        type="search"
        value={search}
        placeholder={say.queue.search}
        aria-label={say.queue.search}
        onInput={(event) => setQuery({ q: event.currentTarget.value })}
      />
      <Choice
        name="priority"
        label={say.queue.filterPriority}
        value={priority[0] ?? ""}
        values={PRIORITIES.map((each) => [each, say.priority[each]])}
      />
      <Choice
        name="state"
        label={say.queue.filterState}
        value={state[0] ?? ""}
        values={states.map((each) => [each, say.state[each]])}
      />
      <Choice
        name="rule"
        label={say.queue.filterRule}
        value={rule[0] ?? ""}
        values={rules.map((each: Rule) => [each, say.rule[each]])}
      />
      <Choice
        name="station"
        label={say.queue.filterStation}
        value={station[0] ?? ""}
        values={(room.value?.stations ?? []).map((each) => [each.station, stationName(each.station)])}
      />
      <Choice
        name="owner"
        label={say.queue.filterOwner}
        value={owner}
        values={[
          [me.value!.name, say.queue.mine],
          ...(room.value?.people ?? [])
            .filter((each) => each.name !== me.value!.name)
            .map((each): [string, string] => [each.name, each.shown]),
        ]}
      />
      {anyFilter(filters.value) && <button onClick={() => go("/alerts", true)}>{say.queue.clear}</button>}
    </search>
  );
}

type Choices = { name: string; label: string; value: string; values: readonly (readonly [string, string])[] };

export function Choice({ name, label, value, values }: Choices) {
  return (
    <select
      aria-label={label}
      class={value ? "set" : ""}
      value={value}
      onChange={(event) => {
        setQuery({ [name]: event.currentTarget.value });
        event.currentTarget.blur();
      }}
    >
      <option value="">{label}</option>
      {values.map(([code, shown]) => (
        <option key={code} value={code}>
          {shown}
        </option>
      ))}
    </select>
  );
}
