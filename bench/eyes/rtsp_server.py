"""A real RTSP server, run by the system's Python, which has GStreamer's bindings.

Arguments: a port, or 0 for any; JSON of mounts, by name a GStreamer pipeline; perhaps a user and a password.
Prints its port.
"""

import json
import sys

# The system's Python has neither our packages nor types for GStreamer.
import gi  # type: ignore[import-not-found]

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found]  # noqa: E402

ROLE = "viewer"


def main() -> None:
    """Serve until killed."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(sys.argv[1])
    login = sys.argv[3:5]
    if login:
        server.set_auth(_only(*login))
    for name, launch in json.loads(sys.argv[2]).items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(f"( {launch} )")
        factory.set_shared(True)
        if login:
            allowed = GstRtspServer.RTSPPermissions()
            for what in ("access", "construct"):
                allowed.add_permission_for_role(ROLE, f"media.factory.{what}", True)  # noqa: FBT003
            factory.set_permissions(allowed)
        server.get_mount_points().add_factory(f"/{name}", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def _only(user: str, password: str) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    return auth


main()
