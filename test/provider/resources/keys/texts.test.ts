import { unknown } from '../../../../provider/terraform-plugin';
import {
  describeLaterDelivery,
  describePostponement,
  describeRotation,
  describeUndecided,
  type PresentCredential,
  type RotationWarning,
} from '../../../../provider/resources/keys/texts';

const PRESENT = {
  masked_secret: 'kps_AbCd…WxYz',
  secret_version: 17,
  public_jwk: null,
  expires_at: 'never',
  secret: 'kps_in_the_clear',
};
const PERIOD = {
  kind: 'period',
  every: '30d',
  dueAt: '2030-01-31T00:00:00.000Z',
  asOf: '2030-02-02T00:00:00.000Z',
} as const;

const warning = (given: Partial<RotationWarning> = {}) =>
  describeRotation({
    label: 'Service account key "deploy" (sak_1)',
    causes: [PERIOD],
    present: PRESENT,
    overlap: '24h',
    delivery: 'plain',
    claimWindow: null,
    ...given,
  });

describe('the warning about a rotation', () => {
  it('says after a restore which secret is still valid and which is not', () => {
    const { detail } = warning({ causes: [{ kind: 'restored', known: 17, present: 12 }] });
    expect(detail).toContain('The state has secret version 17, but Keyplane');
    expect(detail).toContain('knows only version 12, so the secret in the state does not work.');
    expect(detail).toContain('The current secret (version 12) remains valid and ENDS 24h AFTER');
  });

  it('names the key, the reason, what ends when, and where the new secret is', () => {
    expect(warning()).toEqual({
      summary: 'Service account key "deploy" (sak_1) will be rotated',
      detail: [
        'Its secret has been due for rotation since 2030-01-31T00:00:00Z (`every` is 30d).',
        'The current secret (kps_AbCd…WxYz, version 17) remains valid and ENDS 24h AFTER THIS APPLY. ' +
          'Give its users the new one before then.',
        'The new secret is in `secret`, and therefore in the state. The key keeps its ID, client ID and ' +
          'expiry; nothing is replaced.',
      ].join('\n\n'),
    });
  });

  it('distinguishes an early rotation from one that is due', () => {
    const { detail } = warning({ causes: [{ ...PERIOD, asOf: '2030-01-30T00:00:00.000Z' }] });
    expect(detail).toContain('is due for rotation at 2030-01-31T00:00:00Z');
    expect(detail).toContain('`early_window` before that has begun');
  });

  it('says that the secret ends with its key at the latest', () => {
    const present = { ...PRESENT, expires_at: '2030-02-02T06:00:00.000Z' };
    expect(warning({ present }).detail).toContain(
      'ENDS 24h AFTER THIS APPLY, or when the key expires at 2030-02-02T06:00:00Z, if that is sooner.',
    );
  });

  it.each([
    ['claim', null, 'For 24h, it can be claimed'],
    ['claim', '1h', 'For 1h, it can be claimed'],
    ['claim', unknown, 'For the `claim_window`, it can be claimed'],
    ['encrypted', null, 'in `secret_jwe`, and only the recipient can decrypt it'],
    ['public_key', null, 'There is no new secret'],
    [unknown, null, 'is known only after apply'],
  ] as const)('says where a secret that is delivered by %s goes', (delivery, claimWindow, text) => {
    expect(warning({ delivery, claimWindow }).detail).toContain(text);
  });

  it('names the public key if there is no secret', () => {
    const present = { ...PRESENT, public_jwk: '{}', masked_secret: null };
    const { detail } = warning({ present, causes: [{ kind: 'public_jwk' }] });
    expect(detail).toContain('The current public key (version 17) remains valid');
  });

  it('mentions an overlap that is not known yet', () => {
    expect(warning({ overlap: unknown }).detail).toContain(
      'ENDS AFTER THIS APPLY, at the end of `overlap` (not known yet)',
    );
    const label = 'Application key "x"';
    const undecided = describeUndecided({ label, present: PRESENT, overlap: '2d' });
    expect(undecided.summary).toBe('Application key "x" may be rotated by this apply');
    expect(undecided.detail).toContain('ENDS 2d AFTER THIS APPLY');
  });

  it('gives every reason', () => {
    const { detail } = warning({
      causes: [
        { kind: 'interrupted' },
        { kind: 'lost' },
        { kind: 'when_changed', names: ['image', 'region'] },
      ],
    });
    expect(detail).toContain('An apply that was cut off rotated the key');
    expect(detail).toContain('with a master key that Keyplane has lost');
    expect(detail).toContain('`rotation.when_changed` has changed in "image", "region"');
  });

  it('says until when a postponed rotation waits', () => {
    const until = '2030-02-03T00:00:00.000Z';
    const shown = '2030-02-03T00:00:00Z';
    const textOf = (present: PresentCredential) =>
      describePostponement('Key', [PERIOD], present, until).detail;
    expect(textOf(PRESENT)).toContain(
      `The credential that the current secret replaces remains valid until ${shown}`,
    );
    const publicKey = { ...PRESENT, public_jwk: '{}' };
    expect(textOf(publicKey)).toContain(
      `The credential that the current public key replaces remains valid until ${shown}`,
    );
  });

  it('never shows a secret', () => {
    const later = describeLaterDelivery('Key', ['secret_delivery'], PRESENT, 'claim');
    for (const { summary, detail } of [warning(), later]) {
      expect(summary + detail).not.toContain(PRESENT.secret);
    }
    expect(later.detail).toContain('`secret` BECOMES NULL');
    const stays = describeLaterDelivery('Key', ['claim_window'], PRESENT, 'plain');
    expect(stays.detail).not.toContain('BECOMES NULL');
  });
});
