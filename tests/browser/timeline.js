/* Return what of a timeline lies over a word of it: another word, or the line of a moment. */
() => {
  // A stage and its time are one.
  const words = [...document.querySelectorAll(".timeline *")].filter((element) =>
    element.closest(".stage")
      ? element.matches(".stage")
      : [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()),
  );
  const box = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const over = (one, other) =>
    one.left < other.right && other.left < one.right && one.top + 1 < other.bottom && other.top + 1 < one.bottom;
  const placed = words.map((element) => ({ name: element.textContent, box: box(element) }));
  const lines = [...document.querySelectorAll(".timeline .moments span")].map((element) => ({
    name: element.className,
    box: element.getBoundingClientRect(),
  }));
  const seen = [];
  placed.forEach((word, index) => {
    for (const other of [...placed.slice(index + 1), ...lines])
      if (over(word.box, other.box)) seen.push(`${other.name} lies over ${word.name}`);
  });
  return { seen, words: placed.length, lines: lines.length };
}
