/** The bureau's own single sign-on, where the server has one. */
import { useEffect, useState } from "preact/hooks";
import { get, loggedOut, pathWith } from "../api/client";
import type { Ways } from "../api/shapes";
import { follow } from "../live/alerts";
import { whoAmI } from "../live/room";
import { query } from "../route";
import { said, words } from "../words";

/** A link to it; `over` a page on which nothing may be lost it opens another, and this one goes on when it is seen again. */
export function SignOn({ over }: { over: boolean }) {
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => {
    // Who cannot ask logs in with a password, and is told there what is wrong.
    get<Ways>("/api/session/ways").then(setWays, () => setWays(null));
  }, []);
  useEffect(() => {
    if (!over) return;
    const look = () => void goOn();
    addEventListener("visibilitychange", look);
    return () => removeEventListener("visibilitychange", look);
  }, [over]);
  if (!ways?.oidc) return null;
  const to = over || query.value.has("refused") ? "/" : location.pathname + location.search;
  return (
    <p>
      <a class="button" href={pathWith("/api/session/oidc", { to })} target={over ? "_blank" : "_self"}>
        {said(ways.oidc)}
      </a>
      {over && <small>{words.value.login.elsewhere}</small>}
    </p>
  );
}

async function goOn(): Promise<void> {
  if (document.hidden) return;
  await whoAmI();
  if (!loggedOut.value) void follow();
}
