import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import typeIs from 'type-is';
import { isPlain, readText } from './request-body';

const FORM = 'application/x-www-form-urlencoded';
const LIMIT_BYTES = 32 * 1024;

const readAnyForm = express.text({ type: FORM, limit: LIMIT_BYTES });

/**
 * The text of a form, `undefined` where the body is none.
 * @throws Failure, or an error of Express's body parser, for which `failureOf` knows a failure
 */
export async function readForm(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<string | undefined> {
  if (isPlain(request, FORM)) return readText(request, LIMIT_BYTES);
  if (typeIs(request, [FORM]) !== FORM) return undefined;
  return readUnusual(request as Request, response as Response);
}

/** Compressed, or in another charset. */
async function readUnusual(request: Request, response: Response): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    readAnyForm(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return typeof request.body === 'string' ? request.body : '';
}
