/* Return every text that does not fit: beyond the page's edge, or cut off by the box that it stands in. */
() => {
  const seen = [];
  const edge = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest(".unseen, option, svg, .plan")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0) continue;
    const style = getComputedStyle(element);
    const beyond = box.right > edge + 1 || box.left < -1;
    const cut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    const low = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
    const spills = style.overflowX === "visible" && style.display !== "inline" && element.scrollWidth > element.clientWidth + 1;
    if (beyond || cut || low || spills) seen.push(`${element.className || element.tagName}: ${element.textContent.trim().slice(0, 60)}`);
  }
  if (document.documentElement.scrollWidth > edge + 1) seen.push("the page is wider than the window");
  return seen;
}
