import { ServiceAccount } from '@keyplane/cdktf';
import { Fn } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

const IDENTITY = 'keyplane_federated_identity';
const REPOSITORY = { repositoryId: '123456', repositoryOwnerId: '654321' };

describe('a service account without a key', () => {
  test('trusts the workflows of one repository by its IDs', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci');
    const trust = { ...REPOSITORY, ref: 'refs/heads/main', environment: 'live' };
    account.trustGithubActions(trust);
    expect(synthesize(stack).resources(IDENTITY)).toEqual([
      {
        name: 'github-actions',
        issuer: 'https://token.actions.githubusercontent.com',
        service_account_id: referenceTo(account.resource, 'id'),
        claims: {
          repository_id: '123456',
          repository_owner_id: '654321',
          ref: 'refs/heads/main',
          environment: 'live',
        },
      },
    ]);
  });

  test('trusts pull requests only if that is stated, and several repositories by constructs with different IDs', () => {
    const stack = createStack();
    const account = ServiceAccount.fromServiceAccountId(stack, 'ci', 'sa_01');
    account.trustGithubActions({ ...REPOSITORY, id: 'a', allowPullRequests: true });
    account.trustGithubActions({ ...REPOSITORY, id: 'b', name: 'B' });
    const [a, b] = synthesize(stack).resources(IDENTITY);
    expect(a).toMatchObject({ name: 'a', service_account_id: 'sa_01', allow_pull_requests: true });
    expect(b).toMatchObject({ name: 'B' });
    expect(b).not.toHaveProperty('allow_pull_requests');
  });

  test('trusts any other issuer', () => {
    const stack = createStack();
    const issuer = 'https://gitlab.com';
    const subjectPattern = 'project_path:acme/app:ref_type:branch:ref:main';
    const identity = new ServiceAccount(stack, 'ci').trust('gitlab', { issuer, subjectPattern });
    expect(synthesize(stack).resources(IDENTITY)).toMatchObject([
      { name: 'gitlab', issuer, subject_pattern: subjectPattern },
    ]);
    expect(identity.federatedIdentityId).toMatch(/^\$\{TfToken/);
  });

  test.each([
    ['numbers', { repositoryId: 123456, repositoryOwnerId: 654321 }],
    ['texts', REPOSITORY],
  ])('takes the IDs of a repository as %s', (_what, repository) => {
    const stack = createStack();
    new ServiceAccount(stack, 'ci').trustGithubActions(repository);
    expect(synthesize(stack).resources(IDENTITY)).toMatchObject([
      { claims: { repository_id: '123456', repository_owner_id: '654321' } },
    ]);
  });

  test.each([
    ['a repository by name', { ...REPOSITORY, repositoryId: 'acme/app' }, 'must be a number'],
    ['an owner by name', { ...REPOSITORY, repositoryOwnerId: 'acme' }, 'must be a number'],
    ['a branch that is not a ref', { ...REPOSITORY, ref: 'main' }, 'such as "refs/heads/main"'],
  ])('refuses %s', (_what, options, sentence) => {
    const account = new ServiceAccount(createStack(), 'ci');
    expect(() => account.trustGithubActions(options)).toThrow(sentence);
  });

  test('may trust a repository whose IDs only Terraform will know', () => {
    const account = new ServiceAccount(createStack(), 'ci');
    const repositoryId = Fn.tostring(123456);
    expect(() => account.trustGithubActions({ ...REPOSITORY, repositoryId })).not.toThrow();
  });
});
