import { parseArgs } from 'node:util';
import { DATABASES, type DatabaseName } from './database-name';
import { faultNames } from './faults';

export interface RevocationOptions {
  readonly databases: readonly DatabaseName[];
  readonly replicas: number;
  /** How many processes each replica has. */
  readonly workers: number;
  readonly keys: number;
  /** If empty, all of them. */
  readonly faults: readonly string[];
  readonly verbose: boolean;
}

export const USAGE = `npm run check:revocation -- [--database <name>] [--replicas 3] [--workers 1]
                            [--keys 1000] [--fault <name> …] [--verbose]

Revokes and disables keys one by one while the network, the replicas and the database fail, asks
every replica about each key all the time, and prints how long after the acknowledgement a key was
last accepted. More than a second fails.

  --database  only this one: ${DATABASES.join(', ')}
  --replicas  how many servers share the database
  --workers   how many processes each server has
  --keys      how many keys end for each fault
  --fault     only this one; may be given several times:
              ${faultNames().join(', ')}
  --verbose   what the servers log`;

/** @throws TypeError, RangeError in words for the person who typed the options */
export function parseRevocationOptions(args: readonly string[]): RevocationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string' },
      replicas: { type: 'string', default: '3' },
      workers: { type: 'string', default: '1' },
      keys: { type: 'string', default: '1000' },
      fault: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
    },
  });
  const { database, fault: faults, verbose } = values;
  if (database !== undefined && !isDatabaseName(database)) {
    throw new RangeError(`--database is one of ${DATABASES.join(', ')}, not ${database}.`);
  }
  const unknown = faults.find((name) => !faultNames().includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`--fault is one of ${faultNames().join(', ')}, not ${unknown}.`);
  }
  return {
    databases: database === undefined ? DATABASES : [database],
    replicas: wholeNumber('replicas', values.replicas, 2),
    workers: wholeNumber('workers', values.workers, 1),
    keys: wholeNumber('keys', values.keys, 1),
    faults,
    verbose,
  };
}

function isDatabaseName(name: string): name is DatabaseName {
  return DATABASES.some((known) => known === name);
}

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`--${name} is a whole number from ${least}, not ${text}.`);
}
