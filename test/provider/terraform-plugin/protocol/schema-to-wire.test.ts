import type { AttributeType } from '../../../../provider/terraform-plugin/framework/attribute-type';
import {
  attributeTypeToWire,
  metadataToWire,
  providerSchemaToWire,
} from '../../../../provider/terraform-plugin/protocol/schema-to-wire';
import {
  attributePathToWire,
  diagnosticsToWire,
} from '../../../../provider/terraform-plugin/protocol/diagnostic-to-wire';
import { createNoteProvider } from '../plugin/support/note-provider-server';

describe('a schema on the wire', () => {
  it.each<[AttributeType, string]>([
    ['string', '"string"'],
    [{ kind: 'set', element: 'number' }, '["set","number"]'],
    [
      { kind: 'map', element: { kind: 'object', attributes: { on: 'bool' } } },
      '["map",["object",{"on":"bool"}]]',
    ],
  ])('encodes a type as cty does: %j', (type, json) => {
    expect(Buffer.from(attributeTypeToWire(type)).toString()).toBe(json);
  });

  const provider = createNoteProvider().getProviderSchema();

  it('contains everything that Terraform 1.11 can use', () => {
    const capabilities = {
      planDestroy: true,
      getProviderSchemaOptional: true,
      moveResourceState: true,
    };
    expect(providerSchemaToWire(provider).serverCapabilities).toEqual(capabilities);
    expect(metadataToWire(provider)).toMatchObject({
      serverCapabilities: capabilities,
      resources: [{ typeName: 'keyplane_note' }],
      functions: [{ name: 'join_words' }],
    });
  });

  it('carries nested attributes instead of a type', () => {
    const attributes =
      providerSchemaToWire(provider).resourceSchemas?.keyplane_note?.block?.attributes;
    const author = attributes?.find(({ name }) => name === 'author');
    expect(author).toMatchObject({ type: undefined, nestedType: { nesting: 1 } });
    expect(author?.nestedType?.attributes?.map(({ name }) => name)).toEqual(['name', 'age']);
  });

  it('refuses an attribute with neither a type nor nested attributes', () => {
    const broken = { ...provider.provider, attributes: [{ name: 'odd' }] } as unknown;
    expect(() =>
      providerSchemaToWire({ ...provider, provider: broken as typeof provider.provider }),
    ).toThrow('attribute odd needs exactly one');
  });
});

describe('a diagnostic on the wire', () => {
  it('has its severity by number and its path step by step', () => {
    const attribute = [
      { attribute: 'keys' },
      { elementKeyInt: 0 },
      { elementKeyString: 'a' },
    ] as const;
    expect(
      diagnosticsToWire([{ severity: 'warning', summary: 's', detail: 'd', attribute }]),
    ).toEqual([
      {
        severity: 2,
        summary: 's',
        detail: 'd',
        attribute: {
          steps: [{ attributeName: 'keys' }, { elementKeyInt: 0 }, { elementKeyString: 'a' }],
        },
      },
    ]);
    expect(attributePathToWire([])).toEqual({ steps: [] });
  });
});
