/* Return every text that a selector finds whose contrast to what lies behind it is lower than asked for. */
([selectors, floor]) => {
  const numbers = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (top, below) => {
    const mix = (name) => top[name] * top.alpha + below[name] * (1 - top.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const behind = (element) => {
    if (element === null) return { red: 255, green: 255, blue: 255, alpha: 1 };
    const own = numbers(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own : over(own, behind(element.parentElement));
  };
  const opacity = (element) =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
  const luminance = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  let looked = 0;
  for (const element of document.querySelectorAll(selectors)) {
    // A shape repeats what its word says.
    if (element.closest("[aria-hidden=true]") || element.querySelector(":scope > [aria-hidden=true]")) continue;
    if (!element.textContent.trim() || element.getBoundingClientRect().width === 0) continue;
    looked += 1;
    const ground = behind(element);
    const text = numbers(getComputedStyle(element).color);
    const seen = over({ ...text, alpha: text.alpha * opacity(element) }, ground);
    const [high, low] = [luminance(seen), luminance(ground)].sort((one, other) => other - one);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < floor) poor.push(`${ratio.toFixed(2)} ${element.className || element.tagName}: ${element.textContent.trim().slice(0, 30)}`);
  }
  return { looked, poor };
}
