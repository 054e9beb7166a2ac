import { startLoadProcess } from './load-process';
import { latencyNote, loadRounds, rowAgainst } from './load-rounds';
import type { Row, Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { coldVerification, hotVerification } from './verify-target';
import { withRunning } from './with-running';

const SIZES = [10_000, 100_000, 1_000_000];

/** Verification of any key of a database, beside that of its hot ones, and over databases of all sizes. */
export const verifyCold: Suite = {
  name: 'verify-cold',
  run: (options) =>
    withRunning(async (keep) => {
      const load = await keep(startLoadProcess());
      const sizes = SIZES.map((size) => Math.round(size / options.shrink));
      const colds = [];
      for (const size of sizes) {
        const { port } = await keep(startSeededServer('sqlite', size));
        colds.push({ size, port, target: coldVerification(port, size) });
      }
      const largest = colds[colds.length - 1];
      if (largest === undefined) return [];
      const [hot, ...measured] = await loadRounds(load, options, [
        hotVerification(largest.port, largest.size),
        ...colds.map(({ target }) => target),
      ]);
      const rows: Row[] = sizes.map((size, index) =>
        rowAgainst(
          `verify, any of ${size.toLocaleString('en')} keys, SQLite`,
          { atLeast: 0.4 },
          measured[index],
          `2,000 hot of ${largest.size.toLocaleString('en')}`,
          hot,
        ),
      );
      const [smallest] = measured;
      const last = measured[measured.length - 1];
      if (smallest === undefined || last === undefined) return rows;
      rows.push({
        what: `p99 of it, any of ${largest.size.toLocaleString('en')} keys`,
        unit: 'ms',
        value: last.p99Millis,
        baseline: {
          name: `any of ${sizes[0]?.toLocaleString('en')}`,
          value: smallest.p99Millis,
        },
        bar: { atMost: 1.5 },
        note: latencyNote(last),
      });
      return rows;
    }),
};
