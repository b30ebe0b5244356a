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

/** Where a number of a rule comes from; a bureau's own may say it once for both languages. */
export function sourceOf(number: { source: string; source_zh?: string | null }): string {
  return (language.value === "zh" && number.source_zh) || number.source;
}

/** Pick from what the server says in both languages. */
export function said(both: { zh: string; en: string }): string {
  return both[language.value];
}
