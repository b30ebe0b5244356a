/** Which key does what. Pure: the keyboard is read elsewhere. */

export type Command =
  | "next"
  | "previous"
  | "open"
  | "acknowledge"
  | "confirm"
  | "dismiss"
  | "called"
  | "corrected"
  | "shelve"
  | "assign"
  | "note"
  | "select"
  | "selectRange"
  | "search"
  | "undo"
  | "mute"
  | "help"
  | "back"
  | "patrol"
  | "space"
  | "praise"
  | "kiosk"
  | `number${number}`;

const PLAIN: Record<string, Command> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Enter: "open",
  a: "acknowledge",
  y: "confirm",
  n: "dismiss",
  c: "called",
  p: "corrected",
  s: "shelve",
  g: "assign",
  m: "note",
  x: "select",
  "/": "search",
  u: "undo",
  q: "mute",
  "?": "help",
  Escape: "back",
  v: "patrol",
  " ": "space",
  w: "praise",
  f: "kiosk",
};

export type Stroke = { key: string; shift: boolean; alt: boolean; ctrl: boolean; meta: boolean };

/** The command of a key; null for keys that are the browser's. */
export function commandOf(stroke: Stroke): Command | null {
  if (stroke.ctrl || stroke.meta || stroke.alt) return null;
  if (/^[0-9]$/.test(stroke.key)) return `number${Number(stroke.key)}`;
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  if (stroke.shift && key === "x") return "selectRange";
  return PLAIN[key] ?? null;
}

/** The keys that `?` lists, each with the name of its words. */
export const LISTED = [
  ["J K", "move"],
  ["Enter", "open"],
  ["A", "acknowledge"],
  ["C", "called"],
  ["P", "corrected"],
  ["Y", "confirm"],
  ["N", "dismiss"],
  ["S", "shelve"],
  ["G", "assign"],
  ["M", "note"],
  ["X", "select"],
  ["Shift X", "range"],
  ["U", "undo"],
  ["/", "search"],
  ["1 … 7", "screens"],
  ["V", "patrol"],
  ["Space", "nextCamera"],
  ["1 … 6", "fault"],
  ["W", "praise"],
  ["F", "kiosk"],
  ["Q", "mute"],
  ["?", "help"],
  ["Esc", "cancel"],
] as const;
