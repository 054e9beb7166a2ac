import { existsSync } from 'node:fs';
import type { ManualClock } from './manual-clock';

/**
 * The machine's clock with an offset. It also works for programs to which no clock can be passed.
 */
export interface ShiftedClock extends ManualClock {
  /** Keeps the variables up to date with which a program sees the offset from its start on. */
  applyTo(environment: Record<string, string>): void;
}

/** The path of the library of the Debian package `libfaketime`. */
export const FAKETIME_LIBRARY = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;

/** Shifts the clock of programs that use the C library of the system, such as a released provider. */
export function createShiftedClock(library: string = FAKETIME_LIBRARY): ShiftedClock {
  const environments: Record<string, string>[] = [];
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    advance(millis) {
      // The machine's clock advances this much by itself.
      if (millis <= 1) return;
      if (!existsSync(library)) {
        throw new Error(
          'This test advances the clock. The executable of KEYPLANE_TEST_PROVIDER only sees that with ' +
            `${library}. Install the Debian package libfaketime.`,
        );
      }
      offset += millis;
      for (const environment of environments) {
        Object.assign(environment, shifted(library, offset));
      }
    },
    applyTo: (environment) => void environments.push(environment),
  };
}

function shifted(library: string, offset: number): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    FAKETIME: `+${offset / 1000}`,
    // Timers and the times of files stay those of the machine.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
    // Terraform itself is linked statically: in its time, the provider's certificate is not yet valid.
    TF_DISABLE_PLUGIN_TLS: '1',
  };
}
