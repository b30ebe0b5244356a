/** Where one is: the address is the only place that knows the screen and its filters. */
import { computed, signal } from "@preact/signals";

const address = signal(location.pathname + location.search);

export const path = computed(() => {
  const [before = "/"] = address.value.split("?");
  return before.split("/").filter(Boolean).map(decodeURIComponent);
});
const search = computed(() => address.value.split("?")[1] ?? "");
/** The same one while the search stays the same, so that a step from row to row is no change of the filters. */
export const query = computed(() => new URLSearchParams(search.value));

export function go(to: string, replace = false): void {
  if (to === address.value) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  address.value = to;
}

/** Change single parts of the query; an empty value takes one away. */
export function setQuery(changes: Record<string, string | readonly string[]>): void {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const each of typeof value === "string" ? [value] : value) if (each) next.append(name, each);
  }
  const text = next.toString();
  go(location.pathname + (text ? `?${text}` : ""), true);
}

addEventListener("popstate", () => {
  address.value = location.pathname + location.search;
});

/** Follow links inside the page without loading it anew. */
addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element).closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.target) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
