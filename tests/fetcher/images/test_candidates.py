"""Addresses of images, as real blogs have them: every family, every way to say a size."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.fetcher.images.candidates import attachment_of, image_of, is_same_image, token
from migrator.model import Image

BP = "https://3.bp.blogspot.com/-zlJaBcDeFgH/UvWxYz01234/AAAAAAAABCD/zYxWvUtSrQp"
UPLOAD = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEhQ_x-1"


def found(src: str, link: str = "") -> Image:
    result = image_of(src, link)
    assert result is not None
    return result


@pytest.mark.parametrize(
    "src",
    ["", "   ", "#top", "x.png", "/img/x.png", "javascript:alert(1)", "about:blank", "file:///C:/x.png",
     "blob:https://x.org/1", "cid:part1", "mailto:a@b.c", "data:text/html,<b>", "http://", "http://[::1", "http://x.org:port/a.png"],
)  # fmt: skip
def test_no_address_of_an_image(src: str) -> None:
    assert image_of(src) is None


@pytest.mark.parametrize(
    "src",
    ["https://example.org/s320/a.png", "https://example.org/a/b/c/d/s72-c/a.png", "https://example.org/x=s320",
     "https://resources.blogblog.com/img/icon18_edit.gif", "http://example.org/a.png?w=300#part",
     "https://x.googleusercontent.example.org/img/proxy/T=s1"],
)  # fmt: skip
def test_other_hosts_are_taken_as_written(src: str) -> None:
    assert found(src).candidates == (src,)


def test_sizes_before_the_name() -> None:
    assert found(f"{BP}/s320/cat.jpg").candidates == (
        f"{BP}/d/cat.jpg",
        f"{BP}/s0/cat.jpg",
        f"{BP}/s16000/cat.jpg",
        f"{BP}/s1600/cat.jpg",
        f"{BP}/s320/cat.jpg",
    )


def test_sizes_after_an_equals_sign() -> None:
    base = "https://lh3.googleusercontent.com/pw/AbC_d-e"
    assert found(f"{base}=w640-h480-no").candidates == (
        f"{base}=d", f"{base}=s0", f"{base}=s16000", f"{base}=s1600", f"{base}=w640-h480-no",
    )  # fmt: skip


@pytest.mark.parametrize(
    "size",
    ["d", "s0", "s72-c", "s320", "s1600", "s1600-h", "s1600-rw", "s16000", "w640-h480", "h300",
     "w640-h480-p-k-no-nu", "w1200-h630-pd-cc", "s400-c0xff00ff00", "s200-r90-l80", "s100-fSoften=1,60,4",
     "p-s80", "w16-e365-nu"],
)  # fmt: skip
def test_every_size_is_the_same_image(size: str) -> None:
    assert found(f"{BP}/{size}/cat.jpg").key == found(f"{BP}/s1/cat.jpg").key
    assert found(f"{UPLOAD}/{size}/cat.jpg").key == found(f"{UPLOAD}/cat.jpg").key
    assert found(f"{UPLOAD}={size}").key == found(UPLOAD).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{BP}/s320/cat.jpg", f"{BP.replace('3.bp', '1.bp').replace('https', 'http')}/s1600/cat.jpg"),
        (f"{BP}/s320/cat.jpg", f"{BP.replace('3.bp.blogspot', 'bp1.blogger')}/s1600-h/cat.jpg"),
        (f"{BP}/s320/cat.jpg", f"{BP.replace('3.bp.blogspot', 'lh4.ggpht')}/cat.jpg?imgmax=800"),
        (f"{BP}/s320/cat.jpg", f"{BP.replace('3.bp.blogspot', 'lh5-eu.googleusercontent')}/s512/cat.jpg"),
        (f"{BP}/s320/cat.jpg", f"{BP[6:]}/s320/"),
        (f"{UPLOAD}/s320/cat.jpg", UPLOAD.replace("/b/R29vZ2xl/", "/a/") + "=s1600"),
        (f"{UPLOAD}/s320/cat.jpg", f"http://127.0.0.1:8123{UPLOAD[37:]}/s0/cat.jpg"),
        (
            "http://photos1.blogger.com/blogger/12/34/320/a.jpg",
            "http://photos1.blogger.com/blogger/12/34/1600/a.jpg",
        ),
        (
            "http://photos1.blogger.com/x/blogger2/1/2/400/3/a.jpg",
            "http://photos1.blogger.com/x/blogger2/1/2/1600/3/a.jpg",
        ),
        (
            "https://drive.google.com/uc?export=view&id=0B5-x_Y",
            "https://lh3.googleusercontent.com/d/0B5-x_Y=w200",
        ),
        ("https://drive.google.com/uc?id=0B5", "https://drive.google.com/file/d/0B5/view?usp=sharing"),
        (
            "https://images-blogger-opensocial.googleusercontent.com/gadgets/proxy?url=http%3A%2F%2Fx.org%2Fa.gif&container=blogger",
            "http://x.org/a.gif",
        ),
        ("http://x.org/a.gif", "https://x.org:443/a.gif"),
    ],
)
def test_one_image_under_two_addresses(one: str, other: str) -> None:
    assert found(one).key == found(other).key
    assert is_same_image(one, other)
    assert is_same_image(other, one)


@pytest.mark.parametrize(
    ("src", "best"),
    [
        ("http://bp2.blogger.com/_a/B/C/D/s320-h/cat.jpg", "https://1.bp.blogspot.com/_a/B/C/D/d/cat.jpg"),
        ("//lh3.ggpht.com/_a/B/C/D/cat.png?imgmax=800", "https://lh3.ggpht.com/_a/B/C/D/d/cat.png"),
        (
            "http://photos1.blogger.com/blogger/12/34/320/a.jpg",
            "http://photos1.blogger.com/blogger/12/34/1600/a.jpg",
        ),
        ("http://photos1.blogger.com/pbp.gif", "http://photos1.blogger.com/pbp.gif"),
        ("https://drive.google.com/uc?id=0B5", "https://lh3.googleusercontent.com/d/0B5=d"),
        (
            "https://blogger.googleusercontent.com/img/proxy/AVvX=s320",
            "https://blogger.googleusercontent.com/img/proxy/AVvX=s0",
        ),
        (
            "https://blogger.googleusercontent.com/img/a/AVvX",
            "https://blogger.googleusercontent.com/img/a/AVvX=d",
        ),
        (
            "http://127.0.0.1:81/img/b/R29vZ2xl/AVvX/s72-c/a.png",
            "http://127.0.0.1:81/img/b/R29vZ2xl/AVvX/d/a.png",
        ),
        ("https://lh3.googleusercontent.com/x.png", "https://lh3.googleusercontent.com/x.png"),
        ("http://x.org/with space.png\n", "http://x.org/with%20space.png"),
    ],
)
def test_where_the_original_lies(src: str, best: str) -> None:
    assert found(src).candidates[0] == best


@pytest.mark.parametrize(
    ("src", "name"),
    [
        (f"{BP}/s320/%25EA%25B3%25A0+%2528cat%2529.JPG", "고 (cat).JPG"),
        (f"{BP}/s320/%2525255B1%2525255D.png", "[1].png"),
        (f"{BP}/s320/", ""),
        (f"{UPLOAD}=s320", ""),
        (f"{UPLOAD}/s1600/e%CC%81.png", "é.png"),
        ("http://x.org/a/b.gif?c=d.png", "b.gif"),
    ],
)
def test_names(src: str, name: str) -> None:
    assert found(src).name == name


@pytest.mark.parametrize(
    ("src", "link"),
    [
        (f"{BP}/s320/cat.jpg", ""),
        (f"{BP}/s320/cat.jpg", "https://example.org/"),
        (f"{BP}/s320/cat.jpg", "https://example.org/cat.jpg"),
        (f"{BP}/s320/cat.jpg", f"{UPLOAD}/s1600/dog.jpg"),
        ("https://example.org/a/cat.jpg", "https://example.org/a/cat"),
        ("https://example.org/a/cat.jpg", "https://example.org/a/cat.html"),
        ("https://blogger.googleusercontent.com/img/a/T1", "https://blogger.googleusercontent.com/img/a/T2"),
        ("data:image/png;base64,AA==", "https://example.org/cat.jpg"),
        ("javascript:void(0)", "javascript:void(0)"),
    ],
)
def test_links_that_lead_elsewhere(src: str, link: str) -> None:
    assert not is_same_image(src, link)
    own, linked = image_of(src), image_of(src, link)
    assert own == linked


def test_a_linked_larger_file_of_the_same_name_is_tried_first() -> None:
    both = found("http://x.org/thumbs/cat_thumb[2].jpg", "http://www.x.org/cat.jpg")
    assert both.candidates == ("http://www.x.org/cat.jpg", "http://x.org/thumbs/cat_thumb[2].jpg")
    assert both.key == found("http://www.x.org/cat.jpg").key
    assert both.source == "http://x.org/thumbs/cat_thumb[2].jpg"


@pytest.mark.parametrize(
    ("src", "link"),
    [
        (f"{BP}/cat%20%282%29_thumb%5B3%5D.jpg?imgmax=800", f"{UPLOAD}/s1600-h/cat%20%282%29%5B5%5D.jpg"),
        ("http://photos1.blogger.com/blogger/1/2/400/cat.0.jpg", "http://photos1.blogger.com/blogger/1/2/1600/cat.jpg"),
    ],
)
def test_names_that_thumbnails_were_given(src: str, link: str) -> None:
    assert is_same_image(src, link)
    assert found(src, link).key == found(link).key


def test_a_wrapper_page_is_never_tried() -> None:
    both = found(f"{BP}/s320/cat.jpg", f"{BP}/s1600-h/cat.jpg")
    assert both == found(f"{BP}/s320/cat.jpg")


def test_the_link_gives_the_name_that_the_image_lacks() -> None:
    assert found(UPLOAD.replace("/b/R29vZ2xl/", "/a/"), f"{UPLOAD}/s1600/cat.jpg").name == "cat.jpg"


def test_data_addresses_are_images_of_their_own() -> None:
    one, two = found("data:image/gif;base64,R0lGODlhAQ=="), found("data:image/gif;base64,R0lGODlhAg==")
    assert one.key != two.key
    assert one.candidates == (one.source,)
    assert image_of("data:;base64,R0lGODlhAQ==") is not None


def test_tokens_are_short_and_plain() -> None:
    assert re.fullmatch(r"migrator-image-[0-9a-f]{16}", token("x"))
    assert found(f"{BP}/s1/a.png").token == token(found(f"{BP}/s2/a.png").key)


@given(st.text(), st.text())
def test_nothing_makes_it_fail(src: str, link: str) -> None:
    image_of(src, link)
    image_of(f"https://lh3.googleusercontent.com/{src}", link)
    image_of(f"https://blogger.googleusercontent.com/img/{src}", f"http://{link}")


@pytest.mark.parametrize(
    ("src", "first"),
    [
        (f"{BP}/s320/cat.jpg", f"{BP}/s800/cat.jpg"),
        (f"{BP}/s320/{{}}.jpg", f"{BP}/s800/{{}}.jpg"),
        (f"{UPLOAD}/w640-h480/cat.jpg", f"{UPLOAD}/s800/cat.jpg"),
        ("https://lh3.googleusercontent.com/pw/AbC_d-e=w640", "https://lh3.googleusercontent.com/pw/AbC_d-e=s800"),
        ("https://drive.google.com/uc?id=0B5", "https://lh3.googleusercontent.com/d/0B5=s800"),
    ],
)
def test_a_capped_size_is_asked_for_first(src: str, first: str) -> None:
    capped = image_of(src, max_size=800)
    assert capped is not None
    assert capped.candidates == (first, *found(src).candidates)
    assert capped.key == found(src).key


@pytest.mark.parametrize("src", ["https://example.org/s320/a.png", "data:image/gif;base64,R0lGODlh"])
def test_what_has_no_sizes_is_not_capped(src: str) -> None:
    assert image_of(src, max_size=800) == found(src)


@pytest.mark.parametrize(
    ("href", "first"),
    [
        ("http://x.org/a/Guide%20one.PDF?dl=1", "http://x.org/a/Guide%20one.PDF?dl=1"),
        ("//x.org/song.mp3", "https://x.org/song.mp3"),
        ("http://x.org/slides.pptx", "http://x.org/slides.pptx"),
        ("http://x.org/code.tar.gz", "http://x.org/code.tar.gz"),
        ("https://drive.google.com/file/d/0B5/view?usp=sharing", "https://drive.google.com/uc?export=download&id=0B5"),
        ("https://drive.google.com/uc?id=0B5", "https://drive.google.com/uc?export=download&id=0B5"),
    ],
)
def test_attachments(href: str, first: str) -> None:
    one = attachment_of(href)
    assert one is not None
    assert one.candidates[0] == first
    assert one.key.startswith("file:")


@pytest.mark.parametrize(
    "href",
    ["", "/a.pdf", "a.pdf", "http://x.org/", "http://x.org/a.html", "http://x.org/pdf", "http://x.org/a.jpg",
     "http://x.org/?file=a.pdf", "mailto:a@x.org", "data:application/pdf;base64,AA", f"{UPLOAD}/s1600/cat.jpg",
     "https://docs.google.com/document/d/0B5/edit", "https://lh3.googleusercontent.com/d/0B5"],
)  # fmt: skip
def test_links_that_are_no_attachment(href: str) -> None:
    assert attachment_of(href) is None
