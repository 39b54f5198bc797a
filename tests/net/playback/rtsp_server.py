#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An RTSP server of GStreamer for the tests: rtsp_server.py CLIP.mp4 [PORT]; prints its port.

/clip    picture and sound of the clip, over TCP and UDP
/udp     the clip, over UDP only
/locked  the same, for user "viewer" with password "secret"
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
clip = sys.argv[1]
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[2] if len(sys.argv) > 2 else "0")

auth = GstRtspServer.RTSPAuth()
viewer = GstRtspServer.RTSPToken()
viewer.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
auth.add_basic(GstRtspServer.RTSPAuth.make_basic("viewer", "secret"), viewer)
anybody = GstRtspServer.RTSPToken()
anybody.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "anybody")
auth.set_default_token(anybody)
server.set_auth(auth)


CLIP = (
    f'( filesrc location="{clip}" ! qtdemux name=d '
    "d.video_0 ! queue ! rtph264pay name=pay0 pt=96 config-interval=-1 "
    "d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )"
)

def mount(path, roles, transports=None):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(CLIP)
    if transports:
        factory.set_protocols(transports)
    for role in ("viewer", "anybody"):
        allowed = role in roles
        factory.add_role_from_structure(
            Gst.Structure.from_string(
                f"{role}, media.factory.access=(boolean)true, media.factory.construct=(boolean){str(allowed).lower()};"
            )[0]
        )
    server.get_mount_points().add_factory(path, factory)


mount("/clip", ("viewer", "anybody"))
mount("/udp", ("viewer", "anybody"), GstRtsp.RTSPLowerTrans.UDP)
mount("/locked", ("viewer",))
if server.attach(None) == 0:
    sys.exit("no port")
print("port", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
