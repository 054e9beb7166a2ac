import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stateFilesOf } from '../../../provider/stack';

describe('the files of a local state', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'keyplane-state-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const stateIs = (state: object) =>
    writeFileSync(path.join(directory, 'terraform.tfstate'), JSON.stringify(state));
  const files = () => stateFilesOf({ directory, environment: {} });

  it('name the objects of this provider', () => {
    const instances = [{ attributes: { id: 'role_1' } }];
    stateIs({ resources: [{ mode: 'managed', type: 'keyplane_role', instances }] });
    expect(files()?.state).toMatchObject({ exists: true, resourceCount: 1, ids: ['role_1'] });
  });

  it('hold nothing if the state is empty or does not exist', () => {
    expect(files()?.state).toMatchObject({ exists: false, resourceCount: 0 });
    stateIs({ resources: [] });
    expect(files()?.state).toMatchObject({ exists: true, resourceCount: 0 });
  });

  it('are unknown if OpenTofu has encrypted the state, which is not an empty one', () => {
    stateIs({
      serial: 3,
      lineage: 'a',
      meta: {},
      encrypted_data: 'AAAA',
      encryption_version: 'v0',
    });
    expect(files()).toBeUndefined();
  });
});
