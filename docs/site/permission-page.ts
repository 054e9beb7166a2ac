import {
  isMembersOnlyPermission,
  PUBLISHED_PERMISSIONS,
  TEAM_ROLE_PERMISSIONS,
  TEAM_ROLES,
} from '../../api/domain/permission';
import { withFrontMatter } from './front-matter';
import { table } from './markdown';
import type { SitePage } from './site-page';

/** The operations that need a permission. */
export type OperationsWith = (
  permission: string,
) => readonly { readonly summary: string; readonly link: string }[];

/** Operations with the same summary are one operation with several methods. */
function linksTo(operations: ReturnType<OperationsWith>): string {
  const links = new Map(operations.toReversed().map(({ summary, link }) => [summary, link]));
  return [...links]
    .map(([summary, link]) => `[${summary}](${link})`)
    .reverse()
    .join(', ');
}

/** The matrix: what each permission allows, which team roles have it, and which operations need it. */
export function permissionPage(operationsWith: OperationsWith): SitePage {
  const rows = PUBLISHED_PERMISSIONS.map(({ name, text }) => [
    `\`${name}\``,
    text,
    ...[...TEAM_ROLES]
      .reverse()
      .map((role) => (TEAM_ROLE_PERMISSIONS[role].includes(name) ? 'yes' : '')),
    linksTo(operationsWith(name)),
  ]);
  const membersOnly = PUBLISHED_PERMISSIONS.map(({ name }) => name).filter(isMembersOnlyPermission);
  const body = `# Permissions

A member has the permissions of their team role. A service account has those of its roles. A key acts with the
permissions of its owner, at the moment of each request.

${table(['permission', 'allows', ...[...TEAM_ROLES].reverse(), 'operations'], rows)}

- Every other name, such as \`reports.read\`, is a permission of one of your services. Owners and admins have all of
  these.
- You cannot grant a permission that you do not have.
- Only members can use ${membersOnly.map((name) => `\`${name}\``).join(', ')}, because application keys belong to
  members. A service account with these permissions can grant them, but cannot use them.
- \`GET /v1/permissions\` answers with this list.
`;
  return {
    path: 'reference/permissions.md',
    text: withFrontMatter({ title: 'Permissions' }, body),
  };
}
