/** Which rows stand where. A row that is shown keeps its place until a person asks for the new ones. Pure. */

export type Shown = {
  /** Ids in the order of the page. */
  rows: readonly string[];
  /** Ids that fit and are not on the page yet, the most urgent first. */
  fresh: readonly string[];
  /** How many rows no longer fit: done with, or of another state. */
  done: number;
};

/** Compare what is on the page with what would be, if it were ordered now. */
export function shown(rows: readonly string[], wanted: readonly string[]): Shown {
  const fits = new Set(wanted);
  const there = new Set(rows);
  return {
    rows,
    fresh: wanted.filter((id) => !there.has(id)),
    done: rows.reduce((count, id) => count + (fits.has(id) ? 0 : 1), 0),
  };
}

/** The next row that still fits, after (or before) one; the same one where there is none. */
export function nextOf(
  rows: readonly string[],
  from: string | null,
  step: 1 | -1,
  fits: (id: string) => boolean,
): string | null {
  const at = from === null ? -1 : rows.indexOf(from);
  if (at < 0) return (step > 0 ? rows.find(fits) : undefined) ?? from;
  for (let index = at + step; index >= 0 && index < rows.length; index += step) {
    const id = rows[index];
    if (id !== undefined && fits(id)) return id;
  }
  return from;
}
