/** The page for administrators: people, stations, rules, shelves, maintenance, dead letters, notices, health, audit. */
import type { ComponentType } from "preact";
import type { May } from "../../api/shapes";
import { may } from "../../live/room";
import { path } from "../../route";
import { words } from "../../words";
import { Audit } from "./audit";
import { Health, Rules, Stations } from "./facts";
import { Letters } from "./letters";
import { Maintenance } from "./maintenance";
import { Notices } from "./notices";
import { People } from "./people";
import { Shelved } from "./shelved";

const TABS = {
  health: [Health, null],
  shelved: [Shelved, "see"],
  maintenance: [Maintenance, "maintain"],
  people: [People, "administer"],
  stations: [Stations, null],
  rules: [Rules, null],
  letters: [Letters, "administer"],
  notices: [Notices, "administer"],
  audit: [Audit, "audit"],
} as const satisfies Record<string, readonly [ComponentType, May | null]>;
type Tab = keyof typeof TABS;

export default function Admin() {
  const say = words.value.admin;
  const tabs = Object.keys(TABS) as Tab[];
  const current = tabs.find((tab) => tab === path.value[1]) ?? "health";
  const [Page, right] = TABS[current];
  const theirs = tabs.filter((tab) => tab === current || TABS[tab][1] === null || may(TABS[tab][1]));
  return (
    <section class="page admin">
      <nav class="tabs" aria-label={words.value.screens.admin}>
        {theirs.map((tab) => (
          <a key={tab} href={`/admin/${tab}`} aria-current={tab === current ? "page" : undefined}>
            {say[tab]}
          </a>
        ))}
      </nav>
      {right === null || may(right) ? <Page /> : <p class="empty">{say.allowedNot}</p>}
    </section>
  );
}
