import type { KeyplaneClient, Notice } from '../client';
import {
  type DataSource,
  type DataSourceDefinition,
  type EphemeralResource,
  type EphemeralResourceDefinition,
  forClient,
  type HandlerContext,
  type Resource,
  type ResourceDefinition,
  type Schema,
} from '../terraform-plugin';
import { explained } from './explain-api-error';

const forKeyplane = forClient<KeyplaneClient>();

/**
 * The framework's functions, with the API's refusals explained on the attributes that they are
 * about.
 */
export function defineResource<const S extends Schema>(
  definition: ResourceDefinition<KeyplaneClient, S>,
): Resource<KeyplaneClient> {
  const names = Object.keys(definition.schema);
  const { update, modifyPlan, importState } = definition;
  return forKeyplane.defineResource<S>({
    ...definition,
    create: (plan, context) =>
      watched(names, context, () => withNotices(context, () => definition.create(plan, context))),
    read: (state, context) => watched(names, context, () => definition.read(state, context)),
    delete: (state, context) => watched(names, context, () => definition.delete(state, context)),
    ...(update && {
      update: (plan, state, context) =>
        watched(names, context, () => withNotices(context, () => update(plan, state, context))),
    }),
    ...(importState && {
      importState: (id, context) => watched(names, context, async () => importState(id, context)),
    }),
    ...(modifyPlan && {
      modifyPlan: (request) =>
        watched(names, request.context, async () => {
          if (request.priorState === null) await warnOfLostState(request.context);
          await modifyPlan(request);
        }),
    }),
  });
}

/** Explains refusals, and warns once if the version of the server does not fit the provider. */
function watched<T>(
  attributes: readonly string[],
  context: HandlerContext<KeyplaneClient>,
  work: () => Promise<T>,
): Promise<T> {
  if (!context.hasClient) return explained(attributes, context, work);
  const { client, signal, diagnostics } = context;
  const warn = (notice: Notice) => diagnostics.warning(notice);
  return client.versionWatch.during(() => explained(attributes, context, work), { signal, warn });
}

/** Shows the notices of the calls. */
async function withNotices<T>(
  context: HandlerContext<KeyplaneClient>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    const notices = context.hasClient ? context.client.notices.take() : [];
    for (const notice of notices) context.diagnostics.warning(notice);
  }
}

/**
 * Runs before anything is created, because with an empty state Terraform would create everything a
 * second time.
 */
async function warnOfLostState(context: HandlerContext<KeyplaneClient>): Promise<void> {
  if (!context.hasClient) return;
  const notice = await context.client.lostState.beforeCreation({ signal: context.signal });
  if (notice !== undefined) context.diagnostics.warning(notice);
}

export function defineDataSource<const S extends Schema>(
  definition: DataSourceDefinition<KeyplaneClient, S>,
): DataSource<KeyplaneClient> {
  const names = Object.keys(definition.schema);
  return forKeyplane.defineDataSource<S>({
    ...definition,
    read: (config, context) => watched(names, context, () => definition.read(config, context)),
  });
}

export function defineEphemeralResource<const S extends Schema>(
  definition: EphemeralResourceDefinition<KeyplaneClient, S>,
): EphemeralResource<KeyplaneClient> {
  const names = Object.keys(definition.schema);
  const { close } = definition;
  return forKeyplane.defineEphemeralResource<S>({
    ...definition,
    open: (config, context) => watched(names, context, () => definition.open(config, context)),
    ...(close && { close: (context) => watched(names, context, () => close(context)) }),
  });
}
