import { composeCredentials } from '../credentials/compose';
import type { ChangeFeed } from '../database/change-feed';
import { composeFederation } from '../federation/compose';
import type { Ids } from '../domain/ids';
import { composeLeaks } from '../leaks/compose';
import { composeOAuth } from '../oauth/compose';
import { composeSignIn } from '../sessions/compose';
import { DEFAULT_SESSION_LIMITS } from '../sessions/session';
import { composeSignUp } from '../sign-up/compose';
import { composeUsageCounting } from '../usage/compose';
import { composeVerification } from '../verification/compose';
import type { Tracing } from '../tracing/tracing';
import type { AppDependencies } from './app-types';
import type { Courier } from './courier';
import { later } from './later';
import type { Slices } from './slices';

/** The slices that only a server has: who presents what, and what that lets them do. */
export function createServerSlices(
  dependencies: AppDependencies & {
    readonly tracing: Tracing;
    readonly slices: Slices;
    readonly ids: Ids;
    readonly feed: ChangeFeed;
    readonly courier: Pick<Courier, 'sendMail'>;
    readonly onError: (error: unknown) => void;
  },
) {
  const { config, database, clock, sealer, log, metrics, tracing } = dependencies;
  const { slices, ids, feed, courier, onError } = dependencies;
  const { keys, roles, serviceAccounts, serviceKeys, wallets } = slices;
  const { issuer } = config;
  const { creations } = slices.creations;
  const { trail: audit, recordRefusal } = slices.audit;
  const { ledger } = slices.usage;
  const parts = { database, clock, ids, audit, sealer, issuer, feed, onError };

  const usage = composeUsageCounting({
    database,
    keys,
    ledger,
    creations,
    log,
    metrics,
    tracing,
  });
  const credentials = composeCredentials(parts);
  const federation = composeFederation({
    ...parts,
    creations,
    accounts: serviceAccounts.directory,
    roles: roles.directory,
    settings: config.federation,
    used: later(() => oauth.spent),
    log,
    tracing,
  });
  const judging = { ...parts, credentials, keys };
  const oauth = composeOAuth({ ...judging, federation, usage, recordRefusal });
  const verification = composeVerification({
    database,
    issuer,
    oauth,
    serviceKeys: serviceKeys.directory,
    catalog: slices.catalog.directory,
    wallets: wallets.currencies,
    charges: wallets.charges,
    onVerdict: (code) => metrics.verificationAnswered(code),
    recordRefusal,
  });
  const leaks = composeLeaks(judging);
  const signUp = composeSignUp({ mode: config.signUp, teams: slices.teams.teams });
  const signIn = composeSignIn({
    ...parts,
    sessions: slices.sessions,
    limits: config.sessions ?? DEFAULT_SESSION_LIMITS,
    credentials,
    keys: oauth.authenticator,
    people: slices.people.people,
    members: slices.members,
    teams: slices.teams.directory,
    lastActors: slices.audit.lastActors,
    oidc: config.oidc ?? null,
    signInPost: slices.mail.signInPost,
    sendMail: () => courier.sendMail(),
    tracing,
  });
  return { usage, credentials, federation, oauth, verification, leaks, signUp, signIn };
}
