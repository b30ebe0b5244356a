/** Positions come in WGS-84; maps made in China are shifted (GCJ-02), and so must be what is drawn on them. Pure. */
import gcoord from "gcoord";

export function onMap(latitude_deg: number, longitude_deg: number, go_by: string): [number, number] {
  if (!/gcj/i.test(go_by)) return [latitude_deg, longitude_deg];
  const [longitude, latitude] = gcoord.transform([longitude_deg, latitude_deg], gcoord.WGS84, gcoord.GCJ02);
  return [latitude, longitude];
}
