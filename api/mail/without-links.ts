/**
 * A name in which no mail program finds an address to click on: `evil.example/x` becomes
 * `evil[.]example[/]x`. A dot, colon, slash or @ with a space behind it stays as it is.
 */
export function withoutLinks(name: string): string {
  return name.replace(/[.:/@\u2024\u3002\uff0e\uff61](?=\S)/g, '[$&]');
}
