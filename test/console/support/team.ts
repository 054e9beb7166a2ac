import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials, TestApi } from '../../support/api';

const DEFAULT_CATALOG = path.join(__dirname, '../../../api/catalog/default-catalog.json');

/** Loads the catalog that a new server has. */
export async function loadCatalog(api: TestApi): Promise<void> {
  const catalog = JSON.parse(readFileSync(DEFAULT_CATALOG, 'utf8')) as object;
  await api.as(api.operator).put('/v1/catalog').send(catalog).expect(200);
}

export interface TestMember extends Credentials {
  readonly memberId: string;
  readonly name: string;
}

let joined = 0;

/**
 * A member who was invited to the first team and has accepted.
 * @param run the headers of a Terraform run, if one invited the member
 */
export async function joinTeam(
  api: TestApi,
  role: 'owner' | 'admin' | 'user',
  run: Readonly<Record<string, string>> = {},
): Promise<TestMember> {
  joined += 1;
  const name = `${role} ${joined}`;
  const invited = await api
    .as(api.team.owner)
    .post('/v1/members')
    .set(run)
    .send({ email: `member-${joined}@example.com`, name, team_role: role })
    .expect(201);
  const { invitation } = invited.body as { invitation: { token: string } };
  const accepted = await api
    .as()
    .post('/v1/invitations/accept')
    .send({ token: invitation.token })
    .expect(200);
  const { id, application_key: key } = accepted.body as {
    id: string;
    application_key: { client_id: string; secret: string };
  };
  return { memberId: id, name, clientId: key.client_id, secret: key.secret };
}
