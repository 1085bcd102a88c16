"""The language of code, by the name that most highlighters know, from what the many highlighters write into HTML."""

from __future__ import annotations

import itertools
import re

from bs4.element import Tag

_BRUSH = re.compile(r"brush:\s*([\w#+-]+)", re.IGNORECASE)
_CLASS = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|sourceCode)[-_: ]\s*([\w#+-]+)", re.IGNORECASE)
_COMMON_NAME = {
    "as3": "actionscript", "c#": "csharp", "cs": "csharp", "c-sharp": "csharp", "c++": "cpp", "js": "javascript",
    "jscript": "javascript", "py": "python", "rb": "ruby", "rails": "ruby", "ror": "ruby", "sh": "bash",
    "shell": "bash", "ps": "powershell", "vbnet": "vb", "golang": "go", "hs": "haskell", "pl": "perl",
    "objc": "objectivec", "obj-c": "objectivec", "yml": "yaml", "md": "markdown", "xhtml": "html", "xslt": "xml",
    "plain": "", "plaintext": "", "text": "", "none": "", "nohighlight": "", "txt": "", "default": "",
}  # fmt: skip
# highlight.js and others put a bare class next to their own; only names that are no other common class count.
_BARE = frozenset(
    "actionscript bash c cpp csharp cs c# css clojure delphi diff erlang go groovy haskell html java "
    "javascript js json kotlin latex lua matlab objectivec perl php powershell python r ruby rust scala scheme "
    "shell sql swift typescript vb vhdl verilog xml yaml".split()
)


def language(tag: Tag) -> str:
    """The language as most highlighters name it, or ''; some write it on a box around the code."""
    inner = tag.find("code")
    for element in (tag, inner):
        if not isinstance(element, Tag):
            continue
        for name in ("data-ke-language", "data-lang", "data-language", "lang"):
            value = str(element.get(name) or "")
            if value and (name != "lang" or value.lower() in _BARE):
                return common_name(value)
        found = _of_class(str(element.get("class") or ""))
        if found is not None:
            return found
    for box in itertools.islice(tag.parents, 2):
        match = _CLASS.search(str(box.get("class") or "")) if box.name in ("div", "figure") else None
        if match:
            return common_name(match[1])
    return ""


def _of_class(classes: str) -> str | None:
    brush = _BRUSH.search(classes)
    if brush:
        return common_name(brush[1])
    match = _CLASS.search(classes)
    if match:
        return common_name(match[1])
    bare = [name for name in classes.lower().split() if name in _BARE]
    return common_name(bare[0]) if bare else None


def common_name(name: str) -> str:
    """`c#` -> `csharp`, `plain` -> ``."""
    name = name.strip().lower()
    return re.sub(r"[^\w+#-]", "", _COMMON_NAME.get(name, name))
