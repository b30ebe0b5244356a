/** Work on a station's cameras: nobody is told of its alerts meanwhile. */
import { send } from "../../api/client";
import { newKey } from "../../api/key";
import { nowMs } from "../../clock";
import { room, stationName } from "../../live/room";
import { useDeed } from "../../parts/deed";
import { words } from "../../words";

/** E: from a change of cameras to a change of the network. */
const HOURS = [1, 2, 4, 8] as const;

export function Maintenance() {
  const say = words.value.admin;
  const deed = useDeed();
  const announce = (form: HTMLFormElement, over: boolean) => {
    const values = new FormData(form);
    const until = over ? null : new Date(nowMs() + Number(values.get("hours")) * 3_600_000).toISOString();
    const wanted = { key: newKey(), station: values.get("station"), reason: values.get("reason"), until };
    deed.run(() => send("POST", "/api/maintenance", wanted));
  };
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        announce(event.currentTarget, (event as unknown as SubmitEvent).submitter?.dataset["over"] === "1");
      }}
    >
      <p class="note">{say.maintenanceWhat}</p>
      <label>
        {say.station}
        <select name="station">
          {(room.value?.stations ?? []).map((station) => (
            <option key={station.station} value={station.station}>
              {stationName(station.station)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say.lasts}
        <select name="hours">
          {HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {say.hours(hours)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say.reason}
        <input name="reason" type="text" required maxLength={500} />
      </label>
      <p>
        <button class="main" disabled={deed.busy}>
          {say.begin}
        </button>{" "}
        <button data-over="1" disabled={deed.busy}>
          {say.end}
        </button>
      </p>
      <p role="status" class={deed.wrong ? "wrong" : ""}>
        {deed.wrong ?? (deed.done && say.sent)}
      </p>
    </form>
  );
}
