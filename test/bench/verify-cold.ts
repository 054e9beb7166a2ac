import { startLoadProcess } from './load-process';
import { loadRounds, rowAgainst } from './load-rounds';
import type { Row, Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { coldVerification, hotTitle, hotVerification } from './verify-target';
import { withRunning } from './with-running';

const SIZES = [10_000, 100_000, 1_000_000];

/**
 * Verifies any key of a database, and compares that with its hot keys, over databases of all sizes.
 */
export const verifyCold: Suite = {
  name: 'verify-cold',
  run: (options) =>
    withRunning(async (keep) => {
      const load = await keep(startLoadProcess());
      const sizes = SIZES.map((size) => Math.round(size / options.shrink));
      const ports: number[] = [];
      for (const size of sizes) ports.push((await keep(startSeededServer('sqlite', size))).port);
      const [largest, largestPort] = [sizes.at(-1) ?? 0, ports.at(-1) ?? 0];

      const [hot, ...colds] = await loadRounds(load, options, [
        hotVerification(largestPort, largest),
        ...sizes.map((size, index) => coldVerification(ports[index] ?? 0, size)),
      ]);
      const title = (size = 0) => `any of ${size.toLocaleString('en')} keys`;
      const rows: Row[] = sizes.map((size, index) =>
        rowAgainst(
          `verify, ${title(size)}, SQLite`,
          { atLeast: 0.4 },
          colds[index],
          hotTitle(largest),
          hot,
        ),
      );
      return [
        ...rows,
        {
          what: `p99 of verify, ${title(largest)}, SQLite`,
          unit: 'ms',
          value: colds.at(-1)?.p99Millis ?? NaN,
          baseline: { name: title(sizes[0]), value: colds[0]?.p99Millis ?? NaN },
          bar: { atMost: 1.5 },
        },
      ];
    }),
};
