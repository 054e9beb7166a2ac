import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import express from 'express';
import supertest from 'supertest';
import { createDocsSiteRouter } from '../../../api/docs-site/docs-site-routes';
import { createErrorHandler } from '../../../api/http/error-handler';
import { assignRequestId } from '../../../api/http/request-context';

const INLINE = 'document.documentElement.classList.toggle("dark")';
const page = (text: string) =>
  `<html><head><script id="a">${INLINE}</script><script type="module" src="/docs/assets/app.AbC.js"></script>` +
  `</head><body>${text}</body></html>`;
const APP = 'console.log("app");'.repeat(20);

const FILES: Readonly<Record<string, string | Buffer>> = {
  'index.html': page('home'),
  '404.html': page('nothing here'),
  'security.html': page('security'),
  'guides/gateways/index.html': page('gateways'),
  'guides/gateways/nginx.html': page('nginx'),
  'assets/app.AbC.js': APP,
  'assets/app.AbC.js.br': brotliCompressSync(APP),
  'assets/inter.woff2': 'font',
  'llms.txt': '# Keyplane\n',
  'notes.secret': 'not of a known type',
};

describe('the documentation site', () => {
  let parent: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'keyplane-site-'));
    folder = path.join(parent, 'site');
    for (const [name, contents] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, contents);
    }
    writeFileSync(path.join(parent, 'outside.html'), 'outside');
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  const served = (from = folder) => {
    const application = express();
    application.use(assignRequestId, createDocsSiteRouter(from));
    application.use(createErrorHandler(() => {}, 'https://keys.example'));
    return supertest(application);
  };

  it.each([
    ['/docs/', 'home'],
    ['/docs/security', 'security'],
    ['/docs/security.html', 'security'],
    ['/docs/guides/gateways/', 'gateways'],
    ['/docs/guides/gateways/nginx', 'nginx'],
    ['/docs/guides/gateways/nginx?q=1', 'nginx'],
  ])('shows the page of %s', async (target, text) => {
    const answer = await served().get(target).expect(200);
    expect(answer.text).toBe(page(text));
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['/docs', '/docs/'],
    ['/docs/security/', '/docs/security'],
    ['/docs/guides/gateways', '/docs/guides/gateways/'],
  ])('sends %s to %s, which the links of the pages use', async (target, location) => {
    const { headers } = await served().get(target).expect(308);
    expect(headers['location']).toBe(location);
  });

  it.each([
    ['/docs/llms.txt', 'text/plain; charset=utf-8'],
    ['/docs/assets/app.AbC.js', 'text/javascript; charset=utf-8'],
    ['/docs/assets/inter.woff2', 'font/woff2'],
  ])('sends %s as %s', async (target, type) => {
    const { headers } = await served().get(target).expect(200);
    expect(headers['content-type']).toBe(type);
  });

  it('lets caches keep files whose names contain a hash of their contents', async () => {
    const { headers } = await served().get('/docs/assets/app.AbC.js').expect(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('sends the compressed file to clients that accept Brotli', async () => {
    const compressed = await served().get('/docs/assets/app.AbC.js').set('accept-encoding', 'br');
    expect(compressed.headers['content-encoding']).toBe('br');
    expect(Number(compressed.headers['content-length'])).toBeLessThan(APP.length);
    const plain = await served().get('/docs/assets/app.AbC.js').set('accept-encoding', 'gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['content-length']).toBe(String(APP.length));
    expect(plain.headers['etag']).not.toBe(compressed.headers['etag']);
    expect(plain.headers['vary']).toBe('Accept-Encoding');
  });

  it('answers 304 to a client that has the page already', async () => {
    const { headers } = await served().get('/docs/security').expect(200);
    const again = await served().get('/docs/security').set('if-none-match', headers['etag']!);
    expect([again.status, again.text]).toEqual([304, '']);
    await served().get('/docs/security').set('if-none-match', '"other"').expect(200);
  });

  it('answers HEAD like GET, without the page', async () => {
    const { headers, text } = await served().head('/docs/security').expect(200);
    expect(headers['content-length']).toBe(String(page('security').length));
    expect(text).toBeUndefined();
  });

  it('lets a page run its own scripts and no others', async () => {
    const { headers } = await served().get('/docs/security').expect(200);
    const policy = headers['content-security-policy'] ?? '';
    const hash = createHash('sha256').update(INLINE).digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it('shows its own page for a path that it does not have', async () => {
    const answer = await served().get('/docs/nothing').set('accept', 'text/html').expect(404);
    expect(answer.text).toBe(page('nothing here'));
    const problem = await served().get('/docs/nothing').set('accept', 'application/json');
    expect([problem.status, problem.body.code]).toEqual([404, 'not_found']);
  });

  it.each([
    '/docs/../outside.html',
    '/docs/%2e%2e/outside.html',
    '/docs/..%2foutside.html',
    '/docs/%2e%2e%2foutside.html',
    '/docs/assets/..%5c..%5coutside.html',
    '/docs//etc/passwd',
    '/docs/notes.secret',
    '/docs/assets/app.AbC.js.br',
  ])('sends no file for %s', async (target) => {
    const { status } = await served().get(target);
    expect(status).toBe(404);
  });

  it('refuses a path that is not percent-encoded UTF-8', async () => {
    const { status, body } = await served().get('/docs/%ff');
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('can only be read', async () => {
    const { status, headers } = await served().post('/docs/security');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('says how to build it if it is not built, and shows it as soon as it is', async () => {
    const later = path.join(parent, 'later');
    const server = served(later);
    const { status, body } = await server.get('/docs/');
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect(body.detail).toContain('npm run build:docs');
    mkdirSync(later);
    writeFileSync(path.join(later, 'index.html'), page('built'));
    const { text } = await server.get('/docs/').expect(200);
    expect(text).toBe(page('built'));
  });
});
