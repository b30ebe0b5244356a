/** The figures as tables: response times, rules, stations. */
import type { FiguresOf, Took } from "../../api/shapes";
import { stationName } from "../../live/room";
import { words } from "../../words";
import { length, number, share } from "../../words/time";

type Figures = FiguresOf["figures"];

const took = (seconds: number | null): string => (seconds === null ? "—" : length(seconds));

export function Times({ figures }: { figures: Figures }) {
  const say = words.value.figures;
  const lines: readonly (readonly [string, Took])[] = [
    [say.acknowledged, figures.acknowledged],
    [say.called, figures.called],
    [say.putRight, figures.put_right],
  ];
  return (
    <section>
      <h2>{say.times}</h2>
      <table>
        <thead>
          <tr>
            <th />
            <th class="number">{say.half}</th>
            <th class="number">{say.most90}</th>
            <th class="number">{say.count}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, line]) => (
            <tr key={name}>
              <td>{name}</td>
              <td class="number">{took(line.median_s)}</td>
              <td class="number">{took(line.p90_s)}</td>
              <td class="number">{number(line.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Rules({ rules }: { rules: Figures["rules"] }) {
  const say = words.value.figures;
  return (
    <section>
      <h2>{say.rules}</h2>
      <table>
        <thead>
          <tr>
            <th />
            <th class="number">{say.raised}</th>
            <th class="number">{say.confirmed}</th>
            <th class="number">{say.dismissed}</th>
            <th class="number">{say.calledCount}</th>
            <th class="number">{say.falseShare}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((line) => (
            <tr key={line.rule}>
              <td>{words.value.rule[line.rule]}</td>
              <td class="number">{number(line.raised)}</td>
              <td class="number">{number(line.confirmed)}</td>
              <td class="number">{number(line.dismissed)}</td>
              <td class="number">{number(line.called)}</td>
              <td class="number">{falseShare(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function falseShare({ confirmed, dismissed }: { confirmed: number; dismissed: number }): string {
  const decided = confirmed + dismissed;
  return decided === 0 ? "—" : share(dismissed / decided);
}

export function Stations({ stations }: { stations: Figures["stations"] }) {
  const say = words.value.figures;
  return (
    <section>
      <h2>{say.stations}</h2>
      <table>
        <thead>
          <tr>
            <th />
            <th class="number">{say.raised}</th>
            <th class="number">{say.confirmed}</th>
            <th class="number">{say.dismissed}</th>
            <th class="number">{say.putRightHalf}</th>
          </tr>
        </thead>
        <tbody>
          {stations.map((line) => (
            <tr key={line.station}>
              <td>{stationName(line.station)}</td>
              <td class="number">{number(line.raised)}</td>
              <td class="number">{number(line.confirmed)}</td>
              <td class="number">{number(line.dismissed)}</td>
              <td class="number">{took(line.put_right.median_s)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{say.noLeague}</p>
    </section>
  );
}
