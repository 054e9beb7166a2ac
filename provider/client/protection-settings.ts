export type ProtectAction = 'warn' | 'error';

/** What the provider's configuration says about resources that are in use. */
export interface ProtectionSettings {
  /** A period such as `7d`. `0s` switches the check off. */
  readonly usedWithin: string;
  readonly action: ProtectAction;
  /** IDs of objects for which a plan only warns. `*` means every object. */
  readonly except: ReadonlySet<string>;
  /** Whether a run may remove, disable or narrow the credential that it runs with. */
  readonly allowSelfRemoval: boolean;
}

export const DEFAULT_PROTECTION: ProtectionSettings = {
  usedWithin: '7d',
  action: 'warn',
  except: new Set(),
  allowSelfRemoval: false,
};
