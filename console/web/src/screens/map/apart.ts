/** Labels that do not lie over each other: each moves up or down as little as it can. Pure; all in pixels. */

export type Label = { x: number; y: number; width: number; height: number };

/** Return how far down each label moves (up where negative); the earlier ones come first, and the first one stays. */
export function apart(labels: readonly Label[]): number[] {
  const placed: Label[] = [];
  return labels.map((label) => {
    for (let step = 0; ; step++) {
      const shift = Math.ceil(step / 2) * label.height * (step % 2 ? 1 : -1);
      const here = { ...label, y: label.y + shift };
      if (placed.some((other) => crosses(here, other))) continue;
      placed.push(here);
      return shift || 0;
    }
  });
}

function crosses(one: Label, other: Label): boolean {
  const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !beside && Math.abs(one.y - other.y) < Math.max(one.height, other.height);
}
