import { createIssuerKeys } from '../../../api/federation/issuer-keys';
import {
  createIssuerTransport,
  type IssuerTransport,
} from '../../../api/federation/issuer-transport';
import { startHostilePeer } from '../../support/hostile-peer';
import { createManualClock, MINUTE, SECOND } from '../../support/manual-clock';
import { eventually } from '../../support/eventually';
import { LOOPBACK } from './support/federation-api';

const ISSUER = 'https://issuer.example.com';
const DOCUMENTS = (issuer: string) => (url: string) =>
  url.endsWith('/jwks') ? { keys: [] } : { issuer, jwks_uri: `${issuer}/jwks` };

type Answer = (url: string, signal: AbortSignal) => Promise<unknown>;

const stalling: Answer = () => new Promise(() => {});
const answering =
  (issuer = ISSUER): Answer =>
  async (url) =>
    DOCUMENTS(issuer)(url);

function keysFrom(first: Answer, deadlineMillis = 20) {
  const clock = createManualClock();
  const asked: string[] = [];
  const failures: unknown[] = [];
  const peer = { answer: first };
  const transport: IssuerTransport = {
    getJson(url, signal) {
      asked.push(url);
      return peer.answer(url, signal);
    },
  };
  const onFailure = (_issuer: string, failure: unknown) => void failures.push(failure);
  const keys = createIssuerKeys({ transport, clock, onFailure, deadlineMillis });
  return { clock, asked, failures, peer, keys };
}

describe('the keys of an issuer', () => {
  it('are asked for again later if the issuer stalled, however its transport reacts', async () => {
    const { keys, peer, clock, asked, failures } = keysFrom(stalling);
    await expect(keys.of(ISSUER)).resolves.toBeUndefined();
    expect(String(failures[0])).toContain('did not answer within 20 ms');
    peer.answer = answering();
    await expect(keys.of(ISSUER)).resolves.toBeUndefined();
    expect(asked).toHaveLength(1);
    clock.advance(11 * SECOND);
    await expect(keys.of(ISSUER)).resolves.toBeDefined();
  });

  it('have one deadline for discovery and keys together', async () => {
    const { keys, failures } = keysFrom((url, signal) =>
      url.endsWith('/jwks') ? stalling(url, signal) : answering()(url, signal),
    );
    await expect(keys.of(ISSUER)).resolves.toBeUndefined();
    expect(String(failures[0])).toContain('did not answer within');
  });

  it('remain usable while it stalls after it has answered once', async () => {
    const { keys, peer, clock } = keysFrom(answering());
    await keys.of(ISSUER);
    peer.answer = stalling;
    clock.advance(30 * MINUTE);
    await expect(keys.of(ISSUER)).resolves.toBeDefined();
  });

  it('are asked for once by all requests that wait', async () => {
    const { keys, asked } = keysFrom(stalling);
    await Promise.all(Array.from({ length: 50 }, () => keys.of(ISSUER)));
    expect(asked).toHaveLength(1);
  });

  it('are asked for at most eight times at once at one host', async () => {
    const { keys, asked } = keysFrom(stalling);
    const issuers = Array.from({ length: 100 }, (_, at) => `${ISSUER}/tenant-${at}`);
    await Promise.all(issuers.map((issuer) => keys.of(issuer)));
    expect(asked).toHaveLength(8);
  });

  it('are read although many other hosts stall, if it has answered before', async () => {
    const { keys, peer, clock, asked } = keysFrom(answering(), 60_000);
    await keys.of(ISSUER);
    peer.answer = (url, signal) =>
      url.startsWith(ISSUER) ? answering()(url, signal) : stalling(url, signal);
    asked.length = 0;
    for (let at = 0; at < 100; at += 1) void keys.of(`https://stalling-${at}.example.com`);
    await eventually(() => expect(asked).toHaveLength(32));
    clock.advance(11 * MINUTE);
    await expect(keys.afresh(ISSUER)).resolves.toBeDefined();
    expect(asked.filter((url) => url.startsWith(ISSUER))).toHaveLength(2);
    expect(asked).toHaveLength(34);
  });

  it('are kept for issuers that answered, even if many others did not', async () => {
    const { keys, peer, asked } = keysFrom(answering());
    await keys.of(ISSUER);
    peer.answer = async () => {
      throw new Error('down');
    };
    for (let at = 0; at < 1500; at += 1) await keys.of(`https://down-${at}.example.com`);
    asked.length = 0;
    await expect(keys.of(ISSUER)).resolves.toBeDefined();
    expect(asked).toEqual([]);
  });

  it('are asked for again over a real connection after an answer of 101', async () => {
    let answer = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
    const peer = await startHostilePeer((socket) => socket.end(answer));
    const clock = createManualClock();
    const transport = createIssuerTransport({
      allowInsecure: true,
      allowedRanges: LOOPBACK,
      certificateAuthorities: null,
    });
    const keys = createIssuerKeys({ transport, clock, onFailure: () => {} });
    await expect(keys.of(peer.url)).resolves.toBeUndefined();
    const body = JSON.stringify({ issuer: peer.url, jwks_uri: `${peer.url}/jwks`, keys: [] });
    answer = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
    clock.advance(11 * SECOND);
    await expect(keys.of(peer.url)).resolves.toBeDefined();
    await peer.close();
  });
});
