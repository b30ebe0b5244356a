/** Alerts in ten minutes over time, with the line where a flood begins. */
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { theme } from "../../prefs";
import { words } from "../../words";
import { dayTime, zone } from "../../words/time";
import { nowMs } from "../../clock";
import { FLOOD } from "./load";

type Props = { windows: { at: number[]; heard: number[] } };

const HEIGHT_REM = 13;

export function Chart({ windows }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const say = words.value.figures;
  useEffect(() => {
    const box = element.current!;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const plot = new uPlot(options(box.clientWidth, HEIGHT_REM * rem, rem), series(windows), box);
    const watch = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT_REM * rem }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [windows, theme.value, words.value]);
  const most = Math.max(0, ...windows.heard);
  return <div class="chart" ref={element} role="img" aria-label={words.value.queue.pair(say.load, `${say.measures.peak_in_ten_minutes} ${most}`)} />;
}

const series = ({ at, heard }: Props["windows"]): uPlot.AlignedData => [at, heard, at.map(() => FLOOD)];

function options(width: number, height: number, rem: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--dim"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line") },
    font: `${Math.round(0.87 * rem)}px system-ui`,
  };
  const name = words.peek().figures;
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone.peek()),
    scales: { y: { range: (_, __, most) => [0, Math.max(FLOOD + 2, most)] } },
    axes: [
      { ...axis, values: (_, at) => at.map((each) => dayTime(each * 1000, nowMs())), space: 6 * rem },
      { ...axis, size: 3 * rem },
    ],
    series: [
      {},
      {
        label: name.load,
        stroke: colour("--text"),
        fill: colour("--faint"),
        paths: uPlot.paths.bars!({ size: [0.9, 40] }),
        points: { show: false },
      },
      { label: name.loadLimit, stroke: colour("--orange"), dash: [6, 4], points: { show: false } },
    ],
  };
}
