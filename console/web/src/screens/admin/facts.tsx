/** What can only be read: health of the roles, stations, rules with their numbers and sources. */
import { hindranceName, roleName, room } from "../../live/room";
import { Mark } from "../../parts/mark";
import { sourceOf, words } from "../../words";
import { inUnit } from "../alerts/basis";

export function Health() {
  const say = words.value.admin;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>{say.role}</th>
            <th>{say.state}</th>
            <th>{say.problems}</th>
          </tr>
        </thead>
        <tbody>
          {(room.value?.roles ?? []).map((role) => (
            <tr key={role.role} class={role.ready === false ? "exceeded" : ""}>
              <td>{roleName(role.role)}</td>
              <td>{role.ready === null ? say.unknown : role.ready ? say.ready : `▲ ${say.notReady}`}</td>
              <td>{role.hindered.map(hindranceName).join("; ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{say.allNamesWhat}</p>
    </>
  );
}

export function Stations() {
  const say = words.value.admin;
  return (
    <table>
      <thead>
        <tr>
          <th>{say.code}</th>
          <th>{say.fullName}</th>
          <th>{say.called}</th>
          <th>{say.english}</th>
        </tr>
      </thead>
      <tbody>
        {(room.value?.stations ?? []).map((station) => (
          <tr key={station.station}>
            <td>{station.station}</td>
            <td lang="zh-CN">{station.name_zh}</td>
            <td lang="zh-CN">{station.call_zh}</td>
            <td lang="en">{station.name_en}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Rules() {
  const say = words.value;
  return (
    <>
      <p class="note">{say.admin.readOnly}</p>
      <table>
        <thead>
          <tr>
            <th>{say.admin.rules}</th>
            <th>{say.admin.value}</th>
            <th>{say.alert.source}</th>
          </tr>
        </thead>
        <tbody>
          {(room.value?.rules ?? []).flatMap((rule) =>
            rule.numbers.map((number, index) => (
              <tr key={`${rule.rule} ${number.name}`}>
                <td>
                  {index === 0 && (
                    <>
                      <Mark priority={rule.priority} word /> {say.rule[rule.rule]}
                      {!rule.enabled && <i class="tag">{say.admin.ruleOff}</i>}
                    </>
                  )}
                </td>
                <td class="value">
                  {say.measure[number.name] ?? number.name} <b>{inUnit(number.name, number.value)}</b>
                </td>
                <td class="note">{sourceOf(number)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </>
  );
}
