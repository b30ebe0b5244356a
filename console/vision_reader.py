"""Vision as a reader of the media server: it has no session and no pass, but a password for reading over RTSP alone."""

import hmac

from config.console import ConsoleSettings
from config.secret_file import bad_secret, read_secret

USER = "vision"
OVER = frozenset({"rtsp", "rtsps"})
"""What vision reads by and no browser does: whoever gets hold of the password opens no page with it."""
LEAST = 20
"""Characters. E: nobody types it, and 20 of chance cannot be guessed; a media server is slow with who is wrong, not locked."""
SETTING = "console.vision_password_file"
WANTED = f"write {LEAST} characters of chance at least, e.g. from `openssl rand -base64 24`"


def password_of(settings: ConsoleSettings) -> str | None:
    """Return the password; None where vision reads from the cameras themselves. Raises ``ConfigError`` naming the file."""
    if settings.vision_password_file is None:
        return None
    password = read_secret(settings.vision_password_file, SETTING, WANTED)
    if len(password) < LEAST:
        raise bad_secret(settings.vision_password_file, SETTING, f"it has {len(password)} characters", WANTED)
    return password


def is_vision(password: str | None, protocol: str, user: str, said: str) -> bool:
    """Say whether it is vision that asks the media server for video. Pure."""
    if password is None or user != USER or protocol not in OVER:
        return False
    # Half a character, which JSON may have, is no password of ours.
    return hmac.compare_digest(said.encode(errors="surrogatepass"), password.encode())
