/** The bureau's own single sign-on, where the server has one. */
import { useEffect } from "preact/hooks";
import { loggedOut, pathWith } from "../api/client";
import type { Ways } from "../api/shapes";
import { follow } from "../live/alerts";
import { whoAmI } from "../live/room";
import { query } from "../route";
import { said, words } from "../words";

/** A link to it; `over` a page on which nothing may be lost it opens another, and this one goes on when it is seen again. */
export function SignOn({ oidc, over }: { oidc: Ways["oidc"]; over: boolean }) {
  useEffect(() => {
    if (!over) return;
    const look = () => void goOn();
    addEventListener("visibilitychange", look);
    return () => removeEventListener("visibilitychange", look);
  }, [over]);
  if (!oidc) return null;
  const to = over || query.value.has("refused") ? "/" : location.pathname + location.search;
  return (
    <p>
      <a class="button" href={pathWith("/api/session/oidc", { to })} target={over ? "_blank" : "_self"}>
        {said(oidc)}
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
