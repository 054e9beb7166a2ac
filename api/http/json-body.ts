import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import typeIs from 'type-is';
import { Failure } from '../domain/failure';
import { isPlain, readText } from './request-body';

const LIMIT_BYTES = 256 * 1024;
const JSON_TYPE = 'application/json';
const JSON_TYPES = [JSON_TYPE, 'application/*+json'];

const readAnyJson = express.json({ limit: LIMIT_BYTES, strict: false, type: JSON_TYPES });

/**
 * The value that a JSON body stands for, `undefined` where there is none.
 * @throws Failure, or an error of Express's body parser, for which `failureOf` knows a failure
 */
export async function readJsonBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  if (!isPlain(request, JSON_TYPE)) return readUnusual(request as Request, response as Response);
  const text = await readText(request, LIMIT_BYTES);
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Failure('malformed_body', 'The request body is not well-formed JSON.');
  }
}

/** Compressed, in another charset or of another media type. */
async function readUnusual(request: Request, response: Response): Promise<unknown> {
  if (typeIs.hasBody(request) && typeIs(request, JSON_TYPES) === false) {
    throw new Failure('unsupported_media_type', 'Send the body as Content-Type: application/json.');
  }
  await new Promise<void>((resolve, reject) => {
    readAnyJson(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return request.body as unknown;
}
