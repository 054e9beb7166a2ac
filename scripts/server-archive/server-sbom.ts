import type { BundledPackage } from '../release/bundle-packages';

/** CycloneDX 1.6 as JSON, without a time and serial number, so that equal servers have equal bytes. */
export function serverSbom(version: string, contained: readonly BundledPackage[]): string {
  const server = `pkg:generic/keyplane-server@${version}`;
  const components = contained.map(({ name, version: of, license }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${of}`;
    const licenses = [{ expression: license }];
    return { type: 'library', 'bom-ref': purl, name, version: of, purl, licenses };
  });
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': server,
        name: 'keyplane-server',
        version,
        purl: server,
        licenses: [{ expression: 'Apache-2.0' }],
      },
    },
    components,
    dependencies: [{ ref: server, dependsOn: components.map(({ purl }) => purl) }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
