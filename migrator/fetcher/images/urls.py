"""What is known of the shapes of image addresses, read off real blogs.

A size is a directory before the file name (`/s320/x.jpg`) or follows an equals sign (`=w640-h480`).  `d` asks
for the bytes as they were uploaded, `s0` for all pixels in a new file, `-h` for an HTML page that shows them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from migrator.blogger import GOOGLE_PHOTO_HOST, PHOTO_HOST, UPLOAD_PATH
from migrator.fetcher.filetypes import IMAGE_ENDING

HOLE = "\0"
"""Stands for the size in a pattern; no address can hold it."""
ORIGINAL_SIZES = ("d", "s0", "s16000", "s1600")
"""Best first: uploaded bytes, all pixels twice (one of the two is refused for some images), 1600 pixels."""

_FLAG = r"(?:[a-z]{1,2}|[a-z]{1,2}\d{1,6}|c0x[0-9a-f]{6,8}|fSoften=[\d,.]+)"
_SIZE = re.compile(rf"(?:{_FLAG}-)*[swh]\d{{1,5}}(?:-{_FLAG})*|d(?:-{_FLAG})*")
_DATA = re.compile(r"data:(?:image/|application/octet-stream[;,]|[;,])", re.IGNORECASE)
_PHOTOS1_SIZE = re.compile(r"\d{2,4}")


@dataclass(frozen=True, slots=True)
class ImageUrl:
    """One address of an image, understood."""

    key: str
    originals: tuple[str, ...]
    """Addresses of better versions than the written one, best first."""
    name: str
    written: str
    """The address as it was written, made absolute."""
    place: str
    """What an address must share with another one for an equal file name to mean the same image."""
    at_google: bool = False
    """Whether it lies on a host of Google's that shows images and nothing else."""
    pattern: str = ""
    """The address with `HOLE` in place of the size; '' where it has no sizes."""

    def sized(self, size: str) -> str:
        """The address of the image in another size, '' where it has no sizes."""
        return self.pattern.replace(HOLE, size)


def understand(address: str) -> ImageUrl | None:
    """What the address of an image says; None for what is no absolute address of one."""
    written = re.sub(r"[\t\r\n]", "", address.strip()).replace(" ", "%20")
    if _DATA.match(written):
        digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
        return ImageUrl(f"data:{digest}", (), "", written, "data:")
    if written.startswith("//"):
        written = f"https:{written}"
    try:
        parts = urlsplit(written)
        host = parts.hostname
        _ = parts.port  # read only so that a bad one raises here
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    for pattern, family in _FAMILIES:
        if pattern.fullmatch(f"{host}{parts.path}"):
            found = family(parts, host)
            if found is not None:
                return replace(found, written=written)
    return _elsewhere(parts, host, written)


def _elsewhere(parts: SplitResult, host: str, written: str) -> ImageUrl:
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    query = f"?{parts.query}" if parts.query else ""
    name = file_name(parts.path.rpartition("/")[2])
    return ImageUrl(f"{host}{port}{parts.path}{query}", (), name, written, host.removeprefix("www."))


def file_name(segment: str) -> str:
    """The name of an upload: decoded until nothing changes (it may be encoded up to four times)."""
    name = segment
    for _ in range(4):
        decoded = unquote(name)
        if decoded == name:
            break
        name = decoded
    return unicodedata.normalize("NFC", name.replace("+", " ")).strip()


def _sized(base: str, segments: list[str], key: str, name: str) -> ImageUrl:
    """An image whose size is the directory before its name."""
    found = ImageUrl(key, (), file_name(name), "", "google", True, "/".join([base, *segments, HOLE, name]))
    return replace(found, originals=tuple(map(found.sized, ORIGINAL_SIZES)))


def _optioned(base: str, key: str, sizes: tuple[str, ...] = ORIGINAL_SIZES) -> ImageUrl:
    """An image whose size follows an equals sign; its address holds no name."""
    found = ImageUrl(key, (), "", "", "google", True, f"{base}={HOLE}")
    return replace(found, originals=tuple(map(found.sized, sizes)))


def _split_size(segments: list[str]) -> str:
    """The file name among what follows an image's identity: `[size, name]`, either or both missing."""
    if segments and _SIZE.fullmatch(segments[0]):
        segments = segments[1:]
    return segments[0] if segments else ""


def _upload(parts: SplitResult, _host: str) -> ImageUrl | None:
    """`/img/b/R29vZ2xl/TOKEN/s320/x.png` and `/img/a/TOKEN=s320`: one upload has one token in both.

    Recognised on any host: nothing else looks like this, and mirrors and stand-ins use the same paths.
    """
    base = urlunsplit((_secure(parts), parts.netloc, "", "", ""))
    segments = parts.path.split("/")[2:]
    place = segments[:2] if segments[0] == "b" else segments[:1]
    rest = segments[len(place) :]
    upload, _, options = rest[0].partition("=")
    if not upload:
        return None
    key = f"upload:{upload}"
    path = [base, "img", *place, upload]
    if place[0] == "a" or options or len(rest) == 1:
        return _optioned("/".join(path), key)
    return _sized("/".join(path), [], key, _split_size(rest[1:]))


def _secure(parts: SplitResult) -> str:
    """Google's hosts all answer on https; a stand-in on a port of its own stays as it is."""
    return parts.scheme if parts.port else "https"


def _proxied_upload(parts: SplitResult, host: str) -> ImageUrl:
    """`/img/proxy/TOKEN=s320`: somebody else's image, of which Google kept no original."""
    path = parts.path.partition("=")[0]
    return _optioned(f"https://{host}{path}", f"proxy:{path.rpartition('/')[2]}", ("s0",))


def _gadget_proxy(parts: SplitResult, _host: str) -> ImageUrl | None:
    """`.../gadgets/proxy?url=ENCODED&container=blogger`: the real address is inside."""
    inside = parse_qs(parts.query).get("url", [""])[0]
    found = understand(inside)
    if found is None:
        return None
    return replace(found, originals=(*found.originals, found.written), at_google=True)


def _photo(parts: SplitResult, host: str) -> ImageUrl | None:
    """`/A/B/C/D/s320/x.jpg` on bp.blogspot.com, bp.blogger.com, googleusercontent.com or ggpht.com.

    The hosts share their images; bpN.blogger.com is the same as 1.bp.blogspot.com.
    """
    segments = parts.path.split("/")[1:]
    if len(segments) < 5:
        return None
    if host.endswith(".blogger.com"):
        host = "1.bp.blogspot.com"
    identity = segments[:4]
    return _sized(f"https://{host}", identity, f"photo:{'/'.join(identity)}", _split_size(segments[4:]))


def _google_photo(parts: SplitResult, host: str) -> ImageUrl | None:
    """`lh3.googleusercontent.com/TOKEN=w640-h480`, also under `/pw/`, `/docs/`, `/blogger_img_proxy/`."""
    path = parts.path.partition("=")[0]
    identity = path.strip("/")
    if not identity or IMAGE_ENDING.search(identity):
        return None
    return _optioned(f"https://{host}{path}", f"google:{identity}")


def _photos1(parts: SplitResult, host: str) -> ImageUrl | None:
    """`photos1.blogger.com/blogger/U/B/320/x.jpg`, `/x/blogger2/U/B/320/N/x.jpg` (2003 to 2006)."""
    segments = parts.path.split("/")[1:]
    place = -3 if segments[0] == "x" else -2
    if len(segments) < 4 or not _PHOTOS1_SIZE.fullmatch(segments[place]):
        return None
    key = "photos1:" + "/".join([*segments[:place], *segments[place + 1 :]])
    segments[place] = "1600"
    largest = f"http://{host}/{'/'.join(segments)}"
    return ImageUrl(key, (largest,), file_name(segments[-1]), "", "google", True)


def _drive(parts: SplitResult, host: str) -> ImageUrl | None:
    """Google Drive: since 2024 only `lh3.googleusercontent.com/d/ID` still gives the image.

    Nothing in the other addresses of Drive tells an image from any other file.
    """
    query = parse_qs(parts.query).get("id", [""])[0]
    in_path = re.search(r"/d/([\w-]+)", parts.path)
    identity = query or (in_path[1] if in_path else "")
    if not identity:
        return None
    base = f"https://lh3.googleusercontent.com/d/{quote(identity, safe='')}"
    found = _optioned(base, f"drive:{identity}", ("d", "s0"))
    at_google = host.startswith("lh") or parts.path == "/thumbnail"
    return replace(found, originals=(*found.originals, base), at_google=at_google)


_FAMILIES: tuple[tuple[re.Pattern[str], Callable[[SplitResult, str], ImageUrl | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), family)
    for pattern, family in (
        # An upload's path says what it is; the rest is told by the host.
        (rf"[^/]+(?:{UPLOAD_PATH}|/img/a)/.+", _upload),
        (r"[\w-]+\.googleusercontent\.com/img/proxy/.+", _proxied_upload),
        (r"[\w-]+\.googleusercontent\.com/gadgets/proxy", _gadget_proxy),
        # Drive's ids on lh3 come before lh3's own.
        (r"(?:(?:drive|docs)\.google|drive\.usercontent\.google|lh\d\.googleusercontent)\.com/"
         r"(?:uc|open|thumbnail|download|(?:file/)?d/.*)", _drive),
        (rf"{PHOTO_HOST}/.*", _photo),
        (rf"{GOOGLE_PHOTO_HOST}/.*", _google_photo),
        (r"photos1\.blogger\.com/.*", _photos1),
    )
)  # fmt: skip


_GOOGLES = re.compile(r"(?:^|\.)(?:blogspot|blogger|blogblog|googleusercontent|ggpht)\.com$")


def on_googles(address: str) -> bool:
    """Whether an image at this address comes from Blogger's or Google's servers, in whatever shape."""
    shown = understand(address)
    return shown is not None and (shown.place == "google" or bool(_GOOGLES.search(shown.place)))


def leads_to_googles(link: str) -> bool:
    """Whether a link leads to nothing but an image on one of Blogger's or Google's hosts."""
    target = understand(link)
    return target is not None and target.at_google
