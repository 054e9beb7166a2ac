import { MAX_PERIOD_SECONDS, parsePeriodSeconds } from '../domain/period';
import { createAskApi, type AskApi } from './ask-api';
import { creationsReport, type ListedObject } from './creations-report';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

export interface CreationsOptions {
  readonly stack: string;
  readonly neverNamed?: true;
  readonly unnamedSince?: string;
  readonly json?: true;
}

interface CreationPage {
  readonly items: readonly ListedObject[];
  readonly next_page_token: string | null;
}

const PAGE_SIZE = '1000';

/**
 * `keyplane creations list`: what Terraform runs of a stack have created and no state seems to hold. It
 * asks the server with the credentials of the environment, and changes nothing.
 */
export async function creationsCommand(
  terminal: Terminal,
  { stack, neverNamed, unnamedSince, json }: CreationsOptions,
): Promise<void> {
  if (neverNamed === true && unnamedSince !== undefined) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      'Give either --never-named or --unnamed-since. --unnamed-since also lists objects ' +
        'that were never named.',
    );
  }
  requireStackName(stack);
  const now = new Date();
  const since = unnamedSince === undefined ? undefined : timeOf(unnamedSince, now);
  const ask = createAskApi(terminal);
  const filter = since ? { unnamed_since: since.toISOString() } : { never_named: 'true' };
  const items = await everyPage(ask, { stack, ...filter });
  if (json === true) {
    terminal.print(JSON.stringify(items, null, 2));
    return;
  }
  const isKnown = items.length > 0 || (await isKnownStack(ask, stack));
  const otherStacks = isKnown ? [] : await someStacks(ask);
  terminal.print(creationsReport({ stack, since, items, isKnown, otherStacks, now }));
}

/** The API expects other characters percent-encoded, as the provider does. */
function requireStackName(stack: string): void {
  if (/^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(stack)) return;
  throw new CommandFailure(
    EXIT_CODE.usage,
    '--stack must have 1 to 200 printable ASCII characters, such as s3://bucket/key#prod. The provider ' +
      `percent-encodes other characters. You gave "${stack}".`,
  );
}

/** A time, or a period before now. */
function timeOf(text: string, now: Date): Date {
  const time = parsedTime(text, now);
  if (time <= now) return time;
  throw new CommandFailure(
    EXIT_CODE.usage,
    '--unnamed-since must be in the past. It lists the objects that no refresh or plan has named ' +
      `since that time. You gave "${text}".`,
  );
}

function parsedTime(text: string, now: Date): Date {
  const seconds = parsePeriodSeconds(text);
  if (seconds !== undefined && seconds <= MAX_PERIOD_SECONDS) {
    return new Date(now.getTime() - seconds * 1000);
  }
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CommandFailure(
    EXIT_CODE.usage,
    '--unnamed-since must be a time such as 2026-11-29T14:00:00Z, or a period such as 7d or 12h. ' +
      `You gave "${text}".`,
  );
}

async function everyPage(
  ask: AskApi,
  filter: Readonly<Record<string, string>>,
): Promise<ListedObject[]> {
  const items: ListedObject[] = [];
  let token: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({
      ...filter,
      page_size: PAGE_SIZE,
      sort: 'created_at',
    });
    if (token !== null) query.set('page_token', token);
    const page = (await ask(`v1/creations?${query.toString()}`)) as CreationPage;
    items.push(...page.items);
    token = page.next_page_token;
  } while (token !== null);
  return items;
}

/** Names of other stacks, to compare with a mistyped name. */
async function someStacks(ask: AskApi): Promise<readonly string[]> {
  const query = new URLSearchParams({ page_size: PAGE_SIZE });
  const { items } = (await ask(`v1/creations?${query.toString()}`)) as CreationPage;
  return [...new Set(items.map(({ stack }) => stack))].sort();
}

async function isKnownStack(ask: AskApi, stack: string): Promise<boolean> {
  const known = (await ask('v1/stack', { 'keyplane-stack': stack })) as {
    last_created_at: string | null;
  };
  return known.last_created_at !== null;
}
