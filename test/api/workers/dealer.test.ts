import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startDealer, type Dealer, type Receiver } from '../../../api/workers/dealer';
import { eventually } from '../../support/eventually';

const WITHIN_MILLIS = 5000;

let dealer: Dealer;
const clients: Socket[] = [];

beforeEach(async () => {
  dealer = await startDealer({ host: '127.0.0.1', port: 0 });
});
afterEach(() => {
  dealer.close();
  for (const client of clients.splice(0)) client.destroy();
});

async function open(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const client = connect(dealer.port, '127.0.0.1');
    client.on('error', () => undefined);
    clients.push(client);
    await once(client, 'connect');
  }
}

/** A process that keeps the connections that it is given. */
function newReceiver() {
  const sockets: Socket[] = [];
  const receiver: Receiver = {
    give: (socket) => {
      sockets.push(socket);
      clients.push(socket);
    },
  };
  return { receiver, sockets };
}

test('gives each connection to the receiver that has the fewest', async () => {
  const [one, two] = [newReceiver(), newReceiver()];
  dealer.join(one.receiver);
  dealer.join(two.receiver);
  await open(32);
  await eventually(() => expect([one.sockets.length, two.sockets.length]).toEqual([16, 16]));
  for (let ended = 0; ended < 4; ended += 1) dealer.ended(two.receiver);
  await open(4);
  await eventually(() => expect([one.sockets.length, two.sockets.length]).toEqual([16, 20]));
});

test('a new receiver gets connections until it has as many as the others', async () => {
  const [one, two] = [newReceiver(), newReceiver()];
  dealer.join(one.receiver);
  await open(6);
  await eventually(() => expect(one.sockets).toHaveLength(6));
  dealer.join(two.receiver);
  await open(6);
  await eventually(() => expect([one.sockets.length, two.sockets.length]).toEqual([6, 6]));
});

test('connections wait while there is no receiver', async () => {
  await open(3);
  const { receiver, sockets } = newReceiver();
  dealer.join(receiver);
  await eventually(() => expect(sockets).toHaveLength(3));
});

test('a connection that a receiver cannot take goes to another one', async () => {
  const { receiver, sockets } = newReceiver();
  dealer.join({ give: (_socket, failed) => failed() });
  dealer.join(receiver);
  await open(2);
  await eventually(() => expect(sockets).toHaveLength(2));
});

test('the last receiver gets what the system holds, and then the port is closed', async () => {
  const [one, two] = [newReceiver(), newReceiver()];
  dealer.join(one.receiver);
  dealer.join(two.receiver);
  await dealer.leave(one.receiver, { isLast: true, withinMillis: WITHIN_MILLIS });
  const client = connect(dealer.port, '127.0.0.1');
  clients.push(client);
  await once(client, 'connect');
  await dealer.leave(two.receiver, { isLast: true, withinMillis: WITHIN_MILLIS });
  expect([one.sockets.length, two.sockets.length]).toEqual([0, 1]);
  const late = connect(dealer.port, '127.0.0.1');
  clients.push(late);
  await expect(once(late, 'connect')).rejects.toThrow('ECONNREFUSED');
});

test('the last receiver gets every connection that nobody has accepted yet', async () => {
  const { receiver, sockets } = newReceiver();
  dealer.join(receiver);
  const resets: unknown[] = [];
  const connected = Array.from({ length: 20 }, async () => {
    const client = connect(dealer.port, '127.0.0.1').on('error', (error) => resets.push(error));
    clients.push(client);
    await once(client, 'connect');
  });
  // By the next turn, the system has made the connections, and the dealer has accepted few of them.
  await nextTurn();
  await dealer.leave(receiver, { isLast: true, withinMillis: WITHIN_MILLIS });
  await Promise.all(connected);
  expect([sockets.length, resets]).toEqual([20, []]);
});

test('clients that connect all the time do not keep the port open', async () => {
  const { receiver } = newReceiver();
  dealer.join(receiver);
  let isClosed = false;
  const connectAgain = (): void => {
    const client = connect(dealer.port, '127.0.0.1');
    clients.push(client);
    client.on('connect', connectAgain).on('error', () => (isClosed = true));
  };
  connectAgain();
  connectAgain();
  await dealer.leave(receiver, { isLast: true, withinMillis: 50 });
  await eventually(() => expect(isClosed).toBe(true));
});
