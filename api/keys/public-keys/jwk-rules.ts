import { forbidding, saying, type ForbiddenShape } from '../../http/object-rules';
import { KID, PRIVATE_MEMBERS } from './public-key';

/** A kind of public key, described by the members of its JWK (RFC 7518, section 6, and RFC 8037). */
interface KeyKind {
  readonly kty: 'EC' | 'OKP' | 'RSA';
  /** The curves of the kind; absent if it has none. */
  readonly curves?: readonly string[];
  readonly members: readonly string[];
  readonly algorithms: readonly string[];
  readonly operations: readonly string[];
}

interface JwkRules {
  readonly use: 'sig' | 'enc';
  readonly kinds: readonly KeyKind[];
  readonly operationsMayBeEmpty?: true;
}

const DERIVING = { algorithms: ['ECDH-ES+A256KW'], operations: ['deriveKey', 'deriveBits'] };
const VERIFYING = { operations: ['verify'] };

/** The JWKs that `parseRecipient` refuses, as far as that needs no arithmetic. */
export const RECIPIENT_JWK_RULES = rulesOf({
  use: 'enc',
  kinds: [
    { kty: 'EC', curves: ['P-256', 'P-384', 'P-521'], members: ['x', 'y'], ...DERIVING },
    { kty: 'OKP', curves: ['X25519'], members: ['x'], ...DERIVING },
    {
      kty: 'RSA',
      members: ['n', 'e'],
      algorithms: ['RSA-OAEP-256'],
      operations: ['wrapKey', 'encrypt'],
    },
  ],
  operationsMayBeEmpty: true,
});

/** What `parsePublicJwk` refuses. */
export const PUBLIC_JWK_RULES = rulesOf({
  use: 'sig',
  kinds: [
    { kty: 'EC', curves: ['P-256'], members: ['x', 'y'], algorithms: ['ES256'], ...VERIFYING },
    { kty: 'EC', curves: ['P-384'], members: ['x', 'y'], algorithms: ['ES384'], ...VERIFYING },
    {
      kty: 'OKP',
      curves: ['Ed25519'],
      members: ['x'],
      algorithms: ['EdDSA', 'Ed25519'],
      ...VERIFYING,
    },
    { kty: 'RSA', members: ['n', 'e'], algorithms: ['PS256', 'RS256'], ...VERIFYING },
  ],
});

function rulesOf({ use, kinds, operationsMayBeEmpty }: JwkRules): object {
  return forbidding(
    {
      description: `The key is private or symmetric: it has one of ${PRIVATE_MEMBERS.join(', ')}.`,
      anyOf: PRIVATE_MEMBERS.map((name) => ({ required: [name], properties: { [name]: {} } })),
    },
    saying('`kid` is not 1 to 255 printable ASCII characters.', {
      kid: { not: { type: 'string', pattern: KID.source } },
    }),
    saying(`\`use\` is not \`${use}\`.`, { use: { not: { const: use } } }),
    {
      description: 'The key is of another kind, or its `alg` or `key_ops` does not fit its kind.',
      not: { anyOf: kinds.map((kind) => fitting(kind, operationsMayBeEmpty === true)) },
    },
  );
}

function fitting(
  kind: KeyKind,
  operationsMayBeEmpty: boolean,
): Omit<ForbiddenShape, 'description'> {
  const { kty, curves, members, algorithms, operations } = kind;
  return {
    required: ['kty', ...(curves === undefined ? [] : ['crv']), ...members],
    properties: {
      kty: { const: kty },
      ...(curves !== undefined && { crv: { enum: curves } }),
      ...Object.fromEntries(members.map((name) => [name, { type: 'string' }])),
      alg: { enum: algorithms },
      key_ops: {
        anyOf: [
          { type: 'null' },
          { type: 'array', items: {}, contains: { enum: operations } },
          ...(operationsMayBeEmpty ? [{ type: 'array', items: {}, maxItems: 0 }] : []),
        ],
      },
    },
  };
}
