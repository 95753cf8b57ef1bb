"""Watchpost for Python: the engine that runs monitor plugins, for test harnesses.

    import watchpost

    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock) as engine, \\
         watchpost.Sandbox(users=["probe@sandbox.test"], clock=clock) as mail:
        monitor = engine.instance("email_monitor", mail.settings("probe@sandbox.test"), interval=300)
        assert monitor.poll().state is watchpost.State.OK        # the probe is on its way
        assert clock.advance(minutes=5)[-1].verdict == "up"      # and has arrived
"""

from . import _core
from .clock import RealClock, VirtualClock
from .controller import MemoryPoints
from .engine import Engine
from .errors import PluginError, Problem, SettingsError, WatchpostError
from .events import Event
from .instance import Instance
from .points import Acknowledgement, Operated, Operation, Origin, Point, Sample, Value
from .results import Document, Failure, ProbeResult, Reading, Result, State
from .sandbox import Message, Ports, Sandbox, User
from .services import LoggingLog, LogService, MemoryState, PointsService, StateService
from .settings import Device, Secret, Setting, Settings
from .types import Type

__all__ = [
    "Acknowledgement",
    "Device",
    "Document",
    "Engine",
    "Event",
    "Failure",
    "Instance",
    "LogService",
    "LoggingLog",
    "MemoryPoints",
    "MemoryState",
    "Message",
    "Operated",
    "Operation",
    "Origin",
    "PluginError",
    "Point",
    "PointsService",
    "Ports",
    "ProbeResult",
    "Problem",
    "Reading",
    "RealClock",
    "Result",
    "Sample",
    "Sandbox",
    "Secret",
    "Setting",
    "Settings",
    "SettingsError",
    "State",
    "StateService",
    "Type",
    "User",
    "Value",
    "VirtualClock",
    "WatchpostError",
]

__version__ = _core.version
