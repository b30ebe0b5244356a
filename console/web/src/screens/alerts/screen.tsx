/** The alerts: left the queue, right one alert. Everything can be done with the keyboard. */
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { hold } from "../../acts/held";
import type { Act, Alert } from "../../api/shapes";
import { SCREEN, useKeys } from "../../keyboard";
import type { Command } from "../../keys";
import { alerts, leaveClosed, loadClosed, loaded } from "../../live/alerts";
import { followIncidents } from "../../live/incidents";
import { may } from "../../live/room";
import { after, arrange, chooseUpTo, chosen, current, filters, list, neighbour, targets, toggle } from "../../queue/list";
import { go } from "../../route";
import { Detail } from "./detail";
import { Queue } from "./queue";
import { Question, type Asked } from "./question";
import { idle } from "./idle";

const AT_ONCE: Partial<Record<Command, Act>> = {
  acknowledge: "acknowledge",
  confirm: "confirm",
  called: "directive_called",
  corrected: "corrected",
};
const ASKING: Partial<Record<Command, Asked>> = { dismiss: "dismiss", assign: "assign", note: "note" };
/** The server takes no more at once. */
export const MOST_AT_ONCE = 200;

export function pick(id: string | null): void {
  go(`/alerts${id ? `/${id}` : ""}${location.search}`, true);
}

export function Alerts() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(followIncidents, []);
  useEffect(() => effect(() => void (filters.value, loaded.value, arrange())), []);
  useEffect(() => idle(() => void (list.value, arrange())), []);
  const wantsClosed = filters.value.state.includes("closed");
  useEffect(() => {
    if (!wantsClosed) return;
    void loadClosed().then(arrange);
    return leaveClosed;
  }, [wantsClosed]);
  useEffect(() => {
    // A page with nothing on it has nothing that could move.
    if (list.value.rows.length === list.value.done && list.value.fresh.length > 0) arrange();
  });
  useEffect(() => {
    if (!current.value) pick(neighbour(null, 1));
  }, [list.value.rows]);

  const act = (name: Act, more: { reason?: string; until?: string; to?: string } = {}) => {
    perform(name, targets(name), more);
    setAsked(null);
  };
  const ask = (what: Asked) => {
    if (what === "shelve" && targets("shelve").length === 0) act("unshelve");
    else if (targets(what).length > 0) setAsked(what);
  };
  const onCommand = (command: Command): boolean => {
    if (walk(command)) return true;
    if (!may("act")) return false;
    const name = AT_ONCE[command];
    const question = command === "shelve" ? "shelve" : ASKING[command];
    if (name) act(name);
    else if (question) ask(question);
    else return false;
    return true;
  };
  useKeys(SCREEN, onCommand);
  const alert = current.value ? alerts.value.get(current.value) : undefined;
  return (
    <div class="alerts">
      <Queue />
      <Detail id={current.value} alert={alert} onAct={act} onAsk={ask} />
      {asked && <Question what={asked} onAnswer={act} onClose={() => setAsked(null)} />}
    </div>
  );
}

/** Hold an act on alerts, then go on to the next one; a note leaves one where one is. */
function perform(act: Act, on: readonly Alert[], more: object): void {
  if (on.length === 0) return;
  const ids = on.slice(0, MOST_AT_ONCE).map((alert) => alert.alert);
  hold({ act, alerts: ids, ...more }, new Map(on.slice(0, MOST_AT_ONCE).map((alert) => [alert.alert, alert])));
  chosen.value = new Set();
  if (act !== "note" && act !== "assign") pick(after(current.value));
}

function walk(command: Command): boolean {
  if (command === "next") pick(neighbour(current.value, 1));
  else if (command === "previous") pick(neighbour(current.value, -1));
  else if (command === "select" && current.value) toggle(current.value);
  else if (command === "selectRange" && current.value) chooseUpTo(current.value);
  else if (command === "open") showNew();
  else if (command === "back" && chosen.value.size > 0) chosen.value = new Set();
  else return false;
  return true;
}

/** Show the new ones and go to the most urgent of them; where there are none, go to the alert's page. */
export function showNew(): void {
  const [first] = list.value.fresh;
  if (first || list.value.done > 0) {
    arrange();
    if (first) pick(first);
    else if (!current.value || !list.value.rows.includes(current.value)) pick(neighbour(null, 1));
  } else document.querySelector<HTMLElement>(".detail")?.focus();
}
