/** What the page says, in the language of the desk. */
import { computed } from "@preact/signals";
import { language } from "../prefs";
import { en } from "./en";
import { zh, type Dictionary } from "./zh";

const dictionaries: Record<"zh" | "en", Dictionary> = { zh, en };

/** The dictionary of the chosen language. */
export const words = computed(() => dictionaries[language.value]);
/** As `Intl` names the language. */
export const locale = computed(() => (language.value === "zh" ? "zh-CN" : "en-GB"));

/** Pick from what the server says in both languages. */
export function said(both: { zh: string; en: string }): string {
  return both[language.value];
}
