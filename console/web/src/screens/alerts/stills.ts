/** Which stills there are around one of an alert. Pure. */
import type { Picture, Which } from "../../api/shapes";

/** The stills that there are, in the order in which they were taken; the marked one is the one at the time. */
export function choices(note: Picture): Which[] {
  const all: [Which, boolean][] = [
    ["before", note.before],
    ["still", true],
    ["marked", note.marked],
    ["after", note.after],
  ];
  return all.filter(([, there]) => there).map(([which]) => which);
}
