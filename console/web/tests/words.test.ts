import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { en } from "../src/words/en";
import { zh } from "../src/words/zh";

/** Sections whose keys are codes of the server: looked up by code, so no key stands in the source. */
const CODES = new Set(
  ["rule", "priority", "state", "decision", "step", "act", "stage", "stageShort", "role", "right", "fact",
  "look", "why", "video"].concat(
    ["process", "trouble", "deed", "detail", "measure", "hindrance", "agent", "wrong", "untaken", "seen", "topic"],
  ),
);

function keysOf(value: unknown, path: string[] = []): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([name, each]) => keysOf(each, [...path, name]));
}

/** The text of every file that could say something. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /^(zh|en|codes)\.|schema/.test(entry.name) ? [] : [readFileSync(path, "utf8")];
  });
}

test("both languages say everything", () => {
  expect(keysOf(en).sort()).toEqual(keysOf(zh).sort());
});

test("no text is empty, and texts with numbers in them take them", () => {
  for (const key of keysOf(zh)) {
    for (const dictionary of [zh, en]) {
      const value = key.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], dictionary);
      const text = typeof value === "function" ? (value as (...a: unknown[]) => string)(3, 4, 5) : value;
      expect(text, key).toBeTruthy();
      if (typeof value === "function") expect(text, key).toContain(value.length > 1 && key === "queue.undo" ? "5" : "3");
    }
  }
});

test("no word is left that no screen says", () => {
  const files = sources(fileURLToPath(new URL("../src", import.meta.url)));
  const unused = Object.entries(zh)
    .filter(([section]) => !CODES.has(section))
    .flatMap(([section, names]) => {
      // Where a section is taken by its name, its words are taken as `say.word` or by a name in quotes.
      const near = files.filter((text) => new RegExp(`\\.${section}\\b|words\\.value\\b`).test(text) && text.includes(section) || (section === "keys" && text.includes("LISTED"))).join("\n");
      return Object.keys(names)
        .filter((name) => !new RegExp(`[."]${name}\\b|^  ${name}: \\[`, "m").test(near))
        .map((name) => `${section}.${name}`);
    });
  expect(unused).toEqual([]);
});
