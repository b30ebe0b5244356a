/** What of the alerts is listed: the filters are in the address. Pure. */
import type { Alert, AlertState } from "../api/shapes";

export type Filters = {
  priority: readonly string[];
  state: readonly string[];
  rule: readonly string[];
  station: readonly string[];
  owner: string;
  search: string;
};

/** Without a filter by state: everything that is open and meant for now. */
const BY_DEFAULT: readonly AlertState[] = ["unacknowledged", "acknowledged", "returned_unacknowledged"];

export function filtersOf(query: URLSearchParams): Filters {
  return {
    priority: query.getAll("priority"),
    state: query.getAll("state"),
    rule: query.getAll("rule"),
    station: query.getAll("station"),
    owner: query.get("owner") ?? "",
    search: query.get("q") ?? "",
  };
}

export const anyFilter = (filters: Filters): boolean =>
  Object.values(filters).some((value) => value.length > 0);

/** Say whether an alert is listed; `text` returns what of it people search in. */
export function fits(alert: Alert, filters: Filters, text: (alert: Alert) => string): boolean {
  const states = filters.state.length ? filters.state : BY_DEFAULT;
  const among = (values: readonly string[], value: string) => values.length === 0 || values.includes(value);
  return (
    states.includes(alert.state) &&
    among(filters.priority, alert.priority) &&
    among(filters.rule, alert.rule) &&
    among(filters.station, alert.station) &&
    (!filters.owner || alert.owner === filters.owner) &&
    (!filters.search || text(alert).toLowerCase().includes(filters.search.toLowerCase()))
  );
}
