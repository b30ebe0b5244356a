/** Requests to the server, and what goes wrong with them. */
import { signal } from "@preact/signals";

/** The server answered that it does not do this; the code is put into words by the page. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields: readonly string[] = [],
  ) {
    super(code);
  }
}

/** The server did not answer: nothing is known of what became of the request. */
export class Unreachable extends Error {}

/** Set when the server no longer knows who we are; what is on the page stays there behind the login. */
export const loggedOut = signal(false);

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

export function pathWith(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await (await ask("GET", pathWith(path, query))).json()) as T;
}

/** Send a change; `keepalive` lets it arrive though the page is being left. */
export async function send<T>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  keepalive = false,
): Promise<T> {
  const answer = await ask(method, path, body, keepalive);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function ask(method: string, path: string, body?: unknown, keepalive = false): Promise<Response> {
  const init: RequestInit = { method, keepalive, credentials: "same-origin" };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.ok) return answer;
  if (answer.status >= 502 && answer.status <= 504) throw new Unreachable(String(answer.status));
  throw await refusal(answer);
}

async function refusal(answer: Response): Promise<Refused> {
  let code = "unknown";
  let fields: string[] = [];
  try {
    const trouble = (await answer.json()) as { code?: string; fields?: string[] };
    code = trouble.code ?? code;
    fields = trouble.fields ?? fields;
  } catch {
    // A page that the server does not have answers without a body: the status says it all.
  }
  if (answer.status === 401 && code === "not_logged_in") loggedOut.value = true;
  return new Refused(answer.status, code, fields);
}
