"""Puts the built browser code into a wheel. Builds it when it is not current; an editable install never does."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel" or os.environ.get("CAIRN_SKIP_BUNDLE") == "1":
            return
        bundle = _load(Path(self.root) / "ui" / "bundle.py")
        if not bundle.is_current():
            bundle.build()


def _load(path: Path) -> ModuleType:
    """By path: the build environment holds none of the packages that `import ui` may come to need."""
    spec = importlib.util.spec_from_file_location("cairn_bundle", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
