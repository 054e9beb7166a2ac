import { createAskApi } from '../../../api/cli/ask-api';
import { startHostilePeer, type HostilePeer } from '../../support/hostile-peer';

describe('a command that asks the API', () => {
  let peer: HostilePeer;

  afterEach(() => peer.close());

  const ask = () =>
    createAskApi({
      environment: {
        KEYPLANE_ENDPOINT: peer.url,
        KEYPLANE_CLIENT_ID: 'kpi_1',
        KEYPLANE_CLIENT_SECRET: 'secret',
      },
    })('/v1/creations');

  it('refuses an answer that is longer than any of Keyplane', async () => {
    const mebibyte = ' '.repeat(1024 * 1024);
    peer = await startHostilePeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      for (let count = 0; count < 40; count += 1) socket.write(mebibyte);
    });
    await expect(ask()).rejects.toThrow(/longer than 32 MiB, so it does not come from Keyplane/);
    await peer.allClosed();
  });

  it('says that the server cannot be reached if the answer breaks off', async () => {
    peer = await startHostilePeer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'),
    );
    await expect(ask()).rejects.toThrow(/cannot be reached/);
  });
});
