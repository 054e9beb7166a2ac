import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { accountName, accountOf, accountsOf, keyName } from './key-configuration';
import type { Worlds } from './with-worlds';

type Attributes = Readonly<Record<string, unknown>>;

interface Instance {
  readonly attributes: Attributes;
  /** Base64. */
  readonly private?: string;
  readonly dependencies?: readonly string[];
}

interface ResourceState {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly [Instance];
}

interface State {
  readonly serial: number;
  readonly resources: readonly ResourceState[];
}

const ACCOUNT = 'keyplane_service_account';
const KEY = 'keyplane_service_account_key';
const AT_ONCE = 10;

/**
 * A workspace that manages this many keys. Terraform would take long to create 5,000, so it applies
 * one. The others are created through the API and written into the state in the form that an apply
 * writes.
 */
export async function seedWorkspace(worlds: Worlds, keys: number): Promise<TerraformWorkspace> {
  const workspace = await createTerraformWorkspace(worlds.keyplane.options(1));
  await workspace.init();
  await workspace.apply();
  const file = 'terraform.tfstate';
  const state = JSON.parse(await readFile(join(workspace.folder, file), 'utf8')) as State;
  const post = poster(worlds, `bench-${keys}`);
  const accounts = await likeTheFirst(state, ACCOUNT, accountsOf(keys), async (number) => ({
    name: accountName(number),
    answer: await post('/v1/service-accounts', { name: `account-${number}` }),
  }));
  const made = await likeTheFirst(state, KEY, keys, async (number) => ({
    name: keyName(number),
    answer: await post('/v1/service-account-keys', {
      service_account_id: accounts[accountOf(number)]?.instances[0].attributes['id'],
      name: `key-${number}`,
      expires_in: '90d',
    }),
    dependencies: [`${ACCOUNT}.${accountName(accountOf(number))}`],
  }));
  const resources = [...accounts, ...made];
  await workspace.write({
    ...worlds.keyplane.options(keys).files,
    [file]: JSON.stringify({ ...state, serial: state.serial + 1, resources }),
  });
  return workspace;
}

interface Made {
  readonly name: string;
  readonly answer: Attributes;
  readonly dependencies?: readonly string[];
}

async function likeTheFirst(
  { resources }: State,
  type: string,
  count: number,
  make: (number: number) => Promise<Made>,
): Promise<ResourceState[]> {
  const first = resources.find((resource) => resource.type === type);
  if (first === undefined) throw new Error(`The state has no ${type}.`);
  const all = [first];
  let next = 1;
  const makeAll = async () => {
    while (next < count) {
      const number = next++;
      all[number] = resourceLike(first, await make(number));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeAll));
  return all;
}

/** The answer of Keyplane, in the attributes of the template. */
function resourceLike(
  { instances: [template], ...first }: ResourceState,
  { name, answer, dependencies }: Made,
): ResourceState {
  const attributes = Object.fromEntries(
    Object.entries(template.attributes).map(([attribute, value]) => [
      attribute,
      answer[attribute] ?? value,
    ]),
  );
  const remembered = Buffer.from(template.private ?? '', 'base64').toString() || '{}';
  const { secret_version: version = null } = attributes;
  const own = {
    ...(JSON.parse(remembered) as Attributes),
    ...(version !== null && { secret_version: version }),
  };
  const instance = {
    ...template,
    attributes,
    private: Buffer.from(JSON.stringify(own)).toString('base64'),
    ...(dependencies && { dependencies }),
  };
  return { ...first, name, instances: [instance] };
}

/**
 * Each workspace has a stack of its own. In a shared one, a later run would replace what an earlier
 * one created.
 */
function poster({ endpoint, credentials }: Worlds, stack: string) {
  const { KEYPLANE_CLIENT_ID: id, KEYPLANE_CLIENT_SECRET: secret } = credentials;
  const headers = {
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    'content-type': 'application/json',
    'keyplane-stack': stack,
  };
  return async (path: string, body: object): Promise<Attributes> => {
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(endpoint + path, request);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Attributes;
  };
}
