// Notes what makes a page feel slow: tasks that block it, and how long a key or a click waits for its picture.
(() => {
  window.ease = { tasks: [], answers: [] };
  const note = (list) => (entries) => {
    for (const entry of entries.getEntries()) list().push(entry.duration);
  };
  new PerformanceObserver(note(() => window.ease.tasks)).observe({ type: "longtask", buffered: true });
  const answers = (entries) => {
    for (const { name, duration } of entries.getEntries())
      if (["keydown", "click", "input", "change"].includes(name)) window.ease.answers.push(duration);
  };
  new PerformanceObserver(answers).observe({ type: "event", durationThreshold: 16, buffered: true });
})();
