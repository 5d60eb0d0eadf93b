"""Prowler, without the SDKs of other clouds.

Prowler imports the packages of every provider when it starts, a gigabyte of them, and some come
without a wheel. For AWS none is called: an empty stand-in is enough for the import."""

import importlib.abc
import importlib.machinery
import sys
import types

OTHERS = ("alibabacloud", "azure", "cloudflare", "github", "google", "googleapiclient")
OTHERS += ("kiota_abstractions", "kubernetes", "msal", "msgraph", "msrest", "oci", "openstack")


class Named(type):
    """A class that has whatever it is asked for."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return named(name)


def named(name: str) -> type:
    # An exception, because some names are caught.
    return Named(name, (Exception,), {})


class StandIn(types.ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return named(name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Last on the path: an installed package is the real one."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0].startswith(OTHERS):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        pass


if __name__ == "__main__":
    sys.meta_path.append(Finder())
    from prowler.__main__ import prowler

    sys.argv[0] = "prowler"
    sys.exit(prowler())
