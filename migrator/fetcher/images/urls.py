"""The URLs of images on Blogger's and Google's hosts in every size, as real blogs have them.

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
"""The size's place in a pattern: a character that no address has."""
ORIGINAL_SIZES = ("d", "s0", "s16000", "s1600")
"""Best first: uploaded bytes, all pixels twice (one of the two is refused for some images), 1600 pixels."""

_FLAG = r"(?:[a-z]{1,2}|[a-z]{1,2}\d{1,6}|c0x[0-9a-f]{6,8}|fSoften=[\d,.]+)"
_SIZE = re.compile(rf"(?:{_FLAG}-)*[swh]\d{{1,5}}(?:-{_FLAG})*|d(?:-{_FLAG})*")
_DATA = re.compile(r"data:(?:image/|application/octet-stream[;,]|[;,])", re.IGNORECASE)
_PHOTOS1_SIZE = re.compile(r"\d{2,4}")


@dataclass(frozen=True, slots=True)
class ImageUrl:
    """One URL of an image, parsed."""

    key: str
    originals: tuple[str, ...]
    """Addresses of better versions than the written one, best first."""
    name: str
    written: str
    """The address as it was written, made absolute."""
    scope: str
    """URLs with the same scope and file name are of the same image: a host, or all of Google's."""
    at_google: bool = False
    """Whether its host is one of Google's that serve only images."""
    pattern: str = ""
    """The URL with `HOLE` in place of the size; '' if it has no sizes."""

    def sized(self, size: str) -> str:
        """The URL of the image in another size; '' if it has no sizes."""
        return self.pattern.replace(HOLE, size)


def parse_image_url(address: str) -> ImageUrl | None:
    """The parts of an absolute URL or data: URL of an image; None for anything else."""
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
    return _other_host(parts, host, written)


def _other_host(parts: SplitResult, host: str, written: str) -> ImageUrl:
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    query = f"?{parts.query}" if parts.query else ""
    name = file_name(parts.path.rpartition("/")[2])
    return ImageUrl(f"{host}{port}{parts.path}{query}", (), name, written, host.removeprefix("www."))


def file_name(segment: str) -> str:
    """The name of an upload: percent-decoded until nothing changes, since it may be encoded up to four times."""
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
    """An image whose size follows an equals sign; its URL has no file name."""
    found = ImageUrl(key, (), "", "", "google", True, f"{base}={HOLE}")
    return replace(found, originals=tuple(map(found.sized, sizes)))


def _split_size(segments: list[str]) -> str:
    """The file name in what follows an image's identity: `[size, name]`, either or both missing."""
    if segments and _SIZE.fullmatch(segments[0]):
        segments = segments[1:]
    return segments[0] if segments else ""


def _upload(parts: SplitResult, _host: str) -> ImageUrl | None:
    """`/img/b/R29vZ2xl/TOKEN/s320/x.png` and `/img/a/TOKEN=s320`: one upload has one token in both.

    Recognised on any host: no other URLs look like this, and mirrors have the same paths.
    """
    base = urlunsplit((_secure(parts), parts.netloc, "", "", ""))
    segments = parts.path.split("/")[2:]
    folder = segments[:2] if segments[0] == "b" else segments[:1]
    rest = segments[len(folder) :]
    upload, _, options = rest[0].partition("=")
    if not upload:
        return None
    key = f"upload:{upload}"
    path = [base, "img", *folder, upload]
    if folder[0] == "a" or options or len(rest) == 1:
        return _optioned("/".join(path), key)
    return _sized("/".join(path), [], key, _split_size(rest[1:]))


def _secure(parts: SplitResult) -> str:
    """https, which all of Google's hosts have; the same scheme for a host with a port."""
    return parts.scheme if parts.port else "https"


def _proxied_upload(parts: SplitResult, host: str) -> ImageUrl:
    """`/img/proxy/TOKEN=s320`: another site's image, of which Google has no original."""
    path = parts.path.partition("=")[0]
    return _optioned(f"https://{host}{path}", f"proxy:{path.rpartition('/')[2]}", ("s0",))


def _gadget_proxy(parts: SplitResult, _host: str) -> ImageUrl | None:
    """`.../gadgets/proxy?url=ENCODED&container=blogger`: the query has the URL of the image."""
    found = parse_image_url(parse_qs(parts.query).get("url", [""])[0])
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
    at = -3 if segments[0] == "x" else -2
    if len(segments) < 4 or not _PHOTOS1_SIZE.fullmatch(segments[at]):
        return None
    key = "photos1:" + "/".join([*segments[:at], *segments[at + 1 :]])
    segments[at] = "1600"
    largest = f"http://{host}/{'/'.join(segments)}"
    return ImageUrl(key, (largest,), file_name(segments[-1]), "", "google", True)


def _drive(parts: SplitResult, host: str) -> ImageUrl | None:
    """Google Drive: since 2024 only `lh3.googleusercontent.com/d/ID` serves the image.

    Drive's other URLs are the same for images and any other files.
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
        # An upload is recognised by its path, the others by their hosts.
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
    """Whether an image URL of any shape is on one of Blogger's or Google's hosts."""
    image = parse_image_url(address)
    return image is not None and (image.scope == "google" or bool(_GOOGLES.search(image.scope)))


def leads_to_googles(link: str) -> bool:
    """Whether a link is the URL of an image on one of Blogger's or Google's hosts."""
    target = parse_image_url(link)
    return target is not None and target.at_google
