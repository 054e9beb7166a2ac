import { gatewayHeadersOf } from '../../../api/verification/gateway-headers';

const clientOf = (...headers: string[]) => gatewayHeadersOf(headers).client;

describe('the key of a gateway’s client', () => {
  it.each([
    [['Authorization', 'Bearer abc'], 'authorization'],
    [['AUTHORIZATION', 'bearer   abc'], 'authorization'],
    [['x-api-key', 'abc'], 'x-api-key'],
    [['X-API-Key', 'abc', 'Authorization', ''], 'x-api-key'],
    [['X-API-Key', '', 'Authorization', 'Bearer abc'], 'authorization'],
  ])('is found in %j', (headers, header) => {
    expect(clientOf(...headers)).toEqual({ kind: 'key', text: 'abc', header });
  });

  it.each([
    [['Authorization', 'Bearer a', 'X-API-Key', 'b']],
    [['Authorization', 'Bearer a', 'X-API-Key', 'a']],
    [['Authorization', 'Basic a', 'X-API-Key', 'b']],
    [['Authorization', 'Bearer a', 'authorization', 'Bearer b']],
    [['X-API-Key', 'a', 'x-api-key', 'b']],
    [['X-API-Key', 'a,b']],
    [['X-API-Key', 'a, b']],
    [['X-API-Key', 'a b']],
    [['X-API-Key', 'a\tb']],
    [['X-API-Key', 'a;b']],
    [['Authorization', 'Bearer a,Bearer b']],
    [['Authorization', 'Bearer a, b']],
    [['Authorization', 'Bearer a b']],
    [['Authorization', 'Basic a, Bearer b']],
  ])('is not chosen if there are several: %j', (headers) => {
    const isInOneHeader = headers.every((text, at) => at % 2 === 1 || /^x-api-key$/i.test(text));
    const header = isInOneHeader ? 'x-api-key' : 'authorization';
    expect(clientOf(...headers)).toEqual({ kind: 'several', header });
  });

  it.each([
    [['X-API-Key', 'Bearer abc'], 'bearer_in_key_header'],
    [['X-API-Key', 'bearer\tabc'], 'bearer_in_key_header'],
    [['Authorization', 'Bearer\tabc'], 'wrong_space'],
    [['Authorization', 'Bearer \tabc'], 'wrong_space'],
  ])('is the only key in %j, but malformed', (headers, kind) => {
    expect(clientOf(...headers)).toEqual({ kind });
  });

  it.each([
    [[], 'none'],
    [['Cookie', 'key=a', 'Proxy-Authorization', 'Bearer a', 'X-Api-Keys', 'a'], 'none'],
    [['Authorization', '', 'X-API-Key', ''], 'none'],
    [['Authorization', 'Basic YTpi'], 'other_scheme'],
    [['Authorization', 'abc'], 'other_scheme'],
  ])('is missing in %j', (headers, kind) => {
    expect(clientOf(...headers)).toEqual({ kind });
  });
});

test('every Keyplane-Authorization header of the gateway counts', () => {
  const headers = ['Keyplane-Authorization', 'Basic a', 'X', 'y', 'KEYPLANE-AUTHORIZATION', 'b'];
  expect(gatewayHeadersOf(headers).gateway).toEqual(['Basic a', 'b']);
});
