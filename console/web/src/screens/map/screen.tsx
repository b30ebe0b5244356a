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
    map.current = { map: made, marks: L.layerGroup().addTo(made) };
    return () => void made.remove();
  }, []);
  useEffect(() => {
    const say = words.value.map;
    const zoom = L.control.zoom({ zoomInTitle: say.closer, zoomOutTitle: say.wider }).addTo(map.current!.map);
    return () => void zoom.remove();
  }, [words.value]);
  useEffect(() => {
    const { marks } = map.current!;
    marks.clearLayers();
    for (const tile of [...tiles].reverse()) L.marker(at(tile), { icon: icon(tile), keyboard: false }).addTo(marks);
  }, [tiles, words.value]);
  return <div class="plan" ref={element} role="group" aria-label={words.value.screens.map} />;
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
