import express, { type Request, type Response } from 'express';
import typeIs from 'type-is';
import { readByExpress } from './read-by-express';
import type { BodyReader } from './request-body';
import { verifyUtf8 } from './utf8';

const FORM = 'application/x-www-form-urlencoded';
const LIMIT_BYTES = 32 * 1024;

const readAnyForm = express.text({ type: FORM, limit: LIMIT_BYTES, verify: verifyUtf8 });

/** The text of a form, `undefined` if the body is not a form. */
export const formBody: BodyReader<string | undefined> = {
  mediaType: FORM,
  limitBytes: LIMIT_BYTES,
  parse: (text) => text,
  async readUnusual(request, response) {
    if (typeIs(request, [FORM]) !== FORM) return undefined;
    const body = await readByExpress(readAnyForm, request as Request, response as Response);
    return typeof body === 'string' ? body : '';
  },
};
