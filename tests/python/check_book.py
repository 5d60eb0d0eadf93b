"""Every link of a built book leads somewhere, to the anchor that it names: check_book.py FOLDER

Links to other hosts are not followed; only their form is checked.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """A page's links and their possible targets."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            if name in ("href", "src"):
                self.targets.append(value)


def main(folder: Path) -> int:
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    # Its links are relative to the page that the server shows it for.
    pages.pop((folder / "404.html").resolve(), None)
    wrong = []
    count = 0
    for path, page in pages.items():
        for target in page.targets:
            count += 1
            problem = judge(target, path, pages)
            if problem:
                wrong.append(f"{path.relative_to(folder.resolve())}: {target}: {problem}")
    print(f"{count} links of {len(pages)} pages, {len(wrong)} wrong")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong or not count else 0


def judge(target: str, page: Path, pages: dict[Path, Page]) -> str | None:
    """What is wrong with a link, if anything."""
    parts = urlsplit(target)
    if parts.scheme in ("https", "data"):
        return None
    if parts.scheme or parts.netloc:
        return "neither a page of the book nor https"
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if path.is_dir():
        path = path / "index.html"
    if not path.is_file():
        return "there is no such file"
    if parts.fragment and path in pages and unquote(parts.fragment) not in pages[path].anchors:
        return "the page has no such anchor"
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
