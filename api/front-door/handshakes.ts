import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/**
 * The connections of a server that have not ended their TLS handshake. The HTTP server does not
 * know about them, so it would wait for them when it closes.
 */
export function watchHandshakes(server: Server): { endAll(): void } {
  const pending = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    pending.set(peer, socket);
    socket.once('close', () => {
      if (pending.get(peer) === socket) pending.delete(peer);
    });
  });
  // Node does not tell from which connection this one was made, but both have the same peer.
  server.on('secureConnection', (socket) => pending.delete(peerOf(socket)));
  return {
    endAll() {
      for (const socket of pending.values()) socket.destroy();
    },
  };
}

const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
