// Notes when a new row is painted, and when the bar above the rows tells of so many new ones: in milliseconds since
// 1970, after the second frame that follows the change, when the first one is surely on the screen.
(() => {
  const seen = new Set();
  let most = 0;
  window.painted = { rows: {}, told: {} };
  const look = () => {
    const rows = [...document.querySelectorAll(".row[id]")].map((row) => row.id.slice(4)).filter((id) => !seen.has(id));
    const count = parseInt(document.querySelector(".bar.fresh")?.textContent ?? "0", 10);
    if (rows.length === 0 && count <= most) return;
    const before = most;
    most = Math.max(most, count);
    const now = most;
    for (const id of rows) seen.add(id);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const at = performance.timeOrigin + performance.now();
        for (const id of rows) window.painted.rows[id] = at;
        for (let number = before + 1; number <= now; number += 1) window.painted.told[number] = at;
      }),
    );
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
  // Somebody is at the page: a touch now and then, so that it keeps its rows.
  window.touch = () => setInterval(() => dispatchEvent(new Event("pointermove")), 5000);
})();
