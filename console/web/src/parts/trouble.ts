import { Refused, Unreachable } from "../api/client";
import { words } from "../words";

/** Put a code of the server into words. */
export function trouble(code: string): string {
  const known = words.value.trouble;
  return known[code] ?? known["unknown"]!;
}

/** Put what went wrong into words; what is no trouble of the server's is a fault of ours. */
export function inWords(error: unknown): string {
  if (error instanceof Refused) return trouble(error.code);
  if (error instanceof Unreachable) return trouble("unreachable");
  throw error;
}
