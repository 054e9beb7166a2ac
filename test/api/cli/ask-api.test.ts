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

describe('credentials in the wrong variables', () => {
  const SECRET = `kpa_${'Ab12'.repeat(12)}Z`;
  const refusalOf = (clientId: string, clientSecret: string) => {
    try {
      createAskApi({
        environment: {
          KEYPLANE_ENDPOINT: 'https://keys.example.com',
          KEYPLANE_CLIENT_ID: clientId,
          KEYPLANE_CLIENT_SECRET: clientSecret,
        },
      });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each([
    ['swapped', SECRET, 'kpi_1', /KEYPLANE_CLIENT_ID holds a secret.*swapped: exchange them/],
    ['a secret twice', SECRET, SECRET, /Set it to the client ID of the key/],
    ['the beginning of a secret', 'kps_Ab', SECRET, /KEYPLANE_CLIENT_ID holds a secret/],
    ['a client ID twice', 'kpi_1', 'kpi_1', /KEYPLANE_CLIENT_SECRET holds a client ID/],
  ])('are refused without being shown: %s', (_, clientId, clientSecret, text) => {
    const refusal = refusalOf(clientId, clientSecret);
    expect(refusal).toMatchObject({ exitCode: 78, message: expect.stringMatching(text) });
    expect(String(refusal)).not.toContain('Ab12Ab12');
  });
});
