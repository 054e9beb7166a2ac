import { attributePath } from './attribute-path';
import { createDiagnosticList, DiagnosticError } from './diagnostics';
import { fromModel, mapAttributes } from './model-conversion';
import { openPrivateState } from './private-state';
import type { ProviderServer } from './provider-server';
import { type Given, withoutUnknowns } from './reconcile';
import type { Resource } from './resource';
import type { ResourceEntry } from './resource-entry';
import type { ResourceRunner } from './resource-runner';

type ImportRequest = Parameters<ProviderServer['importResourceState']>[0];
type ImportResponse = Awaited<ReturnType<ProviderServer['importResourceState']>>;

/** Gives Terraform what it needs to read the object, which it does next. */
export async function importResource<Client>(
  { resource, wireSchema }: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  { id, signal }: ImportRequest,
): Promise<ImportResponse> {
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(new Uint8Array());
  const outcome = await runner.run(
    { verb: 'read', doing: 'importing', resource: null, signal, diagnostics, privateState },
    async (context) => {
      const { handlers } = resource;
      const given =
        handlers.importState === undefined
          ? { [soleIdentity(resource)]: id }
          : await handlers.importState(id, context);
      requireIdentity(resource, given);
      return mapAttributes(wireSchema, ({ spec }, name) =>
        withoutUnknowns(fromModel(spec.type, given[name], attributePath(name))),
      );
    },
  );
  return {
    imported:
      outcome === undefined || diagnostics.hasErrors
        ? []
        : [
            {
              typeName: resource.name,
              state: outcome.value,
              privateState: privateState.encode(),
            },
          ],
    diagnostics: diagnostics.all,
  };
}

function identities<Client>(resource: Resource<Client>): readonly string[] {
  return Object.entries(resource.schema)
    .filter(([, { spec }]) => spec.role === 'identity')
    .map(([name]) => name);
}

function soleIdentity<Client>(resource: Resource<Client>): string {
  const [name, ...others] = identities(resource);
  if (name === undefined || others.length > 0 || resource.schema[name]?.spec.type !== 'string') {
    throw new DiagnosticError({
      summary: `${resource.name} cannot be imported`,
      detail:
        'This resource type cannot be imported. Remove the import, and create a new object ' +
        'instead.',
    });
  }
  return name;
}

function requireIdentity<Client>(resource: Resource<Client>, given: Given): void {
  for (const name of identities(resource)) {
    const value = given[name];
    if (value === undefined || value === null || value === '') {
      throw new DiagnosticError({
        summary: `Invalid import id for ${resource.name}`,
        detail:
          `It does not contain \`${name}\`. Look up the form of the import ID in the documentation of ` +
          'the resource.',
      });
    }
  }
}
