import type { RequestHandler } from 'express';
import { Failure } from '../domain/failure';

/** For a path that is not an operation: Express answers HEAD wherever it answers GET. */
export const onlyRead: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  response.set('allow', 'GET, HEAD');
  throw new Failure('method_not_allowed', 'Use GET here.');
};
