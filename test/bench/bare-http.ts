import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BareAnswer } from './bare-baseline';

/**
 * The least that Node can do for the same request: it reads the body, parses it, and always gives
 * the same answer.
 */
const [given = ''] = process.argv.slice(2);
const { headers, body } = JSON.parse(given) as BareAnswer;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const status = parsed(request, Buffer.concat(chunks).toString()) ? 200 : 400;
    response.writeHead(status, headers).end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit());

/** Whether the body had what the real server reads from it. */
function parsed({ headers: { 'content-type': type } }: IncomingMessage, text: string): boolean {
  if (type === 'application/json')
    return (JSON.parse(text) as { secret?: unknown }).secret !== undefined;
  const form = new URLSearchParams(text);
  return form.has('token') || form.has('grant_type');
}
