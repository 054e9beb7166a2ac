import { final, json, useKeyplaneDouble } from './support/keyplane-double';

const options = { signal: new AbortController().signal };
const ME = { id: 'mem_1', name: 'Ada', team: null };

describe('the identity of the credentials', () => {
  const double = useKeyplaneDouble();

  it('is asked for once, by all who need it at the same time and later', async () => {
    double.answers = [json(200, ME)];
    await Promise.all([double.client.self(options), double.client.self(options)]);
    await double.client.self(options);
    expect(double.seen).toHaveLength(1);
  });

  it('is not asked for again after a refusal', async () => {
    double.answers = [final(403, 'insufficient_permissions'), json(200, ME)];
    await expect(double.client.self(options)).rejects.toThrow('Because.');
    await expect(double.client.self(options)).rejects.toThrow('Because.');
    expect(double.seen).toHaveLength(1);
  });

  it('is asked for again after any other failure', async () => {
    double.answers = [final(500, 'internal'), json(200, ME)];
    await expect(double.client.self(options)).rejects.toThrow('Because.');
    expect(await double.client.self(options)).toEqual(ME);
  });
});
