import { userAgentOf } from '../../http-client';

const PROVIDER = { name: 'terraform-provider-keyplane', version: '0.1.0' };

describe('the User-Agent of a program', () => {
  it.each([
    ['linux', 'x64', 'terraform-provider-keyplane/0.1.0 (terraform 1.11.4; linux; amd64)'],
    ['darwin', 'arm64', 'terraform-provider-keyplane/0.1.0 (terraform 1.11.4; darwin; arm64)'],
    ['win32', 'ia32', 'terraform-provider-keyplane/0.1.0 (terraform 1.11.4; windows; 386)'],
  ] as const)('names the platform %s %s as Terraform does', (platform, arch, expected) => {
    const terraform = { name: 'terraform', version: '1.11.4' };
    expect(userAgentOf(PROVIDER, terraform, { platform, arch })).toBe(expected);
  });

  it.each([
    ['a development build', '1.12.0-beta1+dev', 'terraform 1.12.0-beta1+dev'],
    ['none', '', 'terraform'],
    ['one that would end the header', '1.11\r\nx-evil: 1)', 'terraform 1.11x-evil1'],
  ])('accepts as the version of terraform: %s', (_what, version, expected) => {
    const agent = userAgentOf(PROVIDER, { name: 'terraform', version });
    expect(agent).toContain(` (${expected}; `);
  });
});
