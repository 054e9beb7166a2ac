import type { Tracing } from '../tracing/tracing';
import type { Postman } from './postman';

/** A postman whose letters are spans. They contain neither addresses nor texts. */
export function tracedPostman(postman: Postman, url: string, tracing: Tracing): Postman {
  if (!tracing.isOn) return postman;
  const { hostname, port, protocol } = new URL(url);
  const attributes = {
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'smtps:' ? '465' : '587')),
    'network.protocol.name': 'smtp',
  };
  return {
    domain: postman.domain,
    send: (letter, messageId) =>
      tracing.within('SMTP send', { kind: 'client', attributes }, () =>
        postman.send(letter, messageId),
      ),
  };
}
