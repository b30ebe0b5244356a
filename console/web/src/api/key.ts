/** A key that makes a request count once. `crypto.randomUUID` is there over TLS alone; a closed network may have none. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
