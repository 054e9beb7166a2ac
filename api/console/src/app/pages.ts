import {
  IconApi,
  IconBell,
  IconBuilding,
  IconCoins,
  IconHistory,
  IconHome,
  IconId,
  IconKey,
  IconRobot,
  IconServer,
  IconShieldCheck,
  IconShieldLock,
  IconTags,
  IconUsers,
  IconUsersGroup,
  IconWallet,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface ConsolePage {
  /** Path below the root of the console. */
  readonly path: string;
  /** The entry in the navigation. A page without one is reached from another page. */
  readonly entry?: {
    readonly label: string;
    readonly section: Section;
    readonly icon: Icon;
  };
  /** Whose page it is. If absent, it is a page of a team. */
  readonly audience?: Audience;
  /** Without this permission the entry is not shown. */
  readonly permission?: string;
  /** The page is a file of its own, which the browser loads when it is first opened. */
  readonly load: () => Promise<ComponentType>;
}

export type Audience = 'team' | 'operator' | 'everybody';

/** The sections of the navigation, in their order. */
export const SECTIONS = ['Overview', 'Keys', 'Access', 'Team', 'Operator'] as const;

export type Section = (typeof SECTIONS)[number];

/** Every page, in the order of the navigation. The first one of a team and of the operator is shown at the root. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: '/home',
    entry: { label: 'Home', section: 'Overview', icon: IconHome },
    load: async () => (await import('../pages/home/home-page')).HomePage,
  },
  {
    path: '/application-keys',
    entry: { label: 'Application keys', section: 'Keys', icon: IconKey },
    permission: 'application_keys.read',
    load: async () =>
      (await import('../pages/application-keys/application-keys-page')).ApplicationKeysPage,
  },
  {
    path: '/api-keys',
    entry: { label: 'API keys', section: 'Keys', icon: IconApi },
    permission: 'service_key_tokens.read',
    load: async () => (await import('../pages/api-keys/api-keys-page')).ApiKeysPage,
  },
  {
    path: '/key-management',
    entry: { label: 'Key management', section: 'Keys', icon: IconServer },
    permission: 'service_keys.read',
    load: async () =>
      (await import('../pages/key-management/key-management-page')).KeyManagementPage,
  },
  {
    path: '/service-api-keys',
    entry: { label: 'Service API keys', section: 'Keys', icon: IconRobot },
    permission: 'service_account_keys.read',
    load: async () =>
      (await import('../pages/service-api-keys/service-api-keys-page')).ServiceApiKeysPage,
  },
  {
    path: '/account',
    audience: 'everybody',
    load: async () => (await import('../pages/account/account-page')).AccountPage,
  },
  {
    path: '/keys/$id',
    load: async () => (await import('../pages/key-detail/key-page')).KeyPage,
  },
  {
    path: '/credentials',
    entry: { label: 'Credentials', section: 'Access', icon: IconId },
    permission: 'service_accounts.read',
    load: async () => (await import('../pages/credentials/credentials-page')).CredentialsPage,
  },
  {
    path: '/credentials/$id',
    load: async () => (await import('../pages/credentials/credential-page')).CredentialPage,
  },
  {
    path: '/members',
    entry: { label: 'Members', section: 'Access', icon: IconUsers },
    permission: 'members.read',
    load: async () => (await import('../pages/members/members-page')).MembersPage,
  },
  {
    path: '/groups',
    entry: { label: 'Groups', section: 'Access', icon: IconUsersGroup },
    permission: 'groups.read',
    load: async () => (await import('../pages/groups/groups-page')).GroupsPage,
  },
  {
    path: '/roles',
    entry: { label: 'Roles', section: 'Access', icon: IconShieldLock },
    permission: 'roles.read',
    load: async () => (await import('../pages/roles/roles-page')).RolesPage,
  },
  {
    path: '/roles/$id',
    load: async () => (await import('../pages/roles/role-page')).RolePage,
  },
  {
    path: '/notifications',
    entry: { label: 'Notifications', section: 'Team', icon: IconBell },
    load: async () => (await import('../pages/notifications/notifications-page')).NotificationsPage,
  },
  {
    path: '/key-policy',
    entry: { label: 'Key policy', section: 'Team', icon: IconShieldCheck },
    permission: 'teams.read',
    load: async () => (await import('../pages/key-policy/key-policy-page')).KeyPolicyPage,
  },
  {
    path: '/wallets',
    entry: { label: 'Wallets and catalog', section: 'Team', icon: IconWallet },
    load: async () => (await import('../pages/wallets/wallets-page')).WalletsPage,
  },
  {
    path: '/wallets/$id',
    load: async () => (await import('../pages/wallets/wallet-page')).WalletPage,
  },
  {
    path: '/audit-log',
    entry: { label: 'Audit log', section: 'Team', icon: IconHistory },
    permission: 'audit_events.read',
    load: async () => (await import('../pages/audit-log/audit-log-page')).AuditLogPage,
  },
  {
    path: '/operator/teams',
    entry: { label: 'Teams', section: 'Operator', icon: IconBuilding },
    audience: 'operator',
    load: async () => (await import('../pages/operator/teams/teams-page')).TeamsPage,
  },
  {
    path: '/operator/teams/$id',
    audience: 'operator',
    load: async () => (await import('../pages/operator/teams/team-page')).TeamPage,
  },
  {
    path: '/operator/credits',
    entry: { label: 'Credits', section: 'Operator', icon: IconCoins },
    audience: 'operator',
    load: async () => (await import('../pages/operator/credits/credits-page')).CreditsPage,
  },
  {
    path: '/operator/catalog',
    entry: { label: 'Catalog', section: 'Operator', icon: IconTags },
    audience: 'operator',
    load: async () => (await import('../pages/operator/catalog/catalog-page')).CatalogPage,
  },
  {
    path: '/operator/verifiers',
    entry: { label: 'Verifiers', section: 'Operator', icon: IconShieldCheck },
    audience: 'operator',
    load: async () => (await import('../pages/operator/verifiers/verifiers-page')).VerifiersPage,
  },
  {
    path: '/operator/keys',
    entry: { label: 'Operator keys', section: 'Operator', icon: IconKey },
    audience: 'operator',
    load: async () => (await import('../pages/operator/keys/operator-keys-page')).OperatorKeysPage,
  },
  {
    path: '/operator/audit-log',
    entry: { label: 'Audit log', section: 'Operator', icon: IconHistory },
    audience: 'operator',
    load: async () =>
      (await import('../pages/audit-log/operator-audit-log-page')).OperatorAuditLogPage,
  },
];
