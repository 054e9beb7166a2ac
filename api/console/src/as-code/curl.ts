import type { Call } from './declaration';

/**
 * The call that creates an object like this one, for a shell. The credentials come from the environment, so that
 * they are in no history.
 * @param baseUrl of the API, without a slash at its end
 */
export function curlOf(call: Call, baseUrl: string): string {
  const body = JSON.stringify(call.body, null, 2).replaceAll("'", `'\\''`);
  return (
    `curl --fail-with-body -u "$KEYPLANE_CLIENT_ID:$KEYPLANE_CLIENT_SECRET" \\\n` +
    `  -H 'content-type: application/json' \\\n` +
    `  -d '${body}' \\\n` +
    `  '${baseUrl}${call.path}'\n`
  );
}
