import { connect } from 'node:net';
import { forkBundled } from './bundled';
import { announcedPort, disconnected } from './forked-server';
import type { LoadTarget } from './load-target';
import type { Running } from './with-running';

/** Its name in the table. */
export const BARE_HTTP = 'bare node:http';

/** An answer that a bare server repeats. */
export interface BareAnswer {
  /** Name, value, name, value, without the headers that Node adds to every answer. */
  readonly headers: string[];
  readonly body: string;
}

export interface BareHttp extends Running {
  /** The requests of the real server, to the bare one. */
  readonly target: LoadTarget;
}

/** A bare server on the same Node that gives the real server's answer to the first of its requests. */
export async function startBareHttp(real: LoadTarget): Promise<BareHttp> {
  const { requests } = real;
  const [text] = requests.kind === 'prepared' ? requests.texts : [];
  if (text === undefined) throw new Error('The bare server needs a prepared request.');
  const answer = bareAnswerOf(await answerTo(real.port, text));
  const child = forkBundled('bare-http', { args: [JSON.stringify(answer)] });
  const port = await announcedPort(child);
  return { target: { ...real, port }, stop: () => disconnected(child) };
}

const ADDED_BY_NODE = ['date', 'connection', 'keep-alive'];

/** @throws Error if the answer is not a success or is not complete */
export function bareAnswerOf(text: string): BareAnswer {
  const [head = '', body = ''] = splitOnce(text, '\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  if (!status.startsWith('HTTP/1.1 200 '))
    throw new Error(`Not a good answer: ${text.slice(0, 600)}`);
  const headers = lines
    .map((line) => splitOnce(line, ': '))
    .filter(([name]) => !ADDED_BY_NODE.includes(name.toLowerCase()));
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  if (Number(length) !== Buffer.byteLength(body)) throw new Error('The answer is not complete.');
  return { headers: headers.flat(), body };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The bytes of one answer. */
function answerTo(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1' }, () =>
      socket.write(request.replace('\r\n', '\r\nConnection: close\r\n')),
    );
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => (received += String(chunk)));
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}
