"""Answers handshakes of sockets that cannot be read, such as one with a longer address than a line may have. Opens none."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Sockets(WebSocketsSansIOProtocol):
    """uvicorn's own, which leaves whoever sends such a handshake without any answer, on a connection that stays open."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # what to say has been decided already: 414, 431 or 400; it only has to be sent
            self.handshake_initiated = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
