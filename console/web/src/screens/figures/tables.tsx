/** The figures as tables: response times, rules, stations. */
import type { FiguresOf, Took } from "../../api/shapes";
import { stationName } from "../../live/room";
import { words } from "../../words";
import { length, number, share } from "../../words/time";

type Figures = FiguresOf["figures"];
/** What a line is of, and its figures in words. */
type Line = { key: string; name: string; figures: readonly string[] };

const took = (seconds: number | null): string => (seconds === null ? "—" : length(seconds));

function Table({ title, heads, lines, note }: { title: string; heads: readonly string[]; lines: readonly Line[]; note?: string }) {
  return (
    <section>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th />
            {heads.map((head) => (
              <th class="number" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, figures }) => (
            <tr key={key}>
              <td>{name}</td>
              {figures.map((figure, column) => (
                <td class="number" key={heads[column]}>
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {note && <p class="note">{note}</p>}
    </section>
  );
}

export function Times({ figures }: { figures: Figures }) {
  const say = words.value.figures;
  const all: readonly (readonly [string, Took])[] = [
    [say.acknowledged, figures.acknowledged],
    [say.called, figures.called],
    [say.putRight, figures.put_right],
  ];
  const lines = all.map(([name, { median_s, p90_s, count }]) => ({
    key: name,
    name,
    figures: [took(median_s), took(p90_s), number(count)],
  }));
  return <Table title={say.times} heads={[say.half, say.most90, say.count]} lines={lines} />;
}

export function Rules({ rules }: { rules: Figures["rules"] }) {
  const say = words.value.figures;
  const lines = rules.map((line) => ({
    key: line.rule,
    name: words.value.rule[line.rule],
    figures: [...[line.raised, line.confirmed, line.dismissed, line.called].map((each) => number(each)), falseShare(line)],
  }));
  const heads = [say.raised, say.confirmed, say.dismissed, say.calledCount, say.falseShare];
  return <Table title={say.rules} heads={heads} lines={lines} />;
}

function falseShare({ confirmed, dismissed }: { confirmed: number; dismissed: number }): string {
  const decided = confirmed + dismissed;
  return decided === 0 ? "—" : share(dismissed / decided);
}

export function Stations({ stations }: { stations: Figures["stations"] }) {
  const say = words.value.figures;
  const lines = stations.map((line) => ({
    key: line.station,
    name: stationName(line.station),
    figures: [
      ...[line.raised, line.confirmed, line.dismissed].map((each) => number(each)),
      took(line.put_right.median_s),
      number(line.praised),
    ],
  }));
  const heads = [say.raised, say.confirmed, say.dismissed, say.putRightHalf, say.praised];
  return <Table title={say.stations} heads={heads} lines={lines} note={say.noLeague} />;
}
