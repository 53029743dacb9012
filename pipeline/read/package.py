"""Zipped XML files (DOCX, XLSX, OFD) opened without trust: sizes capped, no DTDs, no names that lead out."""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Self

from lxml import etree

from pipeline.errors import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

PART_LIMIT = 256 << 20
TOTAL_LIMIT = 1 << 30
RATIO_LIMIT = 400  # honest XML packs to a hundredth at best; DEFLATE itself ends near 1030
SMALL = 8 << 20  # below this no ratio is dangerous
FILES_LIMIT = 20_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def damaged(what: str) -> UnreadableError:
    """The error for a file whose inside is not as its format says."""
    return UnreadableError(
        "damaged", f"文件已损坏，无法读取（{what}）。请用原软件打开后另存一份，或导出为 PDF 再提交。"
    )


def too_large(what: str) -> UnreadableError:
    """The error for a file that unpacks to more than any report holds."""
    return UnreadableError("too_large", f"文件内容过大（{what}），疑似异常文件，未读取。请检查文件来源。")


def is_encrypted(path: Path) -> bool:
    """Whether an OLE file is an Office document locked with a password. Raises OSError."""
    data = path.read_bytes()
    return data.startswith(OLE) and _ENCRYPTED in data


def encrypted() -> UnreadableError:
    """The error for a file that asks for a password."""
    return UnreadableError("encrypted", "文件设有打开密码，无法读取。请取消密码后重新保存并提交。")


class Package:
    """A zip file whose parts are read by name, names compared without regard to case or a leading slash."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises UnreadableError (`encrypted`, `damaged`, `too_large`) and OSError."""
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            if is_encrypted(path):
                raise encrypted() from error
            raise damaged("压缩包打不开") from error
        infos = self._zip.infolist()
        if len(infos) > FILES_LIMIT or sum(info.file_size for info in infos) > TOTAL_LIMIT:
            self._zip.close()
            raise too_large(f"共 {len(infos)} 个部件")
        self._infos = {_key(info.filename): info for info in infos if not info.is_dir()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._infos

    def names(self) -> list[str]:
        """The parts' names, as compared: lower case, no leading slash."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """The unpacked size of a part in bytes, as the package says it."""
        return self._infos[_key(name)].file_size

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises UnreadableError (`damaged` when missing, `encrypted`, `too_large`)."""
        info = self._infos.get(_key(name))
        if info is None:
            raise damaged(f"缺少部件 {name}")
        if info.flag_bits & 1:
            raise encrypted()
        packed = max(info.compress_size, 1)
        if info.file_size > PART_LIMIT or (info.file_size > SMALL and info.file_size / packed > RATIO_LIMIT):
            raise too_large(name)
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            NotImplementedError,
            EOFError,
            ValueError,
            OSError,
        ) as error:
            raise damaged(f"部件 {name}") from error
        if len(data) > info.file_size:
            raise too_large(name)
        return data

    def xml(self, name: str) -> etree._Element:
        """A part parsed, tags and attributes bare of namespaces. Raises UnreadableError."""
        return parse(self.read(name), name)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part (OOXML): id → (the type's last word, the target's name in the package).

        Targets outside the package are left out; a part without relations gives an empty dictionary.
        """
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if part not in self:
            return {}
        found = {}
        for relation in self.xml(part):
            if relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found[relation.get("Id", "")] = (kind, resolve(folder, relation.get("Target", "")))
        return found


def resolve(folder: str, target: str) -> str:
    """A target's name in the package, seen from a folder; steps that lead out of the package are dropped."""
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath("/" + path).lstrip("/")


def _key(name: str) -> str:
    return resolve("", name).lower()


def parse(data: bytes, name: str) -> etree._Element:
    """XML parsed, tags and attributes bare of namespaces, comments left out. Raises UnreadableError.

    Bare names let the strict and the transitional dialect of OOXML, and every prefix of OFD, be read alike.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if re.search(rb"<!DOCTYPE|<!ENTITY", data[:4096].replace(b"\0", b"")):
        raise damaged(f"部件 {name} 含有不允许的实体声明")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"部件 {name} 不是完好的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise damaged(f"部件 {name} 含有不允许的实体声明")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rsplit("}", 1)[-1]
        for key in [key for key in element.attrib if key.startswith("{")]:
            space, bare = key[1:].split("}")
            value = element.attrib.pop(key)
            # `r:id` beside `w:id` must not be taken for it: references become `rid`, `rembed`.
            bare = f"r{bare}" if space.endswith("/relationships") else bare
            if bare not in element.attrib:
                element.set(bare, value)
    return root
