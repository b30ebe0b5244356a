/** The way between the screens; their numbers are their keys. */
import { may } from "../live/room";
import { words } from "../words";

export const SCREENS = ["alerts", "wall", "incidents", "map", "figures", "admin", "patrol"] as const;
export type Screen = (typeof SCREENS)[number];

const isTheirs = (screen: Screen): boolean =>
  screen === "admin"
    ? may("maintain") || may("administer") || may("audit") || may("see")
    : screen === "patrol"
      ? may("watch") && may("act")
      : may("see");

export function Rail({ current }: { current: Screen }) {
  return (
    <nav class="rail">
      {SCREENS.map(
        (screen, index) =>
          isTheirs(screen) && (
            <a key={screen} href={`/${screen}`} aria-current={screen === current ? "page" : undefined}>
              <kbd>{index + 1}</kbd>
              {words.value.screens[screen]}
            </a>
          ),
      )}
    </nav>
  );
}
