/** The map: where cameras are, the worst first; it works without a base map. */
import "leaflet/dist/leaflet.css";
import L from "leaflet";
import { useEffect, useRef } from "preact/hooks";
import type { Room, Tile, Tiles } from "../../api/shapes";
import { askEvery_s, now } from "../../clock";
import { room, stationName } from "../../live/room";
import { Show, useLoaded } from "../../parts/loading";
import { Mark } from "../../parts/mark";
import { query, setQuery } from "../../route";
import { words } from "../../words";
import { ageOf, Facts, isFresh } from "../wall/tile";
import { apart } from "./apart";
import { onMap } from "./coordinates";

const SHAPES = { urgent: "◆", high: "▲", medium: "●", low: "○" } as const;

export default function MapScreen() {
  const cameras = useLoaded<Tiles>("/api/cameras", askEvery_s(10));
  return <Show of={cameras}>{(data) => <Cameras tiles={data.tiles} />}</Show>;
}

function Cameras({ tiles }: { tiles: readonly Tile[] }) {
  const say = words.value.map;
  const only = query.value.has("incident");
  const listed = tiles.filter((tile) => !only || tile.incident !== null);
  const placed = listed.filter((tile) => tile.position !== null);
  return (
    <section class="map">
      <aside>
        <label>
          <input
            type="checkbox"
            checked={only}
            onChange={(event) => setQuery({ incident: event.currentTarget.checked ? "1" : "" })}
          />{" "}
          {say.onIncident}
        </label>
        <p class="note">
          {say.cameras(placed.length)} · {say.without(listed.length - placed.length)}
        </p>
        {room.value?.settings.tiles_url === "" && <p class="note">{say.noBase}</p>}
        <h2>{say.list}</h2>
        <ul class="lines">
          {listed.map((tile) => (
            <li key={`${tile.station} ${tile.camera}`}>
              <p>
                {tile.worst && <Mark priority={tile.worst} />} {stationName(tile.station)} <b>{tile.badge ?? `…${tile.camera.slice(-4)}`}</b>{" "}
                {tile.position && !isFresh(tile.position.at, now.value) && (
                  <span class="note">{say.ago(ageOf(tile.position.at, now.value))}</span>
                )}
              </p>
              <Facts tile={tile} />
            </li>
          ))}
        </ul>
      </aside>
      {placed.length === 0 ? <p class="empty">{say.empty}</p> : room.value && <Plan tiles={placed} room={room.value} />}
    </section>
  );
}

function Plan({ tiles, room: { settings } }: { tiles: readonly Tile[]; room: Room }) {
  const element = useRef<HTMLDivElement>(null);
  const map = useRef<{ map: L.Map; marks: L.LayerGroup } | null>(null);
  const at = (tile: Tile): L.LatLngExpression =>
    onMap(tile.position!.latitude_deg, tile.position!.longitude_deg, settings.tiles_go_by);
  useEffect(() => {
    const made = L.map(element.current!, { attributionControl: false, zoomAnimation: false, zoomControl: false });
    if (settings.tiles_url) L.tileLayer(settings.tiles_url).addTo(made);
    L.control.scale({ imperial: false }).addTo(made);
    made.fitBounds(L.latLngBounds(tiles.map(at)).pad(0.2), { maxZoom: 15 });
    const marks = L.layerGroup().addTo(made);
    made.on("zoomend", () => spread(made, marks));
    map.current = { map: made, marks };
    return () => void made.remove();
  }, []);
  useEffect(() => {
    const say = words.value.map;
    const zoom = L.control.zoom({ zoomInTitle: say.closer, zoomOutTitle: say.wider }).addTo(map.current!.map);
    return () => void zoom.remove();
  }, [words.value]);
  useEffect(() => {
    const { map: made, marks } = map.current!;
    marks.clearLayers();
    for (const [index, tile] of tiles.entries()) {
      // The worst lies on top.
      L.marker(at(tile), { icon: icon(tile), keyboard: false, zIndexOffset: -10_000 * index }).addTo(marks);
    }
    spread(made, marks);
  }, [tiles, words.value]);
  return <div class="plan" ref={element} role="group" aria-label={words.value.screens.map} />;
}

/** Move names apart that would lie over each other, with a line to where they belong; the worst stays in its place. */
function spread(map: L.Map, marks: L.LayerGroup): void {
  const named = marks.getLayers().flatMap((mark) => {
    const pin = (mark as L.Marker).getElement()?.querySelector<HTMLElement>(".pin:not(.quiet)");
    return pin ? [{ pin, at: map.latLngToLayerPoint((mark as L.Marker).getLatLng()) }] : [];
  });
  const shifts = apart(named.map(({ pin, at: { x, y } }) => ({ x, y, width: pin.offsetWidth, height: pin.offsetHeight })));
  named.forEach(({ pin }, index) => {
    const shift = shifts[index]!;
    pin.classList.toggle("below", shift > 0);
    pin.classList.toggle("above", shift < 0);
    pin.style.setProperty("--shift", `${shift}px`);
  });
}

function icon(tile: Tile): L.DivIcon {
  const element = document.createElement("span");
  const who = tile.badge ?? `…${tile.camera.slice(-4)}`;
  // Who is neither on an incident nor in an alert is a dot: names are for those who must be found.
  const isQuiet = tile.worst === null && tile.incident === null;
  element.className = `pin ${tile.worst ?? "well"} ${isQuiet ? "quiet" : ""}`;
  element.title = `${stationName(tile.station)} ${who}`;
  element.textContent = isQuiet ? "" : `${tile.worst ? SHAPES[tile.worst] : "·"} ${who}`;
  return L.divIcon({ html: element, className: `pin-box ${tile.incident ? "busy" : ""}`, iconSize: [0, 0] });
}
