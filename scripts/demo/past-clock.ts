/** Sent to a server in the past: how far its clock is behind. */
export interface ClockMessage {
  readonly millisBehind: number;
}

/**
 * Runs in the server before its own code, so that the demo can make things happen days ago: every date is
 * behind by what the demo said last.
 */
const SHIFTED_DATE = `
  const RealDate = Date;
  let behind = Number(process.env.DEMO_MILLIS_BEHIND);
  process.on('message', ({ millisBehind }) => {
    behind = millisBehind;
    process.send('moved');
  });
  process.channel.unref();
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() - behind);
      else super(...given);
    }
    static now() {
      return RealDate.now() - behind;
    }
  };
`;

/** The options of Node with which a program starts in the past. */
export const PAST_CLOCK_ARGUMENTS = [
  '--import',
  `data:text/javascript,${encodeURIComponent(SHIFTED_DATE)}`,
];

export const pastClockEnvironment = ({ millisBehind }: ClockMessage) => ({
  DEMO_MILLIS_BEHIND: String(millisBehind),
});
