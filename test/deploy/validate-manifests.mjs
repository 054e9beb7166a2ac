// Validates Kubernetes objects, given as JSON on standard input, by the published schemas. It is a
// program of its own, because those packages exist only as ES modules. Prints the faults as JSON.
import process from 'node:process';
import { text } from 'node:stream/consumers';

const MODULES = {
  'apps/v1': 'kubernetes-models/apps/v1',
  'batch/v1': 'kubernetes-models/batch/v1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'policy/v1': 'kubernetes-models/policy/v1',
  v1: 'kubernetes-models/v1',
};

const faults = [];
for (const object of JSON.parse(await text(process.stdin))) {
  const { apiVersion, kind } = object;
  const models = await import(MODULES[apiVersion] ?? `unknown version ${apiVersion}`);
  try {
    new models[kind](object).validate();
  } catch (error) {
    faults.push(`${kind}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify(faults));
