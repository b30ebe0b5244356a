/** The console: the line at the top, the screens, and the login in front where nobody is logged in. */
import { effect } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { flush, settle } from "./acts/held";
import { loggedOut } from "./api/client";
import { EVERYWHERE, useKeys } from "./keyboard";
import type { Command } from "./keys";
import { alerts, follow, stop } from "./live/alerts";
import { followRoom, may, me, whoAmI } from "./live/room";
import { Help } from "./parts/help";
import { Login, NewPassword } from "./parts/login";
import { Notices } from "./parts/notices";
import { Rail, SCREENS, type Screen } from "./parts/rail";
import { TopLine } from "./parts/topline";
import { takeBack, Undo } from "./parts/undo";
import { sound } from "./prefs";
import { go, path, query } from "./route";
import { Alerts } from "./screens/alerts/screen";
import { Incidents } from "./screens/incidents/screen";
import { Lazy } from "./parts/lazy";
import { Patrol } from "./screens/wall/patrol";
import { Wall } from "./screens/wall/screen";
import { words } from "./words";

const screens: Record<Screen, ComponentType> = {
  alerts: Alerts,
  wall: Wall,
  incidents: Incidents,
  map: () => <Lazy load={() => import("./screens/map/screen")} />,
  figures: () => <Lazy load={() => import("./screens/figures/screen")} />,
  admin: () => <Lazy load={() => import("./screens/admin/screen")} />,
  patrol: Patrol,
};

/** Who may see nothing of the room works on the page for administrators. */
function current(): Screen {
  const named = SCREENS.find((screen) => screen === path.value[0]);
  return named ?? (may("see") ? "alerts" : "admin");
}

export function App() {
  useEffect(() => {
    void whoAmI();
    addEventListener("pagehide", flush);
    return () => removeEventListener("pagehide", flush);
  }, []);
  const who = me.value;
  if (!who) return loggedOut.value ? <Login /> : null;
  if (who.must_change) return <NewPassword />;
  return <Room key={who.name} who={who.name} />;
}

function Room({ who }: { who: string }) {
  const [open, setOpen] = useState<"help" | "notices" | null>(null);
  const screen = current();
  useEffect(() => {
    followRoom();
    if (may("see")) void follow();
    const ended = effect(() => {
      const known = alerts.value;
      settle((id) => known.get(id), who);
    });
    return () => {
      ended();
      stop();
    };
  }, []);
  useEffect(() => {
    document.title = `${words.value.screens[screen]} · ${words.value.top.name}`;
  }, [screen, words.value]);
  useKeys(EVERYWHERE, (command) => everywhere(command, () => setOpen("help")));
  const Screen = screens[screen];
  const kiosk = query.value.has("kiosk");
  return (
    <div class={kiosk ? "room kiosk" : "room"}>
      <TopLine onHelp={() => setOpen("help")} onNotices={() => setOpen("notices")} />
      {!kiosk && <Rail current={screen} />}
      <main>
        <Screen />
      </main>
      <Undo />
      {open === "help" && <Help onClose={() => setOpen(null)} />}
      {open === "notices" && <Notices onClose={() => setOpen(null)} />}
      {loggedOut.value && <Login over />}
    </div>
  );
}

function everywhere(command: Command, onHelp: () => void): boolean {
  if (command === "help") onHelp();
  else if (command === "mute") sound.value = sound.value === "on" ? "off" : "on";
  else if (command === "undo") takeBack();
  else if (command === "patrol") go("/patrol");
  else if (command.startsWith("number")) {
    const screen = SCREENS[Number(command.slice(6)) - 1];
    if (screen) go(`/${screen}`);
  } else if (command === "search") document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
  else return false;
  return true;
}
