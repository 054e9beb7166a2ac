import { Time } from '../../components/time';

/** A federated identity is not a key, so Keyplane knows only when a token was last exchanged. */
export function LastExchange({ at }: { readonly at: string | null }) {
  if (at === null) return 'No token has been exchanged yet.';
  return (
    <>
      A token was last exchanged <Time value={at} as="relative" />.
    </>
  );
}
