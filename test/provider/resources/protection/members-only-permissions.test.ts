import type { KeyplaneClient, Role } from '../../../../provider/client';
import type { DiagnosticText, ResourceContext } from '../../../../provider/terraform-plugin';
import {
  warnOfMembersOnly,
  warnOfMembersOnlyRoles,
} from '../../../../provider/resources/protection/members-only-permissions';

function setUp(granted: Role['members_only_permissions'] = []) {
  const warnings: DiagnosticText[] = [];
  const asked: string[] = [];
  const client = {
    hasWritten: () => false,
    roles: {
      get: (id: string) => {
        asked.push(id);
        return Promise.resolve({ id, name: 'wide', members_only_permissions: granted });
      },
    },
  };
  const context = {
    client,
    hasClient: true,
    signal: new AbortController().signal,
    diagnostics: { warning: (text: DiagnosticText) => void warnings.push(text) },
  } as unknown as ResourceContext<KeyplaneClient>;
  return { warnings, asked, context };
}

describe('the plan of a role', () => {
  it('warns about permissions that no service account can use', () => {
    const { warnings, context } = setUp();
    const after = ['application_keys.create', 'reports.read'];
    warnOfMembersOnly({ name: 'deployer', before: null, after }, context);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.summary).toBe(
      'Role "deployer" grants permissions that no service account can use',
    );
    expect(warnings[0]?.detail).toContain('`application_keys.create` never takes effect');
    expect(warnings[0]?.attribute).toBe('permissions');
  });

  it('warns only when the permission is granted', () => {
    const { warnings, context } = setUp();
    const after = ['application_keys.create', 'reports.read'];
    warnOfMembersOnly({ name: 'deployer', before: ['application_keys.create'], after }, context);
    expect(warnings).toEqual([]);
  });
});

describe('the plan of a service account', () => {
  it('warns about a role that exists already, and reads each role once', async () => {
    const { warnings, asked, context } = setUp(['application_keys.create']);
    for (const name of ['one', 'two']) {
      await warnOfMembersOnlyRoles({ name, before: [], after: ['role_1'] }, context);
    }
    expect(warnings.map(({ summary }) => summary)).toEqual(
      ['one', 'two'].map(
        (name) =>
          `Service account "${name}" has the role "wide" (role_1), which grants permissions that no service ` +
          'account can use',
      ),
    );
    expect(asked).toEqual(['role_1']);
  });

  it('reads at most ten roles', async () => {
    const { asked, context } = setUp();
    const after = Array.from({ length: 20 }, (_, at) => `role_${at}`);
    await warnOfMembersOnlyRoles({ name: 'ci', before: null, after }, context);
    expect(asked).toHaveLength(10);
  });
});
