import shipped from '../../../api/catalog/default-catalog.json';
import document from '../../../api/openapi.json';

const { example } = document.components.schemas.CostEstimateRequest;

test('the example of a cost estimate names a model and parameters of the shipped catalog', () => {
  const service = shipped.services.find(({ id }) => id === example.service_id);
  const model = service?.models.find(({ id }) => id === example.model_id);
  const names: readonly string[] = model?.parameters.map(({ name }) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining(Object.keys(example.parameters)));
});

test('the forms of OAuth have examples, and each tag says what it is about', () => {
  const { AccessTokenRequest, PresentedToken } = document.components.schemas;
  expect([AccessTokenRequest, PresentedToken].every((schema) => 'example' in schema)).toBe(true);
  for (const { name, description } of document.tags) {
    expect(description).not.toBe(`Operations on: ${name}.`);
  }
});
