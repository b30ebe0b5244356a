/* Return every text that is in the other language than the page: what people read, and what screen readers say.
   Behind a cell of a table may stand its code. */
() => {
  const other = document.documentElement.lang === "en" ? /[一-鿿]/ : /[A-Za-z]{2}/;
  const seen = [];
  for (const element of document.querySelectorAll("body, body *")) {
    if (element.closest("code, kbd, script, style, [lang]:not(html)")) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent);
    const told = ["aria-label", "placeholder", "alt", ...(element.closest("td") ? [] : ["title"])].map((name) => element.getAttribute(name) ?? "");
    seen.push(...[...own, ...told].map((text) => text.trim()).filter((text) => other.test(text)));
  }
  return seen;
}
