import type { IncomingMessage } from 'node:http';
import express, { type Request, type Response } from 'express';
import typeIs from 'type-is';
import { Failure } from '../domain/failure';
import { readByExpress } from './read-by-express';
import type { BodyReader } from './request-body';
import { verifyUtf8 } from './utf8';
import { mayRepeatMember, refuseRepeatedMembers } from './repeated-members';
import { mayNameSpecialMember, refuseSpecialMembers } from './special-members';

const LIMIT_BYTES = 256 * 1024;
const JSON_TYPE = 'application/json';
const JSON_TYPES = [JSON_TYPE, 'application/*+json'];

const readAnyText = express.text({
  limit: LIMIT_BYTES,
  type: JSON_TYPES,
  verify: verifyUtf8,
});

/** The value of a JSON body, `undefined` if there is none. */
export const jsonBody: BodyReader<unknown> = {
  mediaType: JSON_TYPE,
  limitBytes: LIMIT_BYTES,
  parse,
  async readUnusual(request, response) {
    requireJson(request);
    const text = await readByExpress(readAnyText, request as Request, response as Response);
    return typeof text === 'string' ? parse(text) : undefined;
  },
};

function parse(text: string): unknown {
  if (text === '') return undefined;
  const value = parsed(text);
  if (mayRepeatMember(text, value)) refuseRepeatedMembers(text);
  if (mayNameSpecialMember(text)) refuseSpecialMembers(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Failure('malformed_body', 'The request body is not well-formed JSON.');
  }
}

function requireJson(request: IncomingMessage): void {
  if (!typeIs.hasBody(request) || typeIs(request, JSON_TYPES) !== false) return;
  throw new Failure('unsupported_media_type', 'Send the body as Content-Type: application/json.');
}
