import { type HostilePeer, startHostilePeer } from '../../support/hostile-peer';
import { RETRY, useKeyplaneDouble } from './support/keyplane-double';

describe('calls to Keyplane', () => {
  const keyplane = useKeyplaneDouble();
  const options = { signal: new AbortController().signal };

  describe('to a peer that', () => {
    let peer: HostilePeer;
    const get = (retry = RETRY) => keyplane.clientAt(peer.url, retry).roles.get('r', options);

    afterEach(() => peer.close());

    it.each([
      ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'status 101'],
      [
        'upgrades to another protocol',
        'HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        'with status 101',
      ],
      [
        'never ends its informational answers',
        'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20),
        'never ends its 1xx answers',
      ],
    ])('%s fail with an error that explains it', async (_what, bytes, sentence) => {
      peer = await startHostilePeer((socket) => socket.write(bytes));
      await expect(get()).rejects.toThrow(sentence);
      await peer.allClosed();
      expect(peer.connections).toBe(1);
    });

    it('answers with more than 64 MiB stop reading and are not retried', async () => {
      const mebibyte = ' '.repeat(1024 * 1024);
      peer = await startHostilePeer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
        for (let count = 0; count < 80; count += 1) socket.write(mebibyte);
      });
      await expect(get({ ...RETRY, attemptMs: 30_000 })).rejects.toThrow(
        /answered with more than 64 MiB, which Keyplane never does/,
      );
      await peer.allClosed();
      expect(peer.connections).toBe(1);
    });

    it.each([
      ['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
      ['body', 'HTTP/1.1 200 OK\r\n\r\n', ' '],
    ])(
      'sends its %s slowly end when the time of an attempt is over',
      async (_what, first, dripped) => {
        peer = await startHostilePeer((socket) => {
          socket.write(first);
          socket.drip(dripped);
        });
        const impatient = { ...RETRY, attemptMs: 50, firstContactPatienceMs: 100 };
        await expect(get(impatient)).rejects.toThrow(/did not answer in time/);
        await peer.allClosed();
      },
    );
  });
});
