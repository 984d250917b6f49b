"""A store that a drill stops, kills and starts again."""

from app.embedded import StoreProgram, await_store
from app.processes import spawn, stop_process


class Store:
    """An embedded store that a drill stops and starts again, on the same port with the same data."""

    def __init__(self, program: StoreProgram) -> None:
        self._program = program
        self.url = ""
        self.start()

    def start(self) -> None:
        """Start it; returns once it works."""
        with self._program.log.open("ab") as log:
            self._process = spawn(self._program.command, output=log)
        self.url = await_store(self._program)

    def stop(self) -> None:
        """Stop it."""
        stop_process(self._process)

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid
