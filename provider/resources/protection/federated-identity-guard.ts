import { isUnknown } from '../../terraform-plugin';
import type { Guard } from './guard-use';
import { disabling, joined, type Threat } from './threat';
import type { OwnProtection } from './protection-attributes';

const TRUST = ['issuer', 'audience', 'subject_pattern', 'claims'] as const;

interface IdentityState extends OwnProtection, Readonly<Record<(typeof TRUST)[number], unknown>> {
  readonly id: string;
  readonly name: string | null;
  readonly enabled: boolean | null;
  readonly allow_pull_requests: boolean | null;
  readonly replay_protection: boolean | null;
}

interface PlannedIdentity extends OwnProtection, Readonly<Record<(typeof TRUST)[number], unknown>> {
  readonly enabled: unknown;
  readonly allow_pull_requests: unknown;
  readonly replay_protection: unknown;
}

export const federatedIdentityGuard: Guard<IdentityState, PlannedIdentity> = {
  subjectOf: ({ id, name }) => ({
    family: '/v1/federated-identities',
    id,
    label: name === null ? 'Federated identity' : `Federated identity "${name}"`,
  }),
  isLive: ({ enabled }) => enabled !== false,
  threatsOf: (state, planned) => [...disabling(state, planned), ...trustingOthers(state, planned)],
  threatsToOwner: trustingOnce,
};

function trustingOthers(state: IdentityState, planned: PlannedIdentity): readonly Threat[] {
  const losesPulls = state.allow_pull_requests === true && planned.allow_pull_requests === false;
  const changed = [
    ...TRUST.filter((name) => !isUnknown(planned[name]) && !isSame(state[name], planned[name])),
    ...(losesPulls ? ['allow_pull_requests'] : []),
  ];
  const [attribute] = changed;
  if (attribute === undefined) return [];
  const names = joined(changed.map((name) => `\`${name}\``));
  const consequence = `Tokens that do not match the new ${names} are refused from then on.`;
  return [{ kind: 'narrowed', attribute, what: 'change which tokens it trusts', consequence }];
}

/** Terraform starts several processes for one run, and each exchanges the token of the run. */
function trustingOnce(before: IdentityState, planned: PlannedIdentity): readonly Threat[] {
  if (before.replay_protection === true || planned.replay_protection !== true) return [];
  return [
    {
      kind: 'narrowed',
      attribute: 'replay_protection',
      what: 'accept each token only once',
      consequence:
        'Terraform starts several processes in one run. If two of them present the same token, ' +
        'the second is refused.',
    },
  ];
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

/** Texts are compared as they are. The order of claims does not count. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
