import {
  createHclogLogger,
  logLevelFromEnvironment,
  type LogLevel,
} from '../../../../provider/terraform-plugin/plugin/hclog-logger';

describe('the log level', () => {
  it.each<[NodeJS.ProcessEnv, LogLevel]>([
    [{}, 'off'],
    [{ TF_LOG: '' }, 'off'],
    [{ TF_LOG: 'WARN' }, 'warn'],
    [{ TF_LOG: 'debug' }, 'debug'],
    [{ TF_LOG: 'JSON' }, 'trace'],
    [{ TF_LOG: 'OFF' }, 'off'],
    [{ TF_LOG: 'trace', TF_LOG_PROVIDER: 'ERROR' }, 'error'],
  ])('of %j is %s', (environment, level) => {
    expect(logLevelFromEnvironment(environment)).toBe(level);
  });
});

describe('a log line', () => {
  const now = () => new Date('2030-01-02T03:04:05.678Z');

  function lines(level: LogLevel) {
    const written: string[] = [];
    const logger = createHclogLogger({
      level,
      module: 'provider',
      write: (line) => void written.push(line),
      now,
    });
    return { logger, written };
  }

  it('is one line of hclog JSON, with microseconds', () => {
    const { logger, written } = lines('info');
    logger.info('Read\nit', { count: 10n });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(written[0] ?? '')).toEqual({
      '@level': 'info',
      '@message': 'Read\nit',
      '@module': 'provider',
      '@timestamp': '2030-01-02T03:04:05.678000Z',
      count: '10',
    });
  });

  it('is not written below the level', () => {
    const { logger, written } = lines('warn');
    logger.trace('no');
    logger.debug('no');
    logger.info('no');
    logger.warn('yes');
    logger.error('yes');
    expect(written).toHaveLength(2);
    const off = lines('off');
    off.logger.error('no');
    expect(off.written).toEqual([]);
  });

  it('shows the stack and the causes of an error, and none of its other properties', () => {
    const { logger, written } = lines('error');
    const cause = Object.assign(new Error('refused'), { request: { authorization: 'Bearer x' } });
    logger.error('Failed', { error: new Error('no answer', { cause }) });
    expect(written[0]).toContain('no answer');
    expect(written[0]).toContain('Caused by: Error: refused');
    expect(written[0]).toContain('hclog-logger.test.ts');
    expect(written[0]).not.toContain('Bearer');
  });

  it('shows each error once if the causes form a circle', () => {
    const { logger, written } = lines('error');
    const aborted = new Error('aborted');
    const timedOut = new Error('timed out', { cause: aborted });
    aborted.cause = timedOut;
    logger.error('Failed', { error: timedOut });
    expect(written[0]?.match(/Caused by/g)).toHaveLength(1);
  });
});
