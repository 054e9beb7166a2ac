import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import supertest from 'supertest';
import { createKnexCredentialLookup } from '../../../../api/keys/knex-credential-lookup';
import { createKeyService } from '../../../../api/keys/key-service';
import { createUsageService } from '../../../../api/keys/usage-service';
import { createVerificationEndpoints } from '../../../../api/hot/verification-routes';
import { createVerificationService } from '../../../../api/hot/verification-service';
import { createErrorHandler } from '../../../../api/http/error-handler';
import { createExpressAuthentication } from '../../../../api/http/express-authentication';
import { assignRequestId } from '../../../../api/http/request-context';
import { createRouter } from '../../../../api/http/router';
import { composeOAuth } from '../../../../api/oauth/compose-oauth';
import { createOAuthRouter } from '../../../../api/oauth/oauth-routes';
import { createMemoryThrottle } from '../../../../api/rate-limit/memory-throttle';
import type { Failure } from '../../../../api/domain/failure';
import type { Caller } from '../../../../api/domain/principal';
import {
  createTestApi,
  type Credentials,
  type DatabaseName,
  type TestTeam,
} from '../../../support/api';

export interface IssuedKey extends Credentials {
  readonly id: string;
  readonly accountId: string;
}

/** The test API with OAuth and verification before it, as one issuer. */
export async function createOAuthApi(
  on: DatabaseName = 'sqlite',
  { attempts = 1000 }: { attempts?: number } = {},
) {
  const api = await createTestApi(on);
  const { database, clock, sealer, slices } = api;
  const { audit, ids, creations, keyStore: store } = slices;
  const keys = createKeyService({ store, unitOfWork: database, clock, ids, audit, creations });
  const onError = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const usage = createUsageService({ store, unitOfWork: database, creations, onError });
  const throttle = (name: string) => createMemoryThrottle({ name, attempts, windowSeconds: 60 });

  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const oauth = composeOAuth({
    issuer,
    database,
    sealer,
    clock,
    credentials: createKnexCredentialLookup(database),
    usage,
    audit,
    keyRevoker: {
      revokeBySecret: (caller, { key }, reason) => keys.revoke(caller, key.id, reason),
    },
    callerThrottle: throttle('unknown-secrets'),
    verificationThrottle: throttle('unknown-verifications'),
  });
  const recordRefusal = (caller: Caller, operationId: string, failure: Failure) =>
    audit.recordRefusal(caller, operationId, failure.code);
  app.use(assignRequestId);
  app.use(createOAuthRouter({ service: oauth.service, recordRefusal }));
  app.use(
    createRouter({
      endpoints: createVerificationEndpoints(
        createVerificationService({ inspector: oauth.inspector }),
      ),
      authenticate: createExpressAuthentication(oauth.authenticator),
      idempotency: slices.idempotency,
      recordRefusal,
    }),
  );
  app.use(createErrorHandler(onError));

  const owner = (team: TestTeam) => api.as(team.owner);

  return {
    ...api,
    issuer,
    oauth,
    usage,
    /** Agent on the issuer, with HTTP Basic where credentials are given. */
    at(credentials?: Credentials) {
      const agent = supertest.agent(issuer);
      return credentials ? agent.auth(credentials.clientId, credentials.secret) : agent;
    },
    post(path: string, form: Record<string, string>, credentials?: Credentials) {
      return this.at(credentials).post(path).type('form').send(form);
    },
    /** A key of a new service account of the team, which holds these permissions. */
    async issueKey(
      permissions: readonly string[],
      options: { team?: TestTeam; body?: object } = {},
    ): Promise<IssuedKey> {
      const team = options.team ?? api.team;
      const role = await owner(team)
        .post('/v1/roles')
        .send({ name: 'role', permissions })
        .expect(201);
      const account = await owner(team)
        .post('/v1/service-accounts')
        .send({ name: 'service', role_ids: [role.body.id] })
        .expect(201);
      const body = { service_account_id: account.body.id, name: 'key', expires_in: '30d' };
      const key = await owner(team)
        .post('/v1/service-account-keys')
        .send({ ...body, ...options.body })
        .expect(201);
      return {
        id: key.body.id,
        accountId: account.body.id,
        clientId: key.body.client_id,
        secret: key.body.secret,
      };
    },
    async accessToken(key: Credentials, form: Record<string, string> = {}): Promise<string> {
      const answer = await this.post(
        '/oauth2/token',
        { grant_type: 'client_credentials', ...form },
        key,
      ).expect(200);
      return answer.body.access_token as string;
    },
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await usage.close();
      await api.close();
    },
  };
}

export type OAuthApi = Awaited<ReturnType<typeof createOAuthApi>>;
