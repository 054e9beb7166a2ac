import { Token } from 'cdktf';
import { type PropNames, refuseMisspelledProps } from './check-prop-names';
import { checked, checkedProps, checkKinds, isText, TEXT, TEXTS_BY_NAME } from './checked-props';
import { periodMs } from './expiry';

/** What the provider takes where nothing is said. */
const DEFAULT_OVERLAP = '24h';

export interface RotationOptions {
  /** How long the old secret remains valid after a rotation. Absent: `24h`. */
  readonly overlap?: string;
  /** Values, such as the fingerprint of an image: another one rotates the key. */
  readonly whenChanged?: Readonly<Record<string, string>>;
}

export interface PeriodicRotationOptions extends RotationOptions {
  /** An apply rotates so long before the key is due. Absent: not before. */
  readonly earlyWindow?: string;
}

export interface RotationAttributes extends PeriodicRotationOptions {
  readonly every?: string;
}

const PERIODIC_NAMES: PropNames<PeriodicRotationOptions> = {
  overlap: true,
  whenChanged: true,
  earlyWindow: true,
};

const WHEN_CHANGED_NAMES: PropNames<Pick<RotationOptions, 'overlap'>> = { overlap: true };

/** When a key gets another secret, in place: its ID, client ID and roles stay. */
export class Rotation {
  /**
   * In any apply so long after the secret was made, such as `30d`.
   * @throws unless the overlap is shorter than the time between two rotations
   */
  static every(period: string, options: PeriodicRotationOptions = {}): Rotation {
    checked('Rotation.every', 'period', period, 'a period, such as "30d"', isText);
    checkedProps('Rotation.every', options);
    refuseMisspelledProps('Rotation.every', options, PERIODIC_NAMES);
    checkKinds('Rotation.every', options, {
      overlap: TEXT,
      earlyWindow: TEXT,
      whenChanged: TEXTS_BY_NAME,
    });
    const { overlap = DEFAULT_OVERLAP, earlyWindow } = options;
    const [between = 0, overlapping = 0, early = 0] = [period, overlap, earlyWindow].map(lengthMs);
    if (overlapping >= between - early) throw new Error(tooLong(period, options));
    return new Rotation({ every: period, ...options });
  }

  /** Only where one of these values is another than in the last apply. */
  static whenChanged(
    values: Readonly<Record<string, string>>,
    options: Pick<RotationOptions, 'overlap'> = {},
  ): Rotation {
    const { what, isRight } = TEXTS_BY_NAME;
    checked('Rotation.whenChanged', 'values', values, what, isRight);
    const { overlap } = checkedProps('Rotation.whenChanged', options);
    refuseMisspelledProps('Rotation.whenChanged', options, WHEN_CHANGED_NAMES);
    checkKinds('Rotation.whenChanged', options, { overlap: TEXT });
    lengthMs(overlap);
    return new Rotation({ whenChanged: values, ...(overlap !== undefined && { overlap }) });
  }

  private constructor(
    /** As the L1 constructs take it. */
    readonly attributes: RotationAttributes,
  ) {}
}

/** NaN, which is neither longer nor shorter, where only Terraform will know it. */
function lengthMs(text: string | undefined): number {
  if (text === undefined) return 0;
  return Token.isUnresolved(text) ? NaN : periodMs(text);
}

function tooLong(period: string, { overlap, earlyWindow }: PeriodicRotationOptions): string {
  const between = earlyWindow === undefined ? period : `${period} less ${earlyWindow}`;
  const said = overlap ?? `${DEFAULT_OVERLAP}, where nothing is said`;
  return `The overlap (${said}) has to be shorter than what lies between two rotations (${between}).`;
}
