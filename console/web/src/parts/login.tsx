/** Logging in, and the password that must be changed first. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, loggedOut, send } from "../api/client";
import type { Me, Ways } from "../api/shapes";
import { follow } from "../live/alerts";
import { me } from "../live/room";
import { language, theme } from "../prefs";
import { query, setQuery } from "../route";
import { words } from "../words";
import { SignOn } from "./signon";
import { inWords, trouble } from "./trouble";

type Fields = Record<string, string>;
type Field = { name: string; label: string; secret: boolean; complete: AutoFill };

/** The password was just changed, which ended the session. */
const changed = signal(false);

/** Who cannot ask logs in with a password, and is told there what is wrong. */
const BY_PASSWORD: Ways = { password: true, oidc: null };

function Input({ name, secret, complete, first }: Field & { first: boolean }) {
  const common = { name, autocomplete: complete, autofocus: first, required: true };
  return secret ? <input type="password" {...common} /> : <input type="text" {...common} />;
}

function Form({ title, hint, refused, fields, button, submit, children }: {
  title: string;
  hint?: string;
  /** A code of the server: why a login elsewhere came to nothing. */
  refused?: string | null;
  /** Empty where nothing is typed here. */
  fields: readonly Field[];
  button: string;
  submit: (values: Fields) => Promise<string | null>;
  children?: ComponentChildren;
}) {
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    try {
      setWrong(await submit(Object.fromEntries(new FormData(form)) as Fields));
    } catch (error) {
      setWrong(inWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form onSubmit={(event) => void onSubmit(event as unknown as SubmitEvent)}>
        <h1>{title}</h1>
        {hint && <p>{hint}</p>}
        {fields.map((field, index) => (
          <label key={field.name}>
            {field.label}
            <Input {...field} first={index === 0} />
          </label>
        ))}
        <p role="alert" class="wrong">
          {wrong ?? (refused ? trouble(refused) : null)}
        </p>
        {fields.length > 0 && (
          <button class="main" disabled={busy}>
            {button}
          </button>
        )}
        {children}
        <p class="desk">
          <button type="button" onClick={() => (theme.value = theme.value === "dark" ? "light" : "dark")}>
            {theme.value === "dark" ? words.value.top.light : words.value.top.dark}
          </button>
          <button
            type="button"
            lang={language.value === "zh" ? "en" : "zh-CN"}
            onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
          >
            {words.value.top.otherLanguage}
          </button>
        </p>
      </form>
    </main>
  );
}

/** Log in; `over` the page where a session has ended, so that nothing on it is lost. */
export function Login({ over = false }: { over?: boolean }) {
  const say = words.value.login;
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => void get<Ways>("/api/session/ways").then(setWays, () => setWays(BY_PASSWORD)), []);
  const submit = async ({ name, password }: Fields) => {
    const who = await send<Me>("POST", "/api/session", { name, password });
    loggedOut.value = false;
    me.value = who;
    setQuery({ refused: "" });
    if (over) void follow();
    return null;
  };
  const typed: Field[] = [
    { name: "name", label: say.name, secret: false, complete: "username" },
    { name: "password", label: say.password, secret: true, complete: "current-password" },
  ];
  const refused = query.value.get("refused");
  return (
    <div class={over ? "over" : ""}>
      <Form
        title={`${words.value.top.name} · ${say.title}`}
        {...(over ? { hint: say.again } : changed.value ? { hint: say.changed } : {})}
        refused={refused === "oidc_away" && ways?.password === false ? "oidc_away_alone" : refused}
        fields={ways?.password ? typed : []}
        button={say.enter}
        submit={submit}
      >
        {ways && <SignOn oidc={ways.oidc} over={over} />}
      </Form>
    </div>
  );
}

export function NewPassword() {
  const say = words.value.login;
  const submit = async (values: Fields) => {
    if (values["new"] !== values["repeat"]) return say.differ;
    await send("POST", "/api/session/password", { old: values["old"], new: values["new"] });
    changed.value = true;
    me.value = null;
    loggedOut.value = true;
    return null;
  };
  return (
    <Form
      title={say.change}
      hint={say.mustChange}
      fields={[
        { name: "old", label: say.old, secret: true, complete: "current-password" },
        { name: "new", label: say.fresh, secret: true, complete: "new-password" },
        { name: "repeat", label: say.repeat, secret: true, complete: "new-password" },
      ]}
      button={say.save}
      submit={submit}
    />
  );
}
