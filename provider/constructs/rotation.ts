import { Token } from 'cdktf';
import { type PropNames, refuseMisspelledProps } from './check-prop-names';
import { checked, checkedProps, checkKinds, isText, TEXT, TEXTS_BY_NAME } from './checked-props';
import { periodMs } from './expiry';

/** The default of the provider. */
const DEFAULT_OVERLAP = '24h';

/** Options that every rotation has. */
export interface RotationOptions {
  /**
   * How long the old secret remains valid after a rotation, such as `24h`.
   * @default 24h
   */
  readonly overlap?: string;
  /**
   * Values that rotate the key when one of them changes, such as the fingerprint of an image.
   * @default - only the period rotates the key
   */
  readonly whenChanged?: Readonly<Record<string, string>>;
}

/** Options of a rotation by period. */
export interface PeriodicRotationOptions extends RotationOptions {
  /**
   * How long before the end of the period an apply may already rotate the key, such as `3d`.
   * @default - an apply rotates the key only after the period is over
   */
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

/**
 * When a key gets a new secret. The key keeps its ID, client ID and roles.
 *
 * @example
 * const monthly = Rotation.every('30d', { overlap: '24h', earlyWindow: '3d' });
 * const withEachImage = Rotation.whenChanged({ image: 'sha256:9f86d081884c7d65' });
 */
export class Rotation {
  /**
   * The first apply after this period rotates the key. The period starts when the secret is
   * created.
   *
   * @param period a whole number and a unit of `s`, `m`, `h`, `d` or `w`, such as `30d`
   * @throws Error if the overlap is not shorter than the time between two rotations
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

  /**
   * An apply rotates the key if one of these values differs from the last apply.
   *
   * @throws Error if the overlap is not a period
   */
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
    /** The rotation as the `rotation` attribute of an L1 construct. */
    readonly attributes: RotationAttributes,
  ) {}
}

/** NaN if only Terraform will know the period. NaN is neither longer nor shorter than a number. */
function lengthMs(text: string | undefined): number {
  if (text === undefined) return 0;
  return Token.isUnresolved(text) ? NaN : periodMs(text);
}

function tooLong(period: string, { overlap, earlyWindow }: PeriodicRotationOptions): string {
  const between = earlyWindow === undefined ? period : `${period} less ${earlyWindow}`;
  const said = overlap ?? `${DEFAULT_OVERLAP}, the default`;
  return `The overlap (${said}) must be shorter than the time between two rotations (${between}).`;
}
