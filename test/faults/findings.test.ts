import { createFindings } from './findings';

const role = { type: 'keyplane_role', id: 'role_1', name: 'reader' };

describe('what was found in one run', () => {
  it('has a problem for each recorded object that Keyplane ended', () => {
    const findings = createFindings();
    findings.ended(['role_1']);
    expect(findings.all()).toMatchObject({
      ended: ['role_1'],
      problems: ['role_1 was recorded and is gone, though no state deleted it'],
    });
  });

  it('has an orphan once, however often it is seen', () => {
    const findings = createFindings();
    findings.compare([], [role]);
    findings.compare([], [role]);
    expect(findings.all()).toMatchObject({
      orphans: [role],
      problems: ['orphan keyplane_role role_1 "reader"'],
    });
  });

  it('counts a kept object once, and does not report it as a problem', () => {
    const findings = createFindings();
    findings.kept([role]);
    findings.kept([role]);
    expect(findings.all().kept).toEqual(['role_1']);
    expect(findings.hasAny()).toBe(false);
  });
});
