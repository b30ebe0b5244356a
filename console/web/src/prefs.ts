/** What a person has chosen for this desk; kept in the browser. */
import { effect, signal, type Signal } from "@preact/signals";
import { wishesOf } from "./queue/wish";

export type Language = "zh" | "en";
export type Theme = "dark" | "light";

function kept<T extends string>(name: string, values: readonly T[], first: T): Signal<T> {
  const before = localStorage.getItem(name) as T | null;
  const chosen = signal<T>(before !== null && values.includes(before) ? before : first);
  effect(() => localStorage.setItem(name, chosen.value));
  return chosen;
}

export const language = kept<Language>("language", ["zh", "en"], "zh");
export const theme = kept<Theme>("theme", ["dark", "light"], "dark");
export const sound = kept<"on" | "off">("sound", ["on", "off"], "on");
/** Several people share a desk: each has their own wishes. */
export const wishes = signal(wishesOf(localStorage.getItem("notices")));
effect(() => localStorage.setItem("notices", JSON.stringify(wishes.value)));

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});
effect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});
