import type { Request, RequestHandler, Response } from 'express';

/** @throws an error of Express's body parser, which `failureOf` turns into a failure */
export async function readByExpress(
  reader: RequestHandler,
  request: Request,
  response: Response,
): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    reader(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return request.body as unknown;
}
