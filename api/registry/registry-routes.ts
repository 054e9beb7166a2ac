import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { Failure } from '../domain/failure';
import { isNamedIn } from '../http/if-none-match';
import { onlyRead } from '../http/only-read';
import { createPace } from '../lib/pace';
import { fileAnswer, type FileRequest } from './file-answer';
import { fileState } from './file-state';
import type { OfferedRelease } from './offered-release';
import {
  DISCOVERY_PATH,
  discoveryDocument,
  downloadDocument,
  FILES_PATH,
  MIRROR_PATHS,
  mirrorIndexDocument,
  mirrorVersionDocument,
  PROVIDER_TYPE,
  PROVIDERS_PATH,
  versionsDocument,
  type Libc,
} from './registry-documents';
import type { OfferedReleases, ReleaseCatalog } from './release-catalog';

/** Limit for all downloads together. Without it, downloads on a fast network would delay verifications. */
const DOWNLOAD_BYTES_PER_SECOND = 64 * 1024 * 1024;
const PIECE_BYTES = 128 * 1024;

/**
 * Terraform's service discovery, provider registry and network mirror. They need no credentials: a
 * provider is not secret, and terraform sends no credentials when it downloads files.
 * @param catalog `null` if this server is not a registry; service discovery then answers that
 */
export function createRegistryRouter(catalog: ReleaseCatalog | null): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const pace = createPace(DOWNLOAD_BYTES_PER_SECOND);

  const on = (path: string, operationId: string, handle: RequestHandler): void => {
    const named: RequestHandler = (_request, response, next) => {
      response.locals.operationId = operationId;
      next();
    };
    router.all(path, named, onlyRead, handle);
  };

  if (catalog === null) {
    on(DISCOVERY_PATH, 'discoverTerraformServices', () => {
      throw NO_REGISTRY;
    });
    return router;
  }

  on(DISCOVERY_PATH, 'discoverTerraformServices', async (request, response) => {
    await releasesOf(catalog);
    sendDocument(request, response, discoveryDocument());
  });
  on(
    `${PROVIDERS_PATH}/:namespace/:type/versions`,
    'listProviderVersions',
    async (request, response) => {
      requireProvider(request);
      sendDocument(request, response, versionsDocument(await someReleases(catalog)));
    },
  );
  on(
    `${PROVIDERS_PATH}/:namespace/:type/:version/download/:os/:arch`,
    'findProviderPackage',
    async (request, response) => {
      requireProvider(request);
      const offered = releaseIn(await someReleases(catalog), request);
      const [os, arch] = [paramOf(request, 'os'), paramOf(request, 'arch')];
      const document = downloadDocument(offered, { os, arch });
      if (document === undefined) throw noPlatform(offered, `${os}_${arch}`);
      sendDocument(request, response, document);
    },
  );
  for (const libc of Object.keys(MIRROR_PATHS) as Libc[]) {
    const root = `${MIRROR_PATHS[libc]}/:host/:namespace/:type`;
    on(`${root}/index.json`, 'listMirroredVersions', async (request, response) => {
      requireProvider(request);
      sendDocument(request, response, mirrorIndexDocument(await someReleases(catalog), libc));
    });
    on(`${root}/:version.json`, 'listMirroredPackages', async (request, response) => {
      requireProvider(request);
      const offered = releaseIn(await someReleases(catalog), request);
      sendDocument(request, response, mirrorVersionDocument(offered, libc));
    });
  }

  on(`${FILES_PATH}/:version/:filename`, 'downloadProviderFile', async (request, response) => {
    const filename = paramOf(request, 'filename');
    const file = releaseIn(await someReleases(catalog), request).files.get(filename);
    if (file === undefined)
      throw new Failure('not_found', 'This version has no file with this name.');
    if ((await fileState(file.path)) !== file.state) throw changed(filename);
    const { status, headers, bytes } = fileAnswer(file, fileRequestOf(request, file.size));
    response.status(status).set(headers);
    if (request.method === 'HEAD' || bytes === undefined) return void response.end();
    const content = createReadStream(file.path, { ...bytes, highWaterMark: PIECE_BYTES });
    // If the client disconnects, `pipeline` also closes the file.
    await pipeline(content, paced, response).catch(() => response.destroy());
  });

  async function* paced(content: AsyncIterable<Buffer>) {
    for await (const piece of content) {
      await pace.take(piece.length);
      yield piece;
    }
  }
  return router;
}

const NO_REGISTRY = new Failure(
  'not_found',
  'This server is not a provider registry. Its operator can set KEYPLANE_REGISTRY_DIR to make it one.',
);

const STILL_CHECKING = new Failure(
  'unavailable',
  'This server has just started and is still checking its provider releases. Repeat the request in a minute.',
);

/**
 * @returns undefined while the first check is in progress. @throws Failure if the folder cannot be
 * read
 */
async function releasesOf(catalog: ReleaseCatalog): Promise<OfferedReleases | undefined> {
  const releases = await catalog.offered();
  if (releases !== null) return releases;
  throw new Failure(
    'not_found',
    'This server cannot read its folder of provider releases. Ask its operator: the log says why.',
  );
}

async function someReleases(catalog: ReleaseCatalog): Promise<OfferedReleases> {
  const releases = await releasesOf(catalog);
  if (releases === undefined) throw STILL_CHECKING;
  if (releases.size > 0) return releases;
  throw new Failure(
    'not_found',
    'This registry offers no version of the provider. If a version is in its release folder, the log of the ' +
      'server says why the version was refused.',
  );
}

function requireProvider(request: Request): void {
  const type = paramOf(request, 'type');
  if (type === PROVIDER_TYPE) return;
  throw new Failure(
    'not_found',
    `This registry has only one provider. Its source address ends in /${PROVIDER_TYPE}.`,
  );
}

function releaseIn(releases: OfferedReleases, request: Request): OfferedRelease {
  const offered = releases.get(paramOf(request, 'version'));
  if (offered !== undefined) return offered;
  throw new Failure(
    'not_found',
    `This registry does not offer this version. It offers ${[...releases.keys()].join(', ')}.`,
  );
}

const noPlatform = ({ release }: OfferedRelease, platform: string) =>
  new Failure(
    'not_found',
    `Version ${release.version} has no build for this platform (${/^\w{1,40}$/.exec(platform)?.[0] ?? 'unknown'}).`,
  );

const changed = (filename: string) =>
  new Failure(
    'unavailable',
    `${filename} has changed and must be checked again. Repeat the request in a minute.`,
  );

function paramOf(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}

function fileRequestOf(request: Request, size: number): FileRequest {
  const ranges = request.range(size);
  const isOne = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1;
  return {
    ifNoneMatch: request.get('if-none-match'),
    ifRange: request.get('if-range'),
    range: ranges === -1 ? -1 : isOne ? ranges[0] : undefined,
  };
}

/** A cache may keep the document for a minute, so a thousand CI runners cause one request. */
function sendDocument(request: Request, response: Response, document: object): void {
  const body = JSON.stringify(document);
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  response.set({ etag, 'cache-control': 'public, max-age=60' });
  if (isNamedIn(etag, request.get('if-none-match'))) return void response.status(304).end();
  response.type('json').send(body);
}
