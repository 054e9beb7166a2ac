/** The rest of nginx.conf around a site, as in every package, for an nginx that writes only into `folder`. */
export function nginxConfiguration(folder: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder};`,
  );
  return [
    'daemon off;',
    'error_log stderr;',
    `pid ${folder}/pid;`,
    'events {}',
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    `http {\naccess_log off;\n${temporary.join('\n')}\n${site}}`,
  ].join('\n');
}
